"""The nations of the sport by their three-letter codes, for a tour that begins without countries.

Guarantees that every nation could be added by hand (rules.md section 9), that no code and no name
stands twice, and that they stand by name. The codes are those of the International Olympic
Committee, its 206 members; Curaçao, the Faroe Islands, Gibraltar and Macau, which are none, have
the codes that their federations play under.
"""

from typing import Final

from services.entries.domain.countries import CountryDetails

_BY_NAME: Final = """
AFG Afghanistan
ALB Albania
ALG Algeria
ASA American Samoa
AND Andorra
ANG Angola
ANT Antigua and Barbuda
ARG Argentina
ARM Armenia
ARU Aruba
AUS Australia
AUT Austria
AZE Azerbaijan
BAH Bahamas
BRN Bahrain
BAN Bangladesh
BAR Barbados
BLR Belarus
BEL Belgium
BIZ Belize
BEN Benin
BER Bermuda
BHU Bhutan
BOL Bolivia
BIH Bosnia and Herzegovina
BOT Botswana
BRA Brazil
IVB British Virgin Islands
BRU Brunei
BUL Bulgaria
BUR Burkina Faso
BDI Burundi
CAM Cambodia
CMR Cameroon
CAN Canada
CPV Cape Verde
CAY Cayman Islands
CAF Central African Republic
CHA Chad
CHI Chile
CHN China
TPE Chinese Taipei
COL Colombia
COM Comoros
CGO Congo
COK Cook Islands
CRC Costa Rica
CIV Côte d’Ivoire
CRO Croatia
CUB Cuba
CUW Curaçao
CYP Cyprus
CZE Czechia
COD Democratic Republic of the Congo
DEN Denmark
DJI Djibouti
DMA Dominica
DOM Dominican Republic
ECU Ecuador
EGY Egypt
ESA El Salvador
GEQ Equatorial Guinea
ERI Eritrea
EST Estonia
SWZ Eswatini
ETH Ethiopia
FRO Faroe Islands
FIJ Fiji
FIN Finland
FRA France
GAB Gabon
GAM Gambia
GEO Georgia
GER Germany
GHA Ghana
GIB Gibraltar
GBR Great Britain
GRE Greece
GRN Grenada
GUM Guam
GUA Guatemala
GUI Guinea
GBS Guinea-Bissau
GUY Guyana
HAI Haiti
HON Honduras
HKG Hong Kong
HUN Hungary
ISL Iceland
IND India
INA Indonesia
IRI Iran
IRQ Iraq
IRL Ireland
ISR Israel
ITA Italy
JAM Jamaica
JPN Japan
JOR Jordan
KAZ Kazakhstan
KEN Kenya
KIR Kiribati
KOS Kosovo
KUW Kuwait
KGZ Kyrgyzstan
LAO Laos
LAT Latvia
LBN Lebanon
LES Lesotho
LBR Liberia
LBA Libya
LIE Liechtenstein
LTU Lithuania
LUX Luxembourg
MAC Macau
MAD Madagascar
MAW Malawi
MAS Malaysia
MDV Maldives
MLI Mali
MLT Malta
MHL Marshall Islands
MTN Mauritania
MRI Mauritius
MEX Mexico
FSM Micronesia
MDA Moldova
MON Monaco
MGL Mongolia
MNE Montenegro
MAR Morocco
MOZ Mozambique
MYA Myanmar
NAM Namibia
NRU Nauru
NEP Nepal
NED Netherlands
NZL New Zealand
NCA Nicaragua
NIG Niger
NGR Nigeria
PRK North Korea
MKD North Macedonia
NOR Norway
OMA Oman
PAK Pakistan
PLW Palau
PLE Palestine
PAN Panama
PNG Papua New Guinea
PAR Paraguay
PER Peru
PHI Philippines
POL Poland
POR Portugal
PUR Puerto Rico
QAT Qatar
ROU Romania
RUS Russia
RWA Rwanda
SKN Saint Kitts and Nevis
LCA Saint Lucia
VIN Saint Vincent and the Grenadines
SAM Samoa
SMR San Marino
STP São Tomé and Príncipe
KSA Saudi Arabia
SEN Senegal
SRB Serbia
SEY Seychelles
SLE Sierra Leone
SGP Singapore
SVK Slovakia
SLO Slovenia
SOL Solomon Islands
SOM Somalia
RSA South Africa
KOR South Korea
SSD South Sudan
ESP Spain
SRI Sri Lanka
SUD Sudan
SUR Suriname
SWE Sweden
SUI Switzerland
SYR Syria
TJK Tajikistan
TAN Tanzania
THA Thailand
TLS Timor-Leste
TOG Togo
TGA Tonga
TTO Trinidad and Tobago
TUN Tunisia
TUR Türkiye
TKM Turkmenistan
TUV Tuvalu
UGA Uganda
UKR Ukraine
UAE United Arab Emirates
USA United States
ISV United States Virgin Islands
URU Uruguay
UZB Uzbekistan
VAN Vanuatu
VEN Venezuela
VIE Vietnam
YEM Yemen
ZAM Zambia
ZIM Zimbabwe
"""

NATIONS: Final = tuple(
    CountryDetails(code, name)
    for code, _, name in (line.partition(" ") for line in _BY_NAME.strip().splitlines())
)

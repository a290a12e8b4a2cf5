"""Names for players who do not exist, as people of their age and country are called.

Last names come as men bear them, then as women do where that differs.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one country; men and women take from different last names."""

    men: tuple[str, ...]
    women: tuple[str, ...]
    last_of_men: tuple[str, ...]
    last_of_women: tuple[str, ...]


def _names(men: str, women: str, last_of_men: str, last_of_women: str) -> Names:
    """Each in one line, parted by commas."""
    lines = (men, women, last_of_men, last_of_women)
    return Names(*(tuple(name.strip() for name in line.split(",")) for line in lines))


NAMES: Final = {
    "PL": _names(
        "Zbigniew, Włodzimierz, Bogusław, Ryszard, Wiesław, Grzegorz",
        "Bożena, Małgorzata, Jadwiga, Elżbieta, Grażyna",
        "Świderek, Gołębiewski, Żurawik, Brzozowiecki, Łukasiński, Ciążyński",
        "Wróblewicz, Świerczyńska, Dąbkowska, Żelazek, Piórkowska",
    ),
    "CZ": _names(
        "Jaroslav, Zdeněk, Bohumil, Vlastimil, Jiří, Oldřich",
        "Ludmila, Věra, Květa, Zdeňka, Božena",
        "Hrdlička, Křížek, Šťastný, Vaňous, Dvořáček, Řehounek",
        "Žemličková, Kratinová, Růžičková, Černohorská, Šimečková",
    ),
    "S": _names(
        "Göran, Håkan, Kjell, Åke, Börje, Sören",
        "Gunilla, Märta, Åsa, Birgitta, Solveig",
        "Sjöstrand, Åkerblom, Lindqvist-Ek, Hägglöf, Nyhamn, Öberg",
        "Björkegren, Söderlund, Ljungdahl, Åhlén, Rönnqvist",
    ),
    "F": _names(
        "Jean-Luc, Gérard, Hervé, Thierry, Rémi, Benoît",
        "Françoise, Solène, Béatrice, Hélène, Marie-Thérèse",
        "Desprès, Lefèbvre-Roux, Chauvière, Peyrégne, Guillemot, Boisfranc",
        "Larrieu, Beauséjour, Crépin, Vauquelin, Delahaye-Pons",
    ),
    "E": _names(
        "José María, Íñigo, Joaquín, Ramón, Andrés, Félix",
        "Begoña, Inés, Concepción, Asunción, Belén",
        "Echevarría Soto, Peñalver, Yáñez Roca, Cáceres, Muñiz, Arístegui",
        "Ibáñez Lara, Zúñiga, Quiñones, Olazábal, Núñez de Haro",
    ),
    "P": _names(
        "João, António, Tomás, Luís, Armando, Estêvão",
        "Conceição, Graça, Lurdes, Inácia, Fátima",
        "Falardo, Guimarães Leal, Brandão, Semedeiro, Travanca, Quintão",
        "Assunção, Magalhães, Cordeirinha, Leitão, Bragança Melo",
    ),
    "D": _names(
        "Jürgen, Günther, Detlef, Volker, Hans-Jörg, Rüdiger",
        "Gisela, Heike, Jutta, Käthe, Annegret",
        "Krämer-Voss, Schäufele, Rößler, Bühring, Dörfler, Wüstenhagen",
        "Möllenkamp, Großkopf, Strübing, Kühnapfel, Hölzenbein",
    ),
    "H": _names(
        "Béla, György, Sándor, Árpád, István, Lőrinc",
        "Ágnes, Ildikó, Márta, Zsuzsanna, Erzsébet",
        "Kőszegi, Bárdosi, Fülöp, Gyöngyösi, Szűcs, Törőcsik",
        "Vörösváry, Sárközi, Hegedűs, Csányi, Zöldesi",
    ),
    "TR": _names(
        "Şükrü, Orhan, Gökhan, Çetin, İsmail, Uğur",
        "Gülşen, Ayşe, Nilüfer, Şermin, İnci",
        "Yıldızoğlu, Çakmakçı, Öztürkmen, Karadağlı, Güneşdoğdu, Işıkçı",
        "Taşkıran, Şahinbaş, Akgündüz, Kılıççı, Ünlüer",
    ),
    "SLO": _names(
        "Jože, Črtomir, Janez, Matjaž, Srečko, Tomaž",
        "Alenka, Špela, Metka, Breda, Živa",
        "Kovačič, Hribernik, Žagarnik, Pečnik, Štrukelj, Vrhovšek",
        "Zupančič, Škrabec, Mlakar, Jerebič, Ožbolt",
    ),
}

"""Names for players who do not exist, as people of their age and country are called.

Guarantees that many people of one country bear different names: first names and last names are
combined, then second first names come in between.
"""

from dataclasses import dataclass
from typing import Final

from shared.terms import Gender

FIRST_NAMES: Final = 10
LAST_NAMES: Final = 12
_COUPLES: Final = FIRST_NAMES * LAST_NAMES
DIFFERENT: Final = FIRST_NAMES * _COUPLES
"""So many men, and so many women, of one country bear names of their own; then they repeat."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one country; men and women take from different last names."""

    men: tuple[str, ...]
    women: tuple[str, ...]
    last_of_men: tuple[str, ...]
    last_of_women: tuple[str, ...]

    def name(self, gender: Gender, number: int) -> tuple[str, str]:
        """First and last name of the man or woman of this number, from 0."""
        first = self.men if gender is Gender.MEN else self.women
        last = self.last_of_men if gender is Gender.MEN else self.last_of_women
        second, couple = divmod(number % DIFFERENT, _COUPLES)
        # both lists begin again after 60 couples: then the next last name goes with the first
        first_name = first[couple % FIRST_NAMES]
        if second:
            first_name += " " + first[(couple + second) % FIRST_NAMES]
        return first_name, last[(couple + couple // 60) % LAST_NAMES]


def _names(men: str, women: str, last_of_men: str, last_of_women: str) -> Names:
    """Each in one line, parted by commas."""
    lines = (men, women, last_of_men, last_of_women)
    return Names(*(tuple(name.strip() for name in line.split(",")) for line in lines))


NAMES: Final = {
    "PL": _names(
        "Zbigniew, Włodzimierz, Bogusław, Ryszard, Wiesław, Grzegorz, Kazimierz, Józef, Stanisław,"
        " Mirosław",
        "Bożena, Małgorzata, Jadwiga, Elżbieta, Grażyna, Halina, Danuta, Wiesława, Stanisława,"
        " Róża",
        "Świderek, Gołębiewski, Żurawik, Brzozowiecki, Łukasiński, Ciążyński, Kruczkowiak,"
        " Mądrzejewski, Piątkiewicz, Sędzimir, Wójtowski, Zięborak",
        "Wróblewicz, Świerczyńska, Dąbkowska, Żelazek, Piórkowska, Gąsiorek, Krzemińska, Łabędzka,"
        " Maślanka, Rozwadowska, Sójkowska, Ździebłowska",
    ),
    "CZ": _names(
        "Jaroslav, Zdeněk, Bohumil, Vlastimil, Jiří, Oldřich, Ladislav, Čestmír, Miloš, Květoslav",
        "Ludmila, Věra, Květa, Zdeňka, Božena, Jiřina, Hana, Miluše, Růžena, Drahomíra",
        "Hrdlička, Křížek, Šťastný, Vaňous, Dvořáček, Řehounek, Bílek, Čermáček, Hruška, Kučírek,"
        " Slavíček, Žďárek",
        "Žemličková, Kratinová, Růžičková, Černohorská, Šimečková, Bělohlávková, Dudková,"
        " Hájíčková, Kolářová, Mrázková, Pospíchalová, Vodičková",
    ),
    "S": _names(
        "Göran, Håkan, Kjell, Åke, Börje, Sören, Bengt, Lennart, Östen, Torbjörn",
        "Gunilla, Märta, Åsa, Birgitta, Solveig, Ingegärd, Kerstin, Görel, Barbro, Ulla",
        "Sjöstrand, Åkerblom, Lindqvist-Ek, Hägglöf, Nyhamn, Öberg, Bergvall, Fjällman, Granlöv,"
        " Häger, Rydberg-Ås, Tångmark",
        "Björkegren, Söderlund, Ljungdahl, Åhlén, Rönnqvist, Ekvall, Fälth, Hedström, Kvarnlöf,"
        " Mörtberg, Stålnacke, Västerlund",
    ),
    "F": _names(
        "Jean-Luc, Gérard, Hervé, Thierry, Rémi, Benoît, Cédric, Loïc, Étienne, Gaël",
        "Françoise, Solène, Béatrice, Hélène, Marie-Thérèse, Geneviève, Agnès, Édith, Maïté,"
        " Sylvie",
        "Desprès, Lefèbvre-Roux, Chauvière, Peyrégne, Guillemot, Boisfranc, Arnoux, Brégançon,"
        " Clément-Dufay, Hérault, Montaigu, Tréville",
        "Larrieu, Beauséjour, Crépin, Vauquelin, Delahaye-Pons, Bérard, Chênevert, Fontanès,"
        " Gaudrée, Lacépède, Maréchaux, Sérusier",
    ),
    "E": _names(
        "José María, Íñigo, Joaquín, Ramón, Andrés, Félix, Germán, Jesús, Óscar, Tomás",
        "Begoña, Inés, Concepción, Asunción, Belén, Ángeles, Mónica, Rocío, Sofía, Encarnación",
        "Echevarría Soto, Peñalver, Yáñez Roca, Cáceres, Muñiz, Arístegui, Beltrán Ríos, Carreño,"
        " Escámez, Galván, Ordóñez, Villacañas",
        "Ibáñez Lara, Zúñiga, Quiñones, Olazábal, Núñez de Haro, Albarrán, Báez Luna, Cañadas,"
        " Escribá, Leránoz, Marañón, Sepúlveda",
    ),
    "P": _names(
        "João, António, Tomás, Luís, Armando, Estêvão, Fernão, Gonçalo, Inácio, Sebastião",
        "Conceição, Graça, Lurdes, Inácia, Fátima, Amélia, Glória, Luísa, Odília, Verónica",
        "Falardo, Guimarães Leal, Brandão, Semedeiro, Travanca, Quintão, Aragão, Bragadela,"
        " Falcão, Lousã, Romeirão, Seabrães",
        "Assunção, Magalhães, Cordeirinha, Leitão, Bragança Melo, Abrantães, Baltazar, Cerejeira,"
        " Gonçalinho, Lobão, Pavão, Simões Rua",
    ),
    "D": _names(
        "Jürgen, Günther, Detlef, Volker, Hans-Jörg, Rüdiger, Götz, Jörn, Lüder, Wolfgang",
        "Gisela, Heike, Jutta, Käthe, Annegret, Bärbel, Dörte, Elfriede, Mechthild, Ursula",
        "Krämer-Voss, Schäufele, Rößler, Bühring, Dörfler, Wüstenhagen, Ährenkamp, Fröhling,"
        " Größner, Höveler, Jänicke, Plößl",
        "Möllenkamp, Großkopf, Strübing, Kühnapfel, Hölzenbein, Ährlich, Böttcher-Rau, Düsing,"
        " Förstner, Kläden, Nötzel, Süßmilch",
    ),
    "H": _names(
        "Béla, György, Sándor, Árpád, István, Lőrinc, Dénes, Gergő, Jenő, Tódor",
        "Ágnes, Ildikó, Márta, Zsuzsanna, Erzsébet, Éva, Györgyi, Katalin, Orsolya, Piroska",
        "Kőszegi, Bárdosi, Fülöp, Gyöngyösi, Szűcs, Törőcsik, Ágoston, Bődy, Császár, Hűvös,"
        " Lázárfi, Nyerges",
        "Vörösváry, Sárközi, Hegedűs, Csányi, Zöldesi, Árvai, Bíró-Nagy, Erdősi, Füzesi, Kökény,"
        " Mészöly, Szőllősy",
    ),
    "TR": _names(
        "Şükrü, Orhan, Gökhan, Çetin, İsmail, Uğur, Bülent, Doğan, Hüseyin, Yaşar",
        "Gülşen, Ayşe, Nilüfer, Şermin, İnci, Çiğdem, Gönül, Müjgan, Tülay, Yıldız",
        "Yıldızoğlu, Çakmakçı, Öztürkmen, Karadağlı, Güneşdoğdu, Işıkçı, Aydınlı, Büyükdere,"
        " Demirağ, Gümüşlü, Köprücü, Şenyurtlu",
        "Taşkıran, Şahinbaş, Akgündüz, Kılıççı, Ünlüer, Altınışık, Bağcıoğlu, Çınarlı, Dağdelen,"
        " Gökçen, Özbayrak, Sarıkavak",
    ),
    "SLO": _names(
        "Jože, Črtomir, Janez, Matjaž, Srečko, Tomaž, Andraž, Boštjan, Luka, Žiga",
        "Alenka, Špela, Metka, Breda, Živa, Anžica, Darinka, Jožica, Mojca, Tjaša",
        "Kovačič, Hribernik, Žagarnik, Pečnik, Štrukelj, Vrhovšek, Bračič, Čadež, Gorišek,"
        " Koželj, Lipovšek, Skočir",
        "Zupančič, Škrabec, Mlakar, Jerebič, Ožbolt, Bevčar, Čufar, Gregorčič, Hočevar-Zorko,"
        " Kržišnik, Matičič, Šubelj",
    ),
}

"""The countries of ISO 3166-1 and the withdrawn ones of ISO 3166-3: codes and names.

The English names are those of the standard, the one in use first; the Dutch, German and French
ones those of the Unicode CLDR (Unicode License v3). A test holds them against both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListedCountry:
    """A country as it is listed: `code` of two letters, `alpha_3`, and `names`, the one in use
    first."""

    code: str
    alpha_3: str
    names: tuple[str, ...]


def listed_countries() -> Iterator[ListedCountry]:
    """The countries of today."""
    return _read(_TODAY)


def former_countries() -> Iterator[ListedCountry]:
    """Those whose codes were withdrawn."""
    return _read(_FORMER)


def _read(lines: str) -> Iterator[ListedCountry]:
    for line in lines.replace("\n ", "").split("\n"):
        code, alpha_3, *names = line.split("|")
        yield ListedCountry(code, alpha_3, tuple(names))


_TODAY = """\
AW|ABW|Aruba
AF|AFG|Afghanistan|Islamic Republic of Afghanistan
AO|AGO|Angola|Republic of Angola
AI|AIA|Anguilla
AX|ALA|Åland Islands|Åland|Ålandinseln|Îles Åland
AL|ALB|Albania|Republic of Albania|Albanië|Albanien|Albanie
AD|AND|Andorra|Principality of Andorra|Andorre
AE|ARE|United Arab Emirates|Verenigde Arabische Emiraten|Vereinigte Arabische Emirate
 |Émirats arabes unis
AR|ARG|Argentina|Argentine Republic|Argentinië|Argentinien|Argentine
AM|ARM|Armenia|Republic of Armenia|Armenië|Armenien|Arménie
AS|ASM|American Samoa|Amerikaans-Samoa|Amerikanisch-Samoa|Samoa américaines
AQ|ATA|Antarctica|Antarktis|Antarctique
TF|ATF|French Southern Territories|Franse Gebieden in de zuidelijke Indische Oceaan
 |Französische Süd- und Antarktisgebiete|Terres australes françaises
AG|ATG|Antigua and Barbuda|Antigua en Barbuda|Antigua und Barbuda|Antigua-et-Barbuda
AU|AUS|Australia|Australië|Australien|Australie
AT|AUT|Austria|Republic of Austria|Oostenrijk|Österreich|Autriche
AZ|AZE|Azerbaijan|Republic of Azerbaijan|Azerbeidzjan|Aserbaidschan|Azerbaïdjan
BI|BDI|Burundi|Republic of Burundi
BE|BEL|Belgium|Kingdom of Belgium|België|Belgien|Belgique
BJ|BEN|Benin|Republic of Benin|Bénin
BQ|BES|Bonaire, Sint Eustatius and Saba|Caribisch Nederland|Karibische Niederlande
 |Pays-Bas caribéens
BF|BFA|Burkina Faso
BD|BGD|Bangladesh|People's Republic of Bangladesh|Bangladesch
BG|BGR|Bulgaria|Republic of Bulgaria|Bulgarije|Bulgarien|Bulgarie
BH|BHR|Bahrain|Kingdom of Bahrain|Bahrein|Bahreïn
BS|BHS|Bahamas|Commonwealth of the Bahamas|Bahama’s
BA|BIH|Bosnia and Herzegovina|Republic of Bosnia and Herzegovina|Bosnië en Herzegovina
 |Bosnien und Herzegowina|Bosnie-Herzégovine
BL|BLM|Saint Barthélemy|Saint-Barthélemy|St. Barthélemy
BY|BLR|Belarus|Republic of Belarus|Biélorussie
BZ|BLZ|Belize
BM|BMU|Bermuda|Bermudes
BO|BOL|Bolivia|Bolivia, Plurinational State of|Plurinational State of Bolivia|Bolivien|Bolivie
BR|BRA|Brazil|Federative Republic of Brazil|Brazilië|Brasilien|Brésil
BB|BRB|Barbados|Barbade
BN|BRN|Brunei Darussalam|Brunei
BT|BTN|Bhutan|Kingdom of Bhutan|Bhoutan
BV|BVT|Bouvet Island|Bouveteiland|Bouvetinsel|Île Bouvet
BW|BWA|Botswana|Republic of Botswana|Botsuana
CF|CAF|Central African Republic|Centraal-Afrikaanse Republiek|Zentralafrikanische Republik
 |République centrafricaine
CA|CAN|Canada|Kanada
CC|CCK|Cocos (Keeling) Islands|Cocoseilanden|Kokosinseln|Îles Cocos
CH|CHE|Switzerland|Swiss Confederation|Zwitserland|Schweiz|Suisse
CL|CHL|Chile|Republic of Chile|Chili
CN|CHN|China|People's Republic of China|Chine
CI|CIV|Côte d'Ivoire|Republic of Côte d'Ivoire|Ivoorkust|Côte d’Ivoire
CM|CMR|Cameroon|Republic of Cameroon|Kameroen|Kamerun|Cameroun
CD|COD|Congo, The Democratic Republic of the|Congo-Kinshasa|Kongo-Kinshasa
CG|COG|Congo|Republic of the Congo|Congo-Brazzaville|Kongo-Brazzaville
CK|COK|Cook Islands|Cookeilanden|Cookinseln|Îles Cook
CO|COL|Colombia|Republic of Colombia|Kolumbien|Colombie
KM|COM|Comoros|Union of the Comoros|Comoren|Komoren|Comores
CV|CPV|Cabo Verde|Republic of Cabo Verde|Kaapverdië|Cap-Vert
CR|CRI|Costa Rica|Republic of Costa Rica
CU|CUB|Cuba|Republic of Cuba|Kuba
CW|CUW|Curaçao
CX|CXR|Christmas Island|Christmaseiland|Weihnachtsinsel|Île Christmas
KY|CYM|Cayman Islands|Kaaimaneilanden|Kaimaninseln|Îles Caïmans
CY|CYP|Cyprus|Republic of Cyprus|Zypern|Chypre
CZ|CZE|Czechia|Czech Republic|Tsjechië|Tschechien|Tchéquie
DE|DEU|Germany|Federal Republic of Germany|Duitsland|Deutschland|Allemagne
DJ|DJI|Djibouti|Republic of Djibouti|Dschibuti
DM|DMA|Dominica|Commonwealth of Dominica|Dominique
DK|DNK|Denmark|Kingdom of Denmark|Denemarken|Dänemark|Danemark
DO|DOM|Dominican Republic|Dominicaanse Republiek|Dominikanische Republik|République dominicaine
DZ|DZA|Algeria|People's Democratic Republic of Algeria|Algerije|Algerien|Algérie
EC|ECU|Ecuador|Republic of Ecuador|Équateur
EG|EGY|Egypt|Arab Republic of Egypt|Egypte|Ägypten|Égypte
ER|ERI|Eritrea|the State of Eritrea|Érythrée
EH|ESH|Western Sahara|Westelijke Sahara|Westsahara|Sahara occidental
ES|ESP|Spain|Kingdom of Spain|Spanje|Spanien|Espagne
EE|EST|Estonia|Republic of Estonia|Estland|Estonie
ET|ETH|Ethiopia|Federal Democratic Republic of Ethiopia|Ethiopië|Äthiopien|Éthiopie
FI|FIN|Finland|Republic of Finland|Finnland|Finlande
FJ|FJI|Fiji|Republic of Fiji|Fidschi|Fidji
FK|FLK|Falkland Islands (Malvinas)|Falklandeilanden|Falklandinseln|Îles Malouines
FR|FRA|France|French Republic|Frankrijk|Frankreich
FO|FRO|Faroe Islands|Faeröer|Färöer|Îles Féroé
FM|FSM|Micronesia, Federated States of|Federated States of Micronesia|Micronesia|Mikronesien
 |Micronésie
GA|GAB|Gabon|Gabonese Republic|Gabun
GB|GBR|United Kingdom|United Kingdom of Great Britain and Northern Ireland|Verenigd Koninkrijk
 |Vereinigtes Königreich|Royaume-Uni
GE|GEO|Georgia|Georgië|Georgien|Géorgie
GG|GGY|Guernsey|Guernesey
GH|GHA|Ghana|Republic of Ghana
GI|GIB|Gibraltar
GN|GIN|Guinea|Republic of Guinea|Guinee|Guinée
GP|GLP|Guadeloupe
GM|GMB|Gambia|Republic of the Gambia|Gambie
GW|GNB|Guinea-Bissau|Republic of Guinea-Bissau|Guinee-Bissau|Guinée-Bissau
GQ|GNQ|Equatorial Guinea|Republic of Equatorial Guinea|Equatoriaal-Guinea|Äquatorialguinea
 |Guinée équatoriale
GR|GRC|Greece|Hellenic Republic|Griekenland|Griechenland|Grèce
GD|GRD|Grenada|Grenade
GL|GRL|Greenland|Groenland|Grönland
GT|GTM|Guatemala|Republic of Guatemala
GF|GUF|French Guiana|Frans-Guyana|Französisch-Guayana|Guyane française
GU|GUM|Guam
GY|GUY|Guyana|Republic of Guyana
HK|HKG|Hong Kong|Hong Kong Special Administrative Region of China|Hongkong SAR van China
 |Sonderverwaltungsregion Hongkong|R.A.S. chinoise de Hong Kong
HM|HMD|Heard Island and McDonald Islands|Heard en McDonaldeilanden|Heard und McDonaldinseln
 |Îles Heard-et-MacDonald
HN|HND|Honduras|Republic of Honduras
HR|HRV|Croatia|Republic of Croatia|Kroatië|Kroatien|Croatie
HT|HTI|Haiti|Republic of Haiti|Haïti
HU|HUN|Hungary|Hongarije|Ungarn|Hongrie
ID|IDN|Indonesia|Republic of Indonesia|Indonesië|Indonesien|Indonésie
IM|IMN|Isle of Man|Île de Man
IN|IND|India|Republic of India|Indien|Inde
IO|IOT|British Indian Ocean Territory|Brits Indische Oceaanterritorium
 |Britisches Territorium im Indischen Ozean|Territoire britannique de l’océan Indien
IE|IRL|Ireland|Ierland|Irland|Irlande
IR|IRN|Iran|Iran, Islamic Republic of|Islamic Republic of Iran
IQ|IRQ|Iraq|Republic of Iraq|Irak
IS|ISL|Iceland|Republic of Iceland|IJsland|Island|Islande
IL|ISR|Israel|State of Israel|Israël
IT|ITA|Italy|Italian Republic|Italië|Italien|Italie
JM|JAM|Jamaica|Jamaika|Jamaïque
JE|JEY|Jersey
JO|JOR|Jordan|Hashemite Kingdom of Jordan|Jordanië|Jordanien|Jordanie
JP|JPN|Japan|Japon
KZ|KAZ|Kazakhstan|Republic of Kazakhstan|Kazachstan|Kasachstan
KE|KEN|Kenya|Republic of Kenya|Kenia
KG|KGZ|Kyrgyzstan|Kyrgyz Republic|Kirgizië|Kirgisistan|Kirghizstan
KH|KHM|Cambodia|Kingdom of Cambodia|Cambodja|Kambodscha|Cambodge
KI|KIR|Kiribati|Republic of Kiribati
KN|KNA|Saint Kitts and Nevis|Saint Kitts en Nevis|St. Kitts und Nevis|Saint-Christophe-et-Niévès
KR|KOR|South Korea|Korea, Republic of|Zuid-Korea|Südkorea|Corée du Sud
KW|KWT|Kuwait|State of Kuwait|Koeweit|Koweït
LA|LAO|Laos|Lao People's Democratic Republic
LB|LBN|Lebanon|Lebanese Republic|Libanon|Liban
LR|LBR|Liberia|Republic of Liberia
LY|LBY|Libya|Libië|Libyen|Libye
LC|LCA|Saint Lucia|St. Lucia|Sainte-Lucie
LI|LIE|Liechtenstein|Principality of Liechtenstein
LK|LKA|Sri Lanka|Democratic Socialist Republic of Sri Lanka
LS|LSO|Lesotho|Kingdom of Lesotho
LT|LTU|Lithuania|Republic of Lithuania|Litouwen|Litauen|Lituanie
LU|LUX|Luxembourg|Grand Duchy of Luxembourg|Luxemburg
LV|LVA|Latvia|Republic of Latvia|Letland|Lettland|Lettonie
MO|MAC|Macao|Macao Special Administrative Region of China|Macau SAR van China
 |Sonderverwaltungsregion Macau|R.A.S. chinoise de Macao
MF|MAF|Saint Martin (French part)|Saint-Martin|St. Martin
MA|MAR|Morocco|Kingdom of Morocco|Marokko|Maroc
MC|MCO|Monaco|Principality of Monaco
MD|MDA|Moldova|Moldova, Republic of|Republic of Moldova|Moldavië|Republik Moldau|Moldavie
MG|MDG|Madagascar|Republic of Madagascar|Madagaskar
MV|MDV|Maldives|Republic of Maldives|Maldiven|Malediven
MX|MEX|Mexico|United Mexican States|Mexiko|Mexique
MH|MHL|Marshall Islands|Republic of the Marshall Islands|Marshalleilanden|Marshallinseln
 |Îles Marshall
MK|MKD|North Macedonia|Republic of North Macedonia|Noord-Macedonië|Nordmazedonien
 |Macédoine du Nord
ML|MLI|Mali|Republic of Mali
MT|MLT|Malta|Republic of Malta|Malte
MM|MMR|Myanmar|Republic of Myanmar|Myanmar (Birma)|Myanmar (Birmanie)
ME|MNE|Montenegro|Monténégro
MN|MNG|Mongolia|Mongolië|Mongolei|Mongolie
MP|MNP|Northern Mariana Islands|Commonwealth of the Northern Mariana Islands|Noordelijke Marianen
 |Nördliche Marianen|Îles Mariannes du Nord
MZ|MOZ|Mozambique|Republic of Mozambique|Mosambik
MR|MRT|Mauritania|Islamic Republic of Mauritania|Mauritanië|Mauretanien|Mauritanie
MS|MSR|Montserrat
MQ|MTQ|Martinique
MU|MUS|Mauritius|Republic of Mauritius|Maurice
MW|MWI|Malawi|Republic of Malawi
MY|MYS|Malaysia|Maleisië|Malaisie
YT|MYT|Mayotte
NA|NAM|Namibia|Republic of Namibia|Namibië|Namibie
NC|NCL|New Caledonia|Nieuw-Caledonië|Neukaledonien|Nouvelle-Calédonie
NE|NER|Niger|Republic of the Niger
NF|NFK|Norfolk Island|Norfolk|Norfolkinsel|Île Norfolk
NG|NGA|Nigeria|Federal Republic of Nigeria
NI|NIC|Nicaragua|Republic of Nicaragua
NU|NIU|Niue
NL|NLD|Netherlands|Kingdom of the Netherlands|Nederland|Niederlande|Pays-Bas
NO|NOR|Norway|Kingdom of Norway|Noorwegen|Norwegen|Norvège
NP|NPL|Nepal|Federal Democratic Republic of Nepal|Népal
NR|NRU|Nauru|Republic of Nauru
NZ|NZL|New Zealand|Nieuw-Zeeland|Neuseeland|Nouvelle-Zélande
OM|OMN|Oman|Sultanate of Oman
PK|PAK|Pakistan|Islamic Republic of Pakistan
PA|PAN|Panama|Republic of Panama
PN|PCN|Pitcairn|Pitcairneilanden|Pitcairninseln|Îles Pitcairn
PE|PER|Peru|Republic of Peru|Pérou
PH|PHL|Philippines|Republic of the Philippines|Filipijnen|Philippinen
PW|PLW|Palau|Republic of Palau|Palaos
PG|PNG|Papua New Guinea|Independent State of Papua New Guinea|Papoea-Nieuw-Guinea|Papua-Neuguinea
 |Papouasie-Nouvelle-Guinée
PL|POL|Poland|Republic of Poland|Polen|Pologne
PR|PRI|Puerto Rico|Porto Rico
KP|PRK|North Korea|Korea, Democratic People's Republic of|Democratic People's Republic of Korea
 |Noord-Korea|Nordkorea|Corée du Nord
PT|PRT|Portugal|Portuguese Republic
PY|PRY|Paraguay|Republic of Paraguay
PS|PSE|Palestine, State of|the State of Palestine|Palestijnse gebieden
 |Palästinensische Autonomiegebiete|Territoires palestiniens
PF|PYF|French Polynesia|Frans-Polynesië|Französisch-Polynesien|Polynésie française
QA|QAT|Qatar|State of Qatar|Katar
RE|REU|Réunion|La Réunion
RO|ROU|Romania|Roemenië|Rumänien|Roumanie
RU|RUS|Russian Federation|Rusland|Russland|Russie
RW|RWA|Rwanda|Rwandese Republic|Ruanda
SA|SAU|Saudi Arabia|Kingdom of Saudi Arabia|Saoedi-Arabië|Saudi-Arabien|Arabie saoudite
SD|SDN|Sudan|Republic of the Sudan|Soedan|Soudan
SN|SEN|Senegal|Republic of Senegal|Sénégal
SG|SGP|Singapore|Republic of Singapore|Singapur|Singapour
GS|SGS|South Georgia and the South Sandwich Islands|Zuid-Georgia en Zuidelijke Sandwicheilanden
 |Südgeorgien und die Südlichen Sandwichinseln|Géorgie du Sud-et-les Îles Sandwich du Sud
SH|SHN|Saint Helena, Ascension and Tristan da Cunha|Sint-Helena|St. Helena|Sainte-Hélène
SJ|SJM|Svalbard and Jan Mayen|Spitsbergen en Jan Mayen|Spitzbergen und Jan Mayen
 |Svalbard et Jan Mayen
SB|SLB|Solomon Islands|Salomonseilanden|Salomonen|Îles Salomon
SL|SLE|Sierra Leone|Republic of Sierra Leone
SV|SLV|El Salvador|Republic of El Salvador|Salvador
SM|SMR|San Marino|Republic of San Marino|Saint-Marin
SO|SOM|Somalia|Federal Republic of Somalia|Somalië|Somalie
PM|SPM|Saint Pierre and Miquelon|Saint-Pierre en Miquelon|St. Pierre und Miquelon
 |Saint-Pierre-et-Miquelon
RS|SRB|Serbia|Republic of Serbia|Servië|Serbien|Serbie
SS|SSD|South Sudan|Republic of South Sudan|Zuid-Soedan|Südsudan|Soudan du Sud
ST|STP|Sao Tome and Principe|Democratic Republic of Sao Tome and Principe|Sao Tomé en Principe
 |São Tomé und Príncipe|Sao Tomé-et-Principe
SR|SUR|Suriname|Republic of Suriname
SK|SVK|Slovakia|Slovak Republic|Slowakije|Slowakei|Slovaquie
SI|SVN|Slovenia|Republic of Slovenia|Slovenië|Slowenien|Slovénie
SE|SWE|Sweden|Kingdom of Sweden|Zweden|Schweden|Suède
SZ|SWZ|Eswatini|Kingdom of Eswatini
SX|SXM|Sint Maarten (Dutch part)|Sint-Maarten|Sint Maarten|Saint-Martin (partie néerlandaise)
SC|SYC|Seychelles|Republic of Seychelles|Seychellen
SY|SYR|Syria|Syrian Arab Republic|Syrië|Syrien|Syrie
TC|TCA|Turks and Caicos Islands|Turks- en Caicoseilanden|Turks- und Caicosinseln
 |Îles Turques-et-Caïques
TD|TCD|Chad|Republic of Chad|Tsjaad|Tschad|Tchad
TG|TGO|Togo|Togolese Republic
TH|THA|Thailand|Kingdom of Thailand|Thaïlande
TJ|TJK|Tajikistan|Republic of Tajikistan|Tadzjikistan|Tadschikistan|Tadjikistan
TK|TKL|Tokelau
TM|TKM|Turkmenistan|Turkménistan
TL|TLS|Timor-Leste|Democratic Republic of Timor-Leste|Oost-Timor|Timor oriental
TO|TON|Tonga|Kingdom of Tonga
TT|TTO|Trinidad and Tobago|Republic of Trinidad and Tobago|Trinidad en Tobago|Trinidad und Tobago
 |Trinité-et-Tobago
TN|TUN|Tunisia|Republic of Tunisia|Tunesië|Tunesien|Tunisie
TR|TUR|Türkiye|Republic of Türkiye|Turkije|Türkei|Turquie
TV|TUV|Tuvalu
TW|TWN|Taiwan|Taiwan, Province of China|Taïwan
TZ|TZA|Tanzania|Tanzania, United Republic of|United Republic of Tanzania|Tansania|Tanzanie
UG|UGA|Uganda|Republic of Uganda|Oeganda|Ouganda
UA|UKR|Ukraine|Oekraïne
UM|UMI|United States Minor Outlying Islands|Kleine afgelegen eilanden van de Verenigde Staten
 |Amerikanische Überseeinseln|Îles mineures éloignées des États-Unis
UY|URY|Uruguay|Eastern Republic of Uruguay
US|USA|United States|United States of America|Verenigde Staten|Vereinigte Staaten|États-Unis
UZ|UZB|Uzbekistan|Republic of Uzbekistan|Oezbekistan|Usbekistan|Ouzbékistan
VA|VAT|Holy See (Vatican City State)|Vaticaanstad|Vatikanstadt|État de la Cité du Vatican
VC|VCT|Saint Vincent and the Grenadines|Saint Vincent en de Grenadines
 |St. Vincent und die Grenadinen|Saint-Vincent-et-les Grenadines
VE|VEN|Venezuela|Venezuela, Bolivarian Republic of|Bolivarian Republic of Venezuela
VG|VGB|Virgin Islands, British|British Virgin Islands|Britse Maagdeneilanden
 |Britische Jungferninseln|Îles Vierges britanniques
VI|VIR|Virgin Islands, U.S.|Virgin Islands of the United States|Amerikaanse Maagdeneilanden
 |Amerikanische Jungferninseln|Îles Vierges des États-Unis
VN|VNM|Vietnam|Viet Nam|Socialist Republic of Viet Nam|Viêt Nam
VU|VUT|Vanuatu|Republic of Vanuatu
WF|WLF|Wallis and Futuna|Wallis en Futuna|Wallis und Futuna|Wallis-et-Futuna
WS|WSM|Samoa|Independent State of Samoa
YE|YEM|Yemen|Republic of Yemen|Jemen|Yémen
ZA|ZAF|South Africa|Republic of South Africa|Zuid-Afrika|Südafrika|Afrique du Sud
ZM|ZMB|Zambia|Republic of Zambia|Sambia|Zambie
ZW|ZWE|Zimbabwe|Republic of Zimbabwe|Simbabwe"""

_FORMER = """\
AI|AFI|French Afars and Issas
AN|ANT|Netherlands Antilles
BQ|ATB|British Antarctic Territory
BU|BUR|Burma, Socialist Republic of the Union of
BY|BYS|Byelorussian SSR Soviet Socialist Republic
CS|CSK|Czechoslovakia, Czechoslovak Socialist Republic
CS|SCG|Serbia and Montenegro
CT|CTE|Canton and Enderbury Islands
DD|DDR|German Democratic Republic
DY|DHY|Dahomey
FQ|ATF|French Southern and Antarctic Territories
FX|FXX|France, Metropolitan
GE|GEL|Gilbert and Ellice Islands
HV|HVO|Upper Volta, Republic of
JT|JTN|Johnston Island
MI|MID|Midway Islands
NH|NHB|New Hebrides
NQ|ATN|Dronning Maud Land
NT|NTZ|Neutral Zone
PC|PCI|Pacific Islands (trust territory)
PU|PUS|US Miscellaneous Pacific Islands
PZ|PCZ|Panama Canal Zone
RH|RHO|Southern Rhodesia
SK|SKM|Sikkim
SU|SUN|USSR, Union of Soviet Socialist Republics
TP|TMP|East Timor
VD|VDR|Viet-Nam, Democratic Republic of
WK|WAK|Wake Island
YD|YMD|Yemen, Democratic, People's Democratic Republic of
YU|YUG|Yugoslavia, (Socialist) Federal Republic of
ZR|ZAR|Zaire, Republic of"""

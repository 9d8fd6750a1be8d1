"""The countries of the world as tiles of a grid, each about where it lies: all are as large, so
that small ones can be seen.

The codes of ISO 3166-1 and `XK`; a test holds the grid against their list.
"""

from __future__ import annotations

from typing import NamedTuple

_GRID = """
.. .. .. .. .. .. .. .. GL .. .. IS FO SJ .. NO SE FI AX .. .. .. .. .. .. .. .. .. .. .. ..
.. .. CA .. PM .. .. .. .. .. .. .. IM GB .. DK .. EE .. .. .. .. .. .. .. .. .. .. .. .. ..
.. .. US .. .. BM .. .. .. .. .. IE GG NL DE PL LT LV BY RU .. .. .. .. .. .. .. .. .. .. ..
.. .. MX .. CU BS TC .. VG AI .. .. JE BE LU CZ SK UA MD .. .. KZ KG MN .. .. .. .. .. .. ..
.. .. GT BZ KY HT DO PR VI SX .. .. FR CH LI AT HU RO .. GE AZ UZ TJ CN KP .. JP .. .. .. ..
.. .. SV HN .. JM .. MF BL KN AG MC AD IT SM SI HR RS BG AM TM AF NP BT HK KR .. .. .. .. ..
.. .. .. NI .. AW CW BQ MS GP DM PT ES VA MT BA ME XK MK TR IR PK IN BD MO TW .. .. .. .. ..
.. .. .. CR .. .. .. .. VC LC MQ .. GI .. .. .. AL GR CY SY IQ KW LK MM LA VN PH .. .. .. ..
.. .. .. PA .. .. .. GD BB .. .. .. MA DZ TN LY EG IL LB JO SA BH MV TH KH BN PW GU MP MH ..
.. .. .. .. CO VE TT .. .. .. .. EH MR ML NE TD SD ER PS YE QA AE IO MY SG ID TL FM NR KI UM
.. .. .. EC PE BR GY SR GF .. CV SN BF BJ NG CF SS ET DJ OM .. .. .. CX CC PG SB TV TK WF AS
.. .. .. .. BO PY .. .. .. .. GM GW GN CI GH TG CM UG KE SO .. .. .. .. .. AU VU FJ WS NU CK
.. .. .. .. CL AR UY .. .. .. .. .. SL LR ST GQ CD RW TZ SC .. .. .. .. .. .. NF NC TO PF PN
.. .. .. .. .. FK GS .. .. .. .. .. .. .. .. GA CG BI MW KM YT .. .. .. .. .. NZ .. .. .. ..
.. .. .. .. .. .. .. .. .. .. .. .. SH .. .. AO ZM ZW MZ MG MU .. .. .. .. .. .. .. .. .. ..
.. .. .. .. .. .. .. .. .. .. .. .. .. .. .. NA BW SZ .. .. RE .. .. .. .. .. .. .. .. .. ..
.. .. .. .. .. .. .. .. .. .. .. .. .. .. BV AQ ZA LS TF HM .. .. .. .. .. .. .. .. .. .. ..
"""


class Place(NamedTuple):
    """Where a tile lies: its column and its row, from 0."""

    column: int
    row: int


TILES = {
    code: Place(column, row)
    for row, line in enumerate(_GRID.split("\n")[1:-1])
    for column, code in enumerate(line.split())
    if code != ".."
}
"""The tile of each country, row by row."""
COLUMNS = 1 + max(one.column for one in TILES.values())
ROWS = 1 + max(one.row for one in TILES.values())

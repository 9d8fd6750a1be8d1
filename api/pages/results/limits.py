"""What a sheet of Excel can hold (Microsoft, "Excel specifications and limits")."""

CELL_LONGEST = 32_767
"""So many units of UTF-16 a text has."""
ROWS_MOST = 1_048_576
"""So many rows a sheet has, its heading with them."""
COLUMNS_MOST = 16_384
"""So many columns a sheet has."""
LINKS_MOST = 65_530
"""So many links a sheet has."""
LINK_LONGEST = 2_079
"""So many letters the address of a link has."""
DIGITS = 15
"""So many digits of a number are kept."""

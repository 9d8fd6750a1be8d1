"""What is true: the rules of the ledger, without a clock, a file, SQL or HTTP.

The modules that decide answers import nothing but Python's standard library (`truth`,
`dates`, `clauses`, `changes`, `history`, `running`, `groups`, `requirements`, `policies`,
`licence`, `evaluation`, `viewpoint`): an evidence bundle can carry these very files and
derive an answer again elsewhere. `shapes`, `events`, `refusals` and `records` decide what
may be recorded and as which bytes; they may use libraries.
"""

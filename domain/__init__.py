"""What is true: the rules of the ledger, without a clock, a file, SQL or HTTP.

The modules that decide answers import nothing but Python's standard library (`truth`,
`dates`, `clauses`, `changes`, `streams`, `history`, `book`, `running`, `groups`,
`requirements`, `policies`, `licence`, `evaluation`, `content`, `timeline`, `diff`, `dry_run`,
`viewpoint`, `tree`): an evidence bundle can carry these very files and derive an answer
again elsewhere. `shapes`, `instruments`, `refusals`, `questions`, `countries` and `events`
decide what may be recorded and asked, and as which bytes; they may use libraries.
"""

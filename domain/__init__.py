"""What is true: the rules of the ledger, without a clock, a file, SQL or HTTP.

The modules that decide answers import nothing but Python's standard library (`truth`,
`dates`, `clauses`, `changes`, `streams`, `history`, `book`, `running`, `groups`,
`requirements`, `policies`, `licence`, `evaluation`, `content`, `timeline`, `diff`, `dry_run`,
`viewpoint`, `reading`, `spans`), and those that prove (`tree`, `map`, `commitment`,
`checkpoint`, `tlog_proof`, `ed25519`, `evidence`, `dossier`, `bag`, `verifying`): an evidence
bundle carries these very files and derives an answer again elsewhere. `audit`, `shapes`,
`instruments`, `refusals`, `questions`, `countries` and `events` decide what may be recorded
and asked, and as which bytes; they may use libraries.
"""

"""The record: signed logs, one per party, that need no trusted host.

Passes, in order: `disk` (durable files) and `refusal` under everything; `restore` (never sign two histories); `log`
(tiles and heads on disk); `keys`, `jwe` (who signs, what is encrypted); `founding` (versions of the agreement);
`forms`, `sealed`, `filing` (making a record); `bundle`, `receiving`, `exchange` (what crosses between parties);
`evidence`, `proof`, `comparison` (what anyone can show); `escrow`; `feed`, `index` (what others read).
Checking is all in `servanda.verify`.
"""

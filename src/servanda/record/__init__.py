"""The record: signed logs, one per party, that need no trusted host.

Passes, in order: `disk` (durable files) and `refusal` under everything; `restore` (never sign two histories); `log`
(tiles and heads on disk); `keys`, `jwe` (who signs, what is encrypted); `founding` (versions of the agreement);
`counter`, `forms`, `sealed`, `filing` (making a record); `bundle`, `credentials`, `recovery`, `receiving`, `exchange`
(what crosses between parties); `rotation`, `token`, `repair` (keys, and what breaks);
`evidence`, `proof`, `comparison` (what anyone can show); `escrow`; `feed`, `fingerprint`, `index` (what others read).
Checking is all in `servanda.verify`.
"""

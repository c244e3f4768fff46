"""The verifier: everything that is needed to check a record, and nothing else.

Passes, in order: `canonical` (strict JSON) and `ed25519` under everything; `merkle`, `tile`, `note` read the C2SP and
RFC 6962 forms; `keychain` says whose key may sign; `envelope` reads records; `disclosure` and `contradiction` read
what is inside escrow and evidence; `replica` puts a folder together; `standing` says what each record has reached;
`steps` runs the eleven steps. Imports no other part of servanda: this folder is all that a ministry has to read.
"""

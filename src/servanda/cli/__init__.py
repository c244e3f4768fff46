"""The command line: one file a command, loaded only when it is called.

    arguments ──main──▶ the command's file ──▶ the rooms below ──▶ data on stdout, talk on stderr, an exit code

Exit codes: 0 fine · 1 something to look at (a breach, a gap, a quarantined row) · 2 could not do it.
"""

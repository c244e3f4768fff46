"""The core logic: its syntax, its text form, and the fragment that can be monitored.

The passes, in order:

    text ──parse──▶ syntax ──kinds──▶ typed formula ──monitorable──▶ safe formula (or a refusal with a reason)
                       └──write──▶ text
"""

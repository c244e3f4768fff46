"""What the institution computes, for people and programs: one module for each command, with text, JSON and its schema.

balance · calendar (iCalendar too) · clarification · decision · gaps · register · request (of `servanda clarify`)
"""

"""From the characters of a block to the syntax tree.

    text ──lexer──▶ tokens ──cursor──▶ types · norms (of clauses) · traces, all of terms ──▶ statements

A statement starts in the first column of its block; indented lines belong to the statement above them. A statement
that cannot be read yields one message and the next statement is read all the same.
"""

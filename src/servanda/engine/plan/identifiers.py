"""Names in statements: what some engines would cut short is cut short here, so that two names stay two.

>>> len(short("a" * 100)), short("a" * 100) == short("a" * 101)
(60, False)
"""

LONGEST = 60  # bytes; PostgreSQL keeps 63


def short(name: str) -> str:
    """The name; of a long one the beginning and a sum over the whole."""
    if len(name.encode()) <= LONGEST:
        return name
    import hashlib

    begun = name.encode()[: LONGEST - 17].decode(errors="ignore")
    return f"{begun}^{hashlib.sha256(name.encode()).hexdigest()[:16]}"

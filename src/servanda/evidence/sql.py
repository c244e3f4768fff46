"""Texts and names as SQL writes them."""


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def named(name: str) -> str:
    """A column's name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def listed(texts: tuple[str, ...]) -> str:
    """Texts as the inside of `IN (…)`."""
    return ", ".join(map(quoted, texts))

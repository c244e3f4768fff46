"""What an engine cannot do for the caller: it is not there, or it lacks what the formula asks."""

WORDS = {"captured": "MATCHES that binds what a group matched", "matches": "MATCHES"}


class Unavailable(ValueError):
    """The engine cannot be had here; the message says what it needs."""


class Lacking(ValueError):
    """The engine has no such function: the formula runs on others."""

    def __init__(self, engine: str, function: str) -> None:
        what = WORDS.get(function, f"`{function}`")
        super().__init__(f"{what} is not available on {engine}: take another engine for this formula")
        self.engine, self.function = engine, function

from __future__ import annotations


class ElementaldbError(Exception):
    """What failed (`message`), how to fix it (`hint`, if known) and a stable identifier (`code`)."""

    def __init__(self, message: str, *, code: str, hint: str | None = None) -> None:
        super().__init__(message if hint is None else f"{message}\nfix: {hint}")
        self.message = message
        self.code = code
        self.hint = hint

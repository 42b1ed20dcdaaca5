"""What stops the planner: words that it does not understand, a name that is not there, two readings."""

from __future__ import annotations


class NotUnderstood(Exception):
    """A part of the request has no meaning here; `part` is that part as it was written."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


class Unclear(Exception):
    """Understood, and something that is named is missing or odd: the sentence says what, and what to do."""


class Choice(Exception):
    """Two readings are equally likely: a question with its possible answers."""

    def __init__(self, question: str, options: list[str]) -> None:
        super().__init__(question)
        self.question, self.options = question, options

"""Days in words as SQL: `in March 2024`, `last month`, `the last 30 days`, `Q2 2023`."""

from __future__ import annotations

import re
from datetime import date

from jupyter_powa.agents.planner.parts import Days
from jupyter_powa.llm.planner.dates import MONTHS, span

_QUARTER = re.compile(r"(?:q([1-4])|(first|second|third|fourth) quarter)(?: of)? (\d{4})")
_NAMED = ("first", "second", "third", "fourth")
_ROLLING = re.compile(r"(?:the )?(?:last|past|previous) (\d+) (day|week|month|quarter|year)s?")
_CALENDAR = re.compile(r"(?:the )?(last|past|previous|this|current) (day|week|month|quarter|year)")
_NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "twelve": "12"}
WORDS = 6
"""Words of the longest way to say a day."""


def days(said: str) -> Days | None:
    """The span of days that some words are; None where they are none."""
    text = " ".join(_NUMBERS.get(word, word) for word in said.casefold().replace(",", " ").split())
    if found := _QUARTER.fullmatch(text):
        quarter = int(found[1]) if found[1] else _NAMED.index(found[2]) + 1
        year, month = int(found[3]), quarter * 3 - 2
        after = date(year + (month + 3 > 12), (month + 2) % 12 + 1, 1)
        return Days(_day(date(year, month, 1)), _day(after), said)
    if found := _ROLLING.fullmatch(text):
        number, unit = int(found[1]), found[2]
        number, unit = (number * 3, "month") if unit == "quarter" else (number, unit)
        return Days(f"current_date - interval '{number}' {unit}", "", said)
    if found := _CALENDAR.fullmatch(text):
        unit = found[2]
        this = f"date_trunc('{unit}', current_date)"
        step = "interval '3' month" if unit == "quarter" else f"interval '1' {unit}"
        if found[1] in ("this", "current"):
            return Days(this, f"{this} + {step}", said)
        return Days(f"{this} - {step}", this, said)
    if text == "today":
        return Days("current_date", "current_date + interval '1' day", said)
    if text == "yesterday":
        return Days("current_date - interval '1' day", "current_date", said)
    if (found_days := span(text.removeprefix("the year ").removeprefix("year "))) is not None:
        return Days(_day(found_days[0]), _day(found_days[1]), said)
    return None


def month_alone(word: str) -> bool:
    """Whether a word is a month without its year."""
    return word.casefold() in MONTHS


def _day(day: date) -> str:
    return f"date '{day.isoformat()}'"

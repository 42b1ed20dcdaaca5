"""Days, months and years in words, as ranges of days."""

from __future__ import annotations

import re
from datetime import date

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = "|".join([*MONTHS, *(name[:3] for name in MONTHS)])
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
_DAY_FIRST = re.compile(rf"(?:(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?)?({_MONTH})\.?,? (\d{{4}})", re.I)
_MONTH_FIRST = re.compile(rf"({_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})", re.I)
_YEAR = re.compile(r"(?:the )?(?:year )?((?:19|20)\d{2})")


def span(said: str) -> tuple[date, date] | None:
    """The first day that the words mean, and the first day after; None where they mean none."""
    said = said.strip()
    try:
        if found := _ISO.fullmatch(said):
            year, month, day = int(found[1]), int(found[2]), found[3]
            return _days(year, month, int(day) if day else None)
        if found := _MONTH_FIRST.fullmatch(said):
            return _days(int(found[3]), _month(found[1]), int(found[2]))
        if found := _DAY_FIRST.fullmatch(said):
            return _days(int(found[3]), _month(found[2]), int(found[1]) if found[1] else None)
        if found := _YEAR.fullmatch(said):
            return date(int(found[1]), 1, 1), date(int(found[1]) + 1, 1, 1)
    except ValueError:
        return None
    return None


def _month(word: str) -> int:
    return next(place for place, name in enumerate(MONTHS, 1) if name.startswith(word.lower()[:3]))


def _days(year: int, month: int, day: int | None) -> tuple[date, date]:
    if day is not None:
        first = date(year, month, day)
        return first, date.fromordinal(first.toordinal() + 1)
    return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)


def recent(said: str) -> str | None:
    """The SQL for the first day of `the last 30 days` and the like; None where the words say something else."""
    found = re.fullmatch(r"(?:the )?(?:last|past) (?:(\d+) )?(day|week|month|quarter|year)s?", said.strip(), re.I)
    if found:
        number, unit = int(found[1] or 1), found[2].lower()
        number, unit = (number * 3, "month") if unit == "quarter" else (number, unit)
        return f"current_date - interval {number} {unit}"
    if re.fullmatch(r"this (year|month)", said.strip(), re.I):
        return f"date_trunc('{said.split()[-1].lower()}', current_date)"
    return {"today": "current_date", "yesterday": "current_date - interval 1 day"}.get(said.strip().lower())


def ranged(name: str, operator: str, first: date, after: date, exact: bool) -> str:
    """A comparison of a column with these days, as SQL; `exact`: the column holds days, no moments."""
    if exact and (after - first).days == 1 and operator in ("=", "!=", ">", ">=", "<", "<="):
        return f"{name} {operator.replace('!=', '<>')} date '{first}'"
    if operator == "=":
        return f"{name} >= date '{first}' and {name} < date '{after}'"
    if operator == "!=":
        return f"not ({name} >= date '{first}' and {name} < date '{after}')"
    sign, day = {">": (">=", after), ">=": (">=", first), "<": ("<", first), "<=": ("<", after)}[operator]
    return f"{name} {sign} date '{day}'"

"""Samples, splits and duplicates in words: how much, by which columns, and which row stays."""

from __future__ import annotations

import re
from typing import Any

from jupyter_powa.llm.planner.conversation import Deed
from jupyter_powa.llm.planner.goals import numbers
from jupyter_powa.llm.planner.goals.cut import Part
from jupyter_powa.llm.planner.goals.line import Line
from jupyter_powa.llm.planner.near import listed
from jupyter_powa.llm.planner.trouble import NotUnderstood, Unclear

BY = re.compile(
    r"\b(?:per|by|for each|for every|in each|within each|of each|from each|stratified (?:by|on)"
    r"|grouped by|across|on|over)\b",
    re.I,
)
_KEEP = re.compile(
    r",?\s*\(?\b(?:and )?(?:keep(?:ing)?|prefer(?:ring)?)(?: only)? (?:the )?(?:one "
    r"|row )?(?:with (?:the )?)?(?P<how>newest|latest|most recent"
    r"|last|oldest|earliest|first|highest|largest|biggest|lowest|smallest)\b(?: one| row)?(?: (?:by|of"
    r"|on)?)?\s*(?P<by>[^,()]*)\)?",
    re.I,
)
_FALLS = ("newest", "latest", "most recent", "last", "highest", "largest", "biggest")
_NORMAL = re.compile(
    r",?\s*\(?\b(?:(?:and )?(?:ignoring|ignore|regardless of|without regard to|normali[sz]ed?"
    r"|normali[sz]ing|case[- ]?insensitive(?:ly)?)"
    r"(?: (?:upper and lower )?(?:case|spaces?|spelling|letter case|and|,|texts?|them|whitespace))*)\)?",
    re.I,
)
_QUIET = re.compile(
    r"\b(?:a|an|the|of|it|them|this|these|those|rows?|records?|data|data ?set|result|into|in|random"
    r"|randomly|parts?|sets?|and|all"
    r"|stratified|with|take|only|so that|no|keeping|table|everything|please|is|are|from|keys?|columns?"
    r"|for|to|at|sample|each|left"
    r"|based|same|split|values?|examples?|lines?|flights?|entries)\b|[,()%:]",
    re.I,
)


def sample(line: Line, part: Part) -> Deed[None]:
    """A share or a number of rows, of each group alike."""
    config = sampling(line, part.text if part.kind == "sample" else part.said)
    if "fraction" not in config and "size" not in config:
        raise Unclear("How much? Say it, as in “sample 10 %” or “sample 1,000 rows”")
    line.put("sample", f"Sample {much(config)}", config)
    return
    yield


def sampling(line: Line, text: str) -> dict[str, Any]:
    """What the words say of a sample."""
    taken = numbers.seed(text)
    share = numbers.amount(taken.rest)
    by, rest = by_columns(line, share.rest)
    if not share.values and not by and not taken.values:
        raise Unclear("How much? Say it, as in “sample 10 %” or “sample 1,000 rows”")
    _nothing(rest, line)
    return {**share.values, **({"by": by} if by else {}), **taken.values}


def much(config: dict[str, Any]) -> str:
    """How much a sample takes, as a name."""
    return f"{config['fraction'] * 100:g} percent" if "fraction" in config else f"{config.get('size')} rows"


def deduplicate(line: Line, part: Part) -> Deed[None]:
    """One row of those that are alike."""
    config = alike(line, part)
    names = config.get("columns") or []
    by = f" by {listed(names)}" if len(names) < 3 else f" by {names[0]} and {len(names) - 1} more"
    line.put("deduplicate", f"Deduplicate{by if names else ''}", config)
    return
    yield


def alike(line: Line, part: Part) -> dict[str, Any]:
    """What the words say of which rows are alike, and which one stays."""
    text = part.text
    config: dict[str, Any] = {}
    if found := _KEEP.search(text):
        text = text.replace(found[0], " ")
        config["order_by"] = _stays(line, found["how"].lower(), found["by"])
    if found := _NORMAL.search(text):
        text = text.replace(found[0], " ")
        config["normalise"] = True
    by, rest = by_columns(line, text)
    if not by and re.match(r"(?:keep )?(?:only )?one row", part.marker, re.I):
        by, rest = line.columns(rest), ""
    _nothing(rest, line)
    return {**({"columns": by} if by else {}), **config}


def _stays(line: Line, how: str, by: str) -> str:
    frame = line.frame
    if by.strip():
        column = frame.need(by, line.masked)
    else:
        dates = [one for one in frame.columns if one.dated]
        if len(dates) != 1:
            raise Unclear(f"Which column tells the {how}? Say it, as in “keep the {how} by updated_at”")
        column = dates[0]
    return f"{column.sql} desc" if how in _FALLS else column.sql


def split(line: Line, part: Part) -> Deed[None]:
    """Parts for training and testing, in which no key lies twice."""
    config = splitting(line, part.text)
    if "fractions" not in config:
        raise Unclear("Into which parts? Say it, as in “split 80/10/10 by customer_id”")
    line.put("train_test_split", f"Split {shares(config)}", config)
    return
    yield


def splitting(line: Line, text: str) -> dict[str, Any]:
    """What the words say of a split."""
    taken = numbers.seed(text)
    text = re.sub(
        r",?\s*(?:\b(?:so that|with|and) no (\w+)(?: (?:lies|is|falls|appears|ends up))? in (?:two|both|several"
        r"|more than one)(?: parts| sets)?"
        r"|\b(?:without leak(?:age|ing)|leak-?free|grouped)\b)",
        lambda found: f" by {found[1]}" if found[1] else " ",
        taken.rest,
        flags=re.I,
    )
    told = numbers.fractions(text)
    if "wrong" in told.values:
        raise Unclear(f"{told.values['wrong']} does not come to 100 %: say parts that do, as in 80/10/10")
    by, rest = by_columns(line, told.rest)
    _nothing(rest, line)
    if told.values.pop("assumed", False):
        line.notes.append("You named no shares, so I took the usual ones.")
    return {**told.values, **({"by": by} if by else {}), **taken.values}


def shares(config: dict[str, Any]) -> str:
    """The parts of a split, as a name."""
    return "-".join(f"{share * 100:g}" for share in config["fractions"].values())


def by_columns(line: Line, text: str) -> tuple[list[str], str]:
    """The columns behind `by`, and the words that are left."""
    found = BY.search(text)
    if found is None:
        return [], text
    said = re.sub(r"\b(?:same|each|every|group of|the pair of|combination of)\b|[()]", " ", text[found.end() :])
    return line.columns(said), text[: found.start()]


def _nothing(text: str, line: Line) -> None:
    """Words that say nothing more; raises NotUnderstood for others."""
    rest = " ".join(_QUIET.sub(" ", text).split())
    noun = line.frame.noun.lower()
    if rest and rest.lower() not in (noun, noun.rstrip("s")):
        raise NotUnderstood(line.masked.full(rest))

"""The words by which a part of a request is known: where a filter begins, a join, a sum, and so on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jupyter_powa.llm.planner.masked import CODE, FILE, QUOTED, URL

_IT = r"(?: (?:it|them|that|this|these|those|all|the (?:rows|results?|data|table|output|answer)|rows|results?))?"
_OF = r"(?: of)?"


@dataclass(frozen=True)
class Marker:
    """One way to begin a part. `own`: an imperative, which may begin a step. `sure`: goes before all others."""

    kind: str
    pattern: re.Pattern[str]
    own: bool = False
    sure: bool = False


def _m(kind: str, pattern: str, own: bool = False) -> Marker:
    return Marker(kind, re.compile(rf"(?:{pattern})(?!\w)", re.I), own)


_DATED = (
    r"(?=(?:since|after|before|until|from|in|during|on|within|between) (?:the )?(?:(?:last|past) (?:\d"
    r"|month|year|week|quarter)|"
    r"this (?:year|month)|year \d|\d{4}\b|today|yesterday|(?:january|february|march|april|may|june|july"
    r"|august|september|"
    r"october|november|december)\b))"
)


_ASKS = (
    r"(?:get|fetch|fetches|call|calls|request|download|downloads|ping|post|posts|put|puts|patch|delete|send|sends|query"
    r"|load|loads|read|reads|import)"
)
"""What is done with an address; of two of them the second is the one that goes with it: `load orders and post them`."""


MARKERS: tuple[Marker, ...] = (
    _m("if", r"if", True),
    _m(
        "sql",
        rf"(?:(?:run|execute|use|add|with|a|this|the|my|following)\s+)*(?:sql|query)[\w ]*:?\s+(?=[{CODE}])",
        True,
    ),
    _m(
        "code",
        rf"(?:(?:run|execute|apply|add|use|with|in|a|this|the|my|some|following)\s+)*(?:python|code|function|script)"
        rf"[\w ]*:?\s+(?=[{CODE}])",
        True,
    ),
    _m(
        "http",
        rf"(?:(?:make|do|send)(?: an?)? )?(?:http )?{_ASKS}"
        rf"\b(?:\s+(?:(?!\b(?:then|(?:and|to) {_ASKS})\b)[\w:/ ]){{0,60}}?)?\s*(?=[{URL}])",
        True,
    ),
    _m(
        "model",
        r"(?:(?:use|ask|have|let|call)s?(?: an?| the)? (?:llm|model|ai|language model|gpt|claude)(?: model)?(?: to)?"
        r"|summari[sz]es?|classify|classifies|translates?|categori[sz]es?|rewrites?|proofreads?"
        r"|extracts?(?! (?:the )?(?:year|month|day))|describes?|drafts?|writes? an?)",
        True,
    ),
    _m(
        "agent",
        rf"asks?\s+(?:(?:the|our|my)\s+)?(?:sql\s+)?"
        rf"(?:agent\s+(?:[{QUOTED}]|\w+)|(?:[{QUOTED}]|(?!agent\b)\w+)(?: (?!agent\b)\w+){{0,3}}\s+agent)"
        r"\s*(?::|,|for\b|about\b|to\b(?: (?:tell|find|show|give)(?: me| us)?)?)?",
        True,
    ),
    _m("distinct", r"(?:remove|drop|delete|without|no)s?(?: the| all| any)? duplicates?(?: rows)?", True),
    _m("distinct", r"dedup(?:licate)?s?" + _IT, True),
    _m("distinct", r"(?:the )?(?:distinct|unique|different)(?: rows| values| combinations)?" + _OF),
    _m("drop", r"(?:drop|remove|exclude|hide|leave out)s?(?: the)? (?:columns?|fields?)", True),
    _m(
        "select",
        r"(?:select|keep|show|return|output)s?(?: only| just)?(?: the)? (?:columns?|fields?)|(?:select"
        r"|pick)s?(?: only)?",
        True,
    ),
    _m("select", r"(?:with )?(?:only|just) the (?:columns?|fields?)"),
    _m(
        "column",
        r"(?:add|create|make|compute|calculate|derive|define)s?(?: an?| the| another)?(?: new)?(?: computed"
        r"| calculated)?"
        r" (?:column|field)(?: (?:called|named))?",
        True,
    ),
    _m("column", r"(?:compute|calculate|derive|define)s?(?: a| the)?(?= \w[\w ]{0,40}? (?:as|=|:=) )", True),
    _m("column", r"with an? (?:new )?(?:column|field)(?: (?:called|named))?"),
    _m("distinct_count", r"(?:counts?|(?:the )?number of|how many)" + _OF + r"(?: the)? (?:distinct|unique|different)"),
    _m("count", r"(?:the )?(?:count|number)s? of|how many|count(?: up)?(?: the number of)?|counts"),
    _m("sum", r"(?:the )?(?:sum(?: up)?|sums|total|totals|add up)" + _OF),
    _m("avg", r"(?:the )?(?:averages?|avg|mean)" + _OF),
    _m("median", r"(?:the )?median" + _OF),
    _m("min", r"(?:the )?(?:min|minimum|lowest|smallest|earliest)" + _OF),
    _m("max", r"(?:the )?(?:max|maximum|highest|largest|biggest|latest)" + _OF),
    _m("group", r"group(?:s|ed)?(?: (?!by\b)\w+){0,3} by|aggregate[sd]? by|for (?:each|every)|in each|per|each", True),
    _m("group", r"by|broken down by|split by"),
    _m("sort", r"(?:sort|order|rank)s?(?: (?!by\b|on\b)\w+){0,3} (?:by|on)|(?:sort|rank)s?" + _IT, True),
    _m("sort", r"(?:sorted|ordered|ranked) (?:by|on)|sorted(?= (?:desc|asc|from|in|alpha))"),
    _m(
        "down",
        r"(?:(?:in )?descending(?: order)?|desc|(?:the )?(?:highest|largest|biggest|most|newest|latest"
        r"|most recent) first"
        r"|from (?:the )?(?:high|large|big|new)\w* to (?:the )?\w+|in reverse order)",
    ),
    _m(
        "up",
        r"(?:(?:in )?ascending(?: order)?|asc|(?:the )?(?:lowest|smallest|least|oldest|earliest) first|alphabetically"
        r"|in alphabetical order|from (?:the )?(?:low|small|old)\w* to (?:the )?\w+)",
    ),
    _m(
        "limit",
        r"(?:(?:keep|take|show|return|give me|get|output|select)s? )?(?:only )?(?:the )?(?:top|first) (?P<a>\d+)",
        True,
    ),
    _m("limit", r"limit(?:s|ed)?" + _IT + r"(?: of| to)?(?: the first)? (?P<b>\d+)", True),
    _m("limit", r"(?:(?:keep|take|show|return|give me)s? )?(?:only|at most|a maximum of) (?P<c>\d+)(?= rows| results)"),
    _m("bottom", r"(?:(?:keep|take|show|return|give me|get)s? )?(?:only )?(?:the )?bottom (?P<d>\d+)", True),
    _m("limit", r"(?:the )?(?P<e>\d+) (?:largest|highest|biggest|best|most)"),
    _m("bottom", r"(?:the )?(?P<f>\d+) (?:lowest|smallest|cheapest|worst|fewest|least)"),
    _m(
        "newest", r"(?:the )?(?P<g>\d+) (?:newest|latest|most recent)|(?:the )?(?:newest|latest|most recent) (?P<h>\d+)"
    ),
    _m("exclude", r"filters? out|exclude[sd]?|excluding|leaves? out|ignores?|ignoring|except(?: for)?", True),
    _m("exclude", r"(?:drop|remove|delete|skip)s?(?: all)?(?: the)? (?:rows?|records?|ones|entries|those)", True),
    _m(
        "filter",
        r"(?:filter|filters|keep|keeps|restrict|limit)" + _IT + r"(?: only)?(?: to| by| on| for| down to)*",
        True,
    ),
    _m(
        "filter",
        r"where|whose|with|without|having|for which|(?:that|which|who)(?: are| is| have| has| were| was)?"
        r"|when|only|for",
    ),
    Marker("filter", re.compile(_DATED, re.I), sure=True),
    _m("join", r"(?:(?:left|inner|right|full|outer) )*joins?" + _IT + r"(?: with| to)?", True),
    _m("join", r"(?:combine|merge|enrich|match)(?:s|es)?" + _IT + r"(?: with)?", True),
    _m("join", r"(?:(?:left|inner|right|full|outer) )*(?:joined|combined|merged|enriched|together)(?: with| to)?"),
    _m(
        "load",
        r"(?:load|read|import|open|use|fetch|query|get|take)s?(?: in)?(?: data| rows| everything| all| records)?"
        r"(?: from)?(?: the)?(?: tables?| files?)?|starts?(?:ing)? (?:with|from)",
        True,
    ),
    _m("load", rf"(?:of|in|from)\s+(?=[{FILE}])|(?:from|of|in|on|using|based on)(?: the)?(?: tables?| files?)?"),
    _m("output", r"(?:and )?(?:output|return|returns|outputs|give back|print|show|display|report)s?" + _IT, True),
)

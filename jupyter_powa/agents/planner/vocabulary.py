"""The plain English that questions about data are made of: each phrase, and what it asks for."""

from __future__ import annotations

import re
from functools import lru_cache

from jupyter_powa.agents.words import stem

KEYWORDS: dict[str, str] = {
    "count": "how many|the number of|number of|the count of|count of|count|total number of|the total number of|"
    "how often|amount of times",
    "sum": "total|sum of|sum|the sum of|overall|combined|in total|altogether|how much",
    "avg": "average|avg|mean|on average|typical",
    "median": "median",
    "min": "minimum|min",
    "max": "maximum|max",
    "up": "most|highest|largest|biggest|greatest|maximal|best|top rated",
    "down": "fewest|least|lowest|smallest|minimal|worst",
    "top": "top|first",
    "bottom": "bottom",
    "last": "last",
    "distinct": "distinct|different|unique",
    "group": "per|by|for each|for every|in each|in every|of each|of every|each|every|grouped by|group by|"
    "broken down by|split by|at each|at every|on each|by each|from each|break it down by|break that down by|did each|"
    "does each|do each|has each|for all|across",
    "order": "sorted by|ordered by|order by|sort by|sort them by|order them by|ranked by|in order of|sort it by",
    "asc": "ascending|from lowest to highest|lowest first|smallest first|from low to high|alphabetically|oldest first|"
    "increasing|from a to z",
    "desc": "descending|from highest to lowest|highest first|largest first|from high to low|newest first|decreasing|"
    "latest first",
    ">": "more than|over|above|greater than|higher than|larger than|bigger than|exceeding|exceeds|exceed|>",
    ">=": "at least|no less than|not less than|a minimum of|minimum of|>=",
    "<": "less than|fewer than|under|below|lower than|smaller than|<",
    "<=": "at most|no more than|not more than|up to|a maximum of|<=",
    "more": "or more|or above|or higher|or later|and above|and up",
    "less": "or less|or fewer|or below|or earlier|or lower",
    "=": "exactly|equal to|equals|=",
    "between": "between",
    "after": "after|later than",
    "since": "since|starting from|from the start of|as of",
    "before": "before|earlier than|prior to",
    "until": "until|till|through",
    "not": "not|isn't|aren't|wasn't|weren't|didn't|don't|doesn't|haven't|hasn't|never|except|except for|excluding|"
    "other than|not in|not from|non|cannot|hadn't",
    "without": "without|without any|with no|have no|has no|having no|no|lacking|lack|had no|there is no|there are no",
    "missing": "missing|empty|not set|unknown|blank|not known|null|not given",
    "given": "is known|are known|is set|are set|not null|not missing|not empty",
    "or": "or",
    "and": "and|as well as|plus|along with|together with|,|&",
    "to": "to",
    "with": "with|having|who have|that have|which have|have|has|had|whose|with a|with an|who has|that has|"
    "including|include|contain|contains|containing",
    "which": "which|who|whom|what|where",
    "contains": "containing the word|contain the word|contains the word|starting with",
    "share": "percentage of|percent of|share of|proportion of|fraction of|what percentage of|what share of",
}
"""What a phrase asks for, by the phrase; longer ones are tried first."""

UNITS = {
    "day": "day", "daily": "day", "week": "week", "weekly": "week", "month": "month", "monthly": "month",
    "quarter": "quarter", "quarterly": "quarter", "year": "year", "yearly": "year", "annual": "year",
    "annually": "year", "hour": "hour", "hourly": "hour",
}  # fmt: skip
"""Units of time by which rows are grouped."""

SMALL = frozenset(
    re.findall(
        r"\S+",
        "a an the all any our we us me my i you your please can could would like to see know want need show "
        "list give get find tell display return print fetch is are was were be been being did do does done "
        "there their its it they them that this those these of in at on for from so far ever currently now "
        "also only just than as who's what's s how much many name called named made make makes place placed "
        "live lives living lived located based work works working belong belongs belonging come comes came "
        "exist exists existing put happen happened took take takes taken receive received got gone having "
        "then about data database table row record entry information detail value some such here together "
        "each one right if into within during under whole full complete overview breakdown shown go goes "
        "going have cover covers stand stands sit sits available offer offers offered own owns owned use uses "
        "used using he she his her whose when yet still while same again number by will ",
    )
)
"""Words that ask for nothing by themselves."""

ADJECTIVES: dict[str, tuple[str, tuple[str, ...]]] = {
    "expensive": ("up", ("price", "cost", "fare", "amount", "total", "rate")),
    "pricey": ("up", ("price", "cost", "fare", "amount", "total")),
    "costly": ("up", ("cost", "price", "total")),
    "cheap": ("down", ("price", "cost", "fare", "amount", "total")),
    "old": ("up", ("age", "-birth", "-born", "-open", "-hire", "-buy", "-create", "-start", "-sign", "-join")),
    "young": ("down", ("age", "-birth", "-born")),
    "senior": ("up", ("-hire", "-join", "-start")),
    "long": ("up", ("duration", "length", "distance", "minute")),
    "short": ("down", ("duration", "length", "distance", "minute")),
    "far": ("up", ("distance",)),
    "large": ("up", ("capacity", "size", "area", "population", "total", "amount", "budget", "quantity", "stock")),
    "big": ("up", ("capacity", "size", "area", "population", "total", "amount", "budget", "quantity", "stock")),
    "small": ("down", ("capacity", "size", "area", "population", "total", "amount", "budget", "quantity", "stock")),
    "heavy": ("up", ("weight",)),
    "light": ("down", ("weight",)),
    "tall": ("up", ("height",)),
    "fast": ("up", ("speed",)),
    "slow": ("down", ("speed",)),
    "rich": ("up", ("salary", "income", "wealth")),
    "new": ("up", ("@",)),
    "recent": ("up", ("@",)),
    "late": ("up", ("@",)),
    "early": ("down", ("@",)),
}
"""Adjectives: which way they look, and the words of columns that they measure; `@` is the day of a row, `-` turns."""

VERBS: dict[str, tuple[str, ...]] = {
    "earn": ("salary", "wage", "pay", "income"),
    "spend": ("total", "amount", "spend", "price", "cost"),
    "paid": ("salary", "wage", "pay", "total", "amount", "price"),
    "pay": ("salary", "wage", "pay", "total", "amount", "price", "fare"),
    "cost": ("price", "cost", "fare"),
    "weigh": ("weight",),
    "travel": ("distance",),
}
"""Verbs that name a measure, by the words of its column."""

ACTS: dict[str, tuple[str, ...]] = {
    "buy": ("order", "purchase", "sale", "order item"),
    "purchase": ("order", "purchase", "sale"),
    "sell": ("order item", "sale", "sold", "order"),
    "employ": ("employee",),
    "write": ("review", "comment", "post"),
    "ride": ("trip", "ride"),
}
"""Verbs that name a table: what rows of it are there for whoever did it."""

ODD = {
    "bought": "buy", "sold": "sell", "spent": "spend", "born": "birth", "people": "person", "children": "child",
    "men": "man", "women": "woman", "wrote": "write", "written": "write", "ridden": "ride", "rode": "ride",
    "best": "best", "worst": "worst", "oldest": "old", "older": "old", "staff": "staff", "left": "leave",
    "earliest": "early", "earlier": "early", "heaviest": "heavy", "heavier": "heavy", "bigger": "big",
    "biggest": "big", "pricier": "pricey", "priciest": "pricey", "paid": "paid", "costliest": "costly",
    "data": "data", "series": "series", "latest": "lat", "made": "made",
}  # fmt: skip
"""Words that no rule takes to their root."""


MONEY = frozenset({"euro", "dollar", "usd", "eur", "pound", "buck"})
MEASURED = MONEY | {
    *("second", "minut", "hour", "day", "week", "month", "year", "km", "kilometr", "kilometer", "mil", "metr", "meter"),
    *("kg", "gram", "percent", "unit", "piec", "star", "point"),
}
"""Units in which a number is said, by their roots."""


@lru_cache(maxsize=16_384)
def root(word: str) -> str:
    """What a word is without its ending: ordered, orders and order are one."""
    said = word.casefold()
    if said in ODD:
        return ODD[said]
    said = stem(said)
    if said in ODD:
        return ODD[said]
    for ending in ("ing", "ed", "est"):
        bare = said.removesuffix(ending)
        if bare != said and len(bare) >= 3 and re.search(r"[aeiouy]", bare):
            if bare[-1] == bare[-2] and bare[-1] not in "sl":
                bare = bare[:-1]
            return _bare(bare)
    return _bare(said)


def _bare(word: str) -> str:
    if len(word) > 3 and word.endswith("e") and not word.endswith("ee"):
        return word[:-1]
    return word[:-1] + "y" if len(word) > 3 and word.endswith("i") else word

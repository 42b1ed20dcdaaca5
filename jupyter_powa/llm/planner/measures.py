"""The words for sums and counts, and the names of the columns that they make."""

from __future__ import annotations

import re

from jupyter_powa.llm.planner.frame import Frame
from jupyter_powa.llm.planner.near import fold
from jupyter_powa.llm.planner.schema import Column

WORDS = {
    "sum": ("total", "sum"),
    "avg": ("average", "avg", "mean"),
    "median": ("median",),
    "min": ("lowest", "min", "minimum", "smallest"),
    "max": ("highest", "max", "maximum", "largest"),
    "count": ("count", "number"),
    "distinct_count": ("distinct", "count", "number"),
}
PARTS = {
    "year": "year",
    "years": "year",
    "month": "month",
    "months": "month",
    "week": "week",
    "weeks": "week",
    "day": "day",
    "days": "day",
    "quarter": "quarter",
    "quarters": "quarter",
    "hour": "hour",
}
AGG = "|".join(sorted({word for words in WORDS.values() for word in words}, key=len, reverse=True))


def counted(noun: str) -> Column:
    """The column that counts them."""
    stem = re.sub(r"\W+", "_", fold(noun))
    also = (f"number of {fold(noun)}", f"count of {fold(noun)}", "count", "number", "row count", f"{fold(noun)} count")
    return Column(f"number_of_{stem}", "BIGINT", also=also, loosely=(fold(noun), "total"))


def measure_words(said: str, frame: Frame) -> str:
    """`the total amount` as the column that an aggregate made of it."""
    plain = re.sub(r"^(?:the|their|its) ", "", said.strip())
    return plain if frame.measures else said

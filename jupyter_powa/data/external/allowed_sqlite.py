"""What a query on SQLite may be made of: kinds of sqlglot's tree, functions and types by name."""

from __future__ import annotations

from jupyter_powa.data.allowed import words
from jupyter_powa.data.external.dialects import GuardedSQLite
from jupyter_powa.data.external.kinds import KINDS, TYPES, Allowed

_KINDS = words("DPipe Filter Glob HexString JSONExtract JSONExtractScalar Match")

_NUMBERS = """
abs acos acosh asin asinh atan atan2 atanh ceil ceiling cos cosh degrees exp floor ln log log10 log2 max min mod pi pow
power radians random round sign sin sinh sqrt tan tanh trunc
"""
_TEXTS = """
char concat concat_ws format glob hex instr length like lower ltrim octet_length printf quote replace rtrim soundex
substr substring trim unhex unicode upper
"""
_TIMES = "current_date current_time current_timestamp date datetime julianday strftime time timediff unixepoch"
_JSON = """
json json_array json_array_length json_extract json_group_array json_group_object json_insert json_object json_patch
json_quote json_remove json_replace json_set json_type json_valid
"""
_OTHERS = (
    "bm25 coalesce highlight ifnull iif likelihood likely match nullif randomblob snippet typeof unlikely zeroblob"
)
_AGGREGATES = "avg count group_concat string_agg sum total median percentile percentile_cont percentile_disc"
_WINDOWS = "cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number"

FUNCTIONS = words(" ".join((_NUMBERS, _TEXTS, _TIMES, _JSON, _OTHERS, _AGGREGATES, _WINDOWS)))
"""Functions that compute with what they are given, and reach nothing else: no file, extension or setting."""

ROWS = words("json_each json_tree")

ALLOWED = Allowed(
    dialect=GuardedSQLite,
    kinds=(KINDS | _KINDS) - words("Fetch LimitOptions Lateral Unnest Interval"),
    functions=FUNCTIONS,
    rows=ROWS,
    types=TYPES | words("BLOB NUMERIC REAL VARBINARY"),
    fold=str.lower,
    patterns=words("format printf"),
    system=("sqlite_", "pragma_"),
)

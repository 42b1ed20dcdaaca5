"""What a query on MariaDB or MySQL may be made of: kinds of sqlglot's tree, functions and types by name."""

from __future__ import annotations

from dataclasses import replace

from jupyter_powa.data.allowed import words
from jupyter_powa.data.external.dialects import GuardedMySQL
from jupyter_powa.data.external.kinds import KINDS, TYPES, Allowed

_KINDS = words(
    "All Any BitString CharacterSet Concat GroupConcat HexString IntDiv JSONExtract JSONExtractScalar "
    "MatchAgainst National RegexpLike WithinGroup Xor"
)
_NOT_HERE = words("Fetch LimitOptions")  # WITH TIES would be lost when it is written

_NUMBERS = """
abs acos asin atan atan2 bit_count ceil ceiling conv cos cot crc32 degrees exp floor greatest least ln log log10 log2
mod pi pow power radians rand round sign sin sqrt tan truncate
"""
_TEXTS = """
ascii bin bit_length char char_length character_length chr concat concat_ws elt field find_in_set format from_base64 hex
insert instr lcase left length locate lower lpad ltrim md5 mid natural_sort_key oct octet_length ord position quote
regexp_instr regexp_replace regexp_substr regexp_like repeat replace reverse right rpad rtrim sha sha1 sha2 soundex
space strcmp substr substring substring_index to_base64 trim ucase unhex upper
"""
_TIMES = """
add_months adddate addtime convert_tz curdate current_date current_time current_timestamp curtime date date_add
date_format date_sub datediff day dayname dayofmonth dayofweek dayofyear extract from_days from_unixtime hour
last_day localtime localtimestamp makedate maketime microsecond minute month monthname now period_add period_diff
quarter sec_to_time second str_to_date subdate subtime sysdate time time_format time_to_sec timediff timestamp
timestampadd timestampdiff to_char to_days to_seconds unix_timestamp utc_date utc_time utc_timestamp week weekday
weekofyear year yearweek
"""
_JSON = """
json_array json_arrayagg json_array_append json_array_insert json_compact json_contains json_contains_path json_depth
json_detailed json_equals json_exists json_extract json_insert json_keys json_length json_loose json_merge_patch
json_merge_preserve json_normalize json_object json_objectagg json_overlaps json_pretty json_query json_quote
json_remove json_replace json_search json_set json_type json_unquote json_valid json_value
"""
_OTHERS = "coalesce grouping if ifnull inet_aton inet_ntoa is_uuid isnull nullif nvl nvl2 uuid uuid_to_bin bin_to_uuid"
_AGGREGATES = """
any_value avg bit_and bit_or bit_xor count group_concat max median min percentile_cont percentile_disc std stddev
stddev_pop stddev_samp sum var_pop var_samp variance
"""
_WINDOWS = "cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number"

FUNCTIONS = words(" ".join((_NUMBERS, _TEXTS, _TIMES, _JSON, _OTHERS, _AGGREGATES, _WINDOWS)))
"""Functions that compute with what they are given: no file, lock, setting, sequence, wait, or error that tells data."""

_TYPES = words(
    "BINARY CHARACTER_SET TIMESTAMPTZ VARBINARY UINT UBIGINT UINTEGER LONGTEXT "
    "TINYTEXT MEDIUMTEXT JSON UUID CHAR NCHAR UDECIMAL YEAR"
)

ALLOWED = Allowed(
    dialect=GuardedMySQL,
    kinds=(KINDS | _KINDS) - _NOT_HERE,
    functions=FUNCTIONS,
    rows=frozenset(),
    types=TYPES | _TYPES,
    fold=str,
    units=words("timestampadd timestampdiff"),
)

DEFINED = replace(ALLOWED, kinds=ALLOWED.kinds | words("Introducer"), types=None)
"""How the server itself writes a view down."""

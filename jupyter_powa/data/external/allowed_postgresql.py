"""What a query on PostgreSQL may be made of: kinds of sqlglot's tree, functions and types by name."""

from __future__ import annotations

from jupyter_powa.data.allowed import words
from jupyter_powa.data.external.dialects import GuardedPostgres
from jupyter_powa.data.external.kinds import KINDS, TYPES, Allowed

_KINDS = words(
    "All Any Array ArrayContainedBy ArrayContainsAll ArrayOverlaps AtTimeZone BitString Bracket ByteString ColumnDef "
    "Concat DPipe Dot Filter HexString ILike JSONBContainsTopKey JSONBContainsAllTopKeys JSONBContainsAnyTopKeys "
    "JSONBExtract JSONBExtractScalar JSONExtract JSONExtractScalar JSONBDeleteAtPath Kwarg Localtime Localtimestamp "
    "MatchAgainst Overlaps Pow RawString RegexpILike RegexpLike SimilarTo Slice Sqrt Cbrt TableSample WithinGroup"
)

_NUMBERS = """
abs acos acosd acosh asin asind asinh atan atan2 atan2d atand atanh cbrt ceil ceiling cos cosd cosh cot cotd degrees
div exp floor gcd greatest lcm least ln log log10 min_scale mod pi pow power radians random round scale sign sin sind
sinh sqrt tan tand tanh trim_scale trunc width_bucket
"""
_TEXTS = """
ascii bit_count bit_length btrim char_length character_length chr concat concat_ws decode encode ends_with format
initcap left length lower lpad ltrim md5 normalize octet_length overlay position quote_ident quote_literal
quote_nullable regexp_count regexp_instr regexp_like regexp_match regexp_matches regexp_replace
regexp_split_to_array regexp_split_to_table regexp_substr repeat replace reverse right rpad rtrim sha224 sha256 sha384
sha512 split_part starts_with string_to_array string_to_table strpos substr substring to_ascii to_hex translate trim
upper
"""
_TIMES = """
age clock_timestamp date date_bin date_part date_trunc extract isfinite justify_days justify_hours justify_interval
make_date make_interval make_time make_timestamp make_timestamptz now statement_timestamp timeofday timezone to_char
to_date to_number to_timestamp transaction_timestamp
"""
_NESTED = """
all any some array array_append array_cat array_dims array_length array_lower array_ndims array_position
array_positions array_prepend array_remove array_replace array_to_json array_to_string array_upper cardinality
json_array_elements json_array_elements_text json_array_length json_build_array json_build_object json_each
json_each_text json_extract_path json_extract_path_text json_object json_object_keys json_strip_nulls
json_to_record json_to_recordset json_typeof jsonb_array_elements jsonb_array_elements_text jsonb_array_length
jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text jsonb_exists jsonb_extract_path
jsonb_extract_path_text jsonb_insert jsonb_object jsonb_object_keys jsonb_path_exists jsonb_path_match
jsonb_path_query jsonb_path_query_array jsonb_path_query_first jsonb_pretty jsonb_set jsonb_strip_nulls
jsonb_to_record jsonb_to_recordset jsonb_typeof row row_to_json to_json to_jsonb trim_array unnest
"""
_RANGES = """
daterange int4range int8range isempty lower_inc lower_inf numrange range_agg range_intersect_agg range_merge tsrange
tstzrange upper_inc upper_inf
"""
_SEARCH = """
phraseto_tsquery plainto_tsquery similarity strict_word_similarity to_tsquery to_tsvector ts_headline ts_rank
ts_rank_cd unaccent websearch_to_tsquery word_similarity
"""
_OTHERS = """
coalesce gen_random_uuid generate_series generate_subscripts grouping nullif num_nonnulls num_nulls pg_typeof
"""
_AGGREGATES = """
any_value array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count covar_pop covar_samp every json_agg
json_object_agg jsonb_agg jsonb_object_agg max min mode percentile_cont percentile_disc regr_avgx regr_avgy regr_count
regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy stddev stddev_pop stddev_samp string_agg sum var_pop
var_samp variance
"""
_WINDOWS = "cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number"

FUNCTIONS = words(" ".join((_NUMBERS, _TEXTS, _TIMES, _NESTED, _RANGES, _SEARCH, _OTHERS, _AGGREGATES, _WINDOWS)))
"""Functions that compute with what they are given, and reach nothing else: no file, setting, sequence or table."""

ROWS = words(
    "generate_series generate_subscripts unnest json_array_elements json_array_elements_text json_each json_each_text "
    "json_object_keys json_to_record json_to_recordset jsonb_array_elements jsonb_array_elements_text jsonb_each "
    "jsonb_each_text jsonb_object_keys jsonb_path_query jsonb_to_record jsonb_to_recordset regexp_matches "
    "regexp_split_to_table string_to_table"
)

_TYPES = words(
    "ARRAY BIT BIGSERIAL DATERANGE INET INT4RANGE INT8RANGE IPADDRESS JSON JSONB MONEY NUMRANGE TIMESTAMPTZ TIMETZ "
    "TSRANGE TSTZRANGE UUID VARBINARY VARBIT DECIMAL"
)

SMALL = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")

ALLOWED = Allowed(
    dialect=GuardedPostgres,
    kinds=KINDS | _KINDS,
    functions=FUNCTIONS,
    rows=ROWS,
    types=TYPES | _TYPES,
    fold=lambda name: name.translate(SMALL),  # PostgreSQL lowers the letters of ASCII alone
    patterns=words("format"),
    system=("pg_",),
)

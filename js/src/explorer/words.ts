// The words of each kind of database, for colours and completion.
import { isMySql } from "./nodes";

export interface Words {
  keywords: string[];
  types: string[];
  functions: string[];
}

const list = (text: string) => text.trim().split(/\s+/);

const KEYWORDS = list(`
  all alter analyze and any as asc begin between by case cast check collate column commit constraint create cross current
  current_date current_time current_timestamp database default delete desc describe distinct drop else end escape except
  exists explain false fetch filter first following for foreign from full group grouping having if ilike in index inner
  insert intersect into is join key last lateral left like limit natural not null nulls offset on or order outer over
  partition preceding primary range recursive references rename replace returning right rollback row rows schema select
  set show similar some table temp temporary then to transaction true truncate unbounded union unique update using values
  view when where window with without`);

const DUCKDB_KEYWORDS = list(`
  anti asof attach copy detach exclude export glob group_all import install load macro materialized pivot positional
  pragma qualify sample semi summarize tablesample unpivot use`);
const POSTGRES_KEYWORDS = list("concurrently copy do grant materialized only policy revoke tablesample trigger vacuum");
const MYSQL_KEYWORDS = list(
  "div engine force ignore interval lock optimize procedure regexp rlike separator straight_join use xor",
);
const SQLITE_KEYWORDS = list(
  "abort attach autoincrement conflict detach glob indexed pragma reindex rowid strict vacuum",
);

const TYPES = list(`
  bigint binary blob boolean char date decimal double float int integer interval json numeric real smallint text time
  timestamp tinyint uuid varchar`);
const DUCKDB_TYPES = list(`
  bit enum hugeint list map struct timestamptz ubigint uhugeint uinteger union usmallint utinyint`);
const POSTGRES_TYPES = list(
  "bytea bit box cidr circle inet jsonb money oid point polygon serial timestamptz tsvector xml",
);
const MYSQL_TYPES = list("bit datetime enum longblob longtext mediumint mediumtext set unsigned year");

const FUNCTIONS = list(`
  abs avg ceil coalesce concat count cume_dist dense_rank exp first_value floor greatest lag last_value lead least length
  ln log lower ltrim max min mod ntile nullif nth_value percent_rank pi power rank replace round row_number rtrim sign
  sqrt substr substring sum trim upper`);
const DUCKDB_FUNCTIONS = list(`
  age any_value approx_count_distinct approx_quantile arg_max arg_min array_agg bit_and bit_count bit_or bool_and bool_or
  cbrt chr columns contains corr covar_pop date_add date_diff date_part date_sub date_trunc dayname dayofweek dayofyear
  ends_with entropy epoch epoch_ms extract favg first format from_json fsum generate_series gen_random_uuid hash histogram
  hour if ifnull instr isfinite isnan json_array_length json_extract json_extract_string kurtosis last last_day left
  levenshtein list_aggregate list_contains list_distinct list_filter list_reduce list_sort list_transform list_unique lpad
  mad make_date make_timestamp map map_keys map_values md5 median minute mode month monthname now parse_filename
  position printf product quantile quantile_cont quantile_disc quarter random range read_csv read_json read_parquet
  regexp_extract regexp_extract_all regexp_full_match regexp_matches regexp_replace regr_slope repeat reverse right rpad
  second skewness split_part starts_with stddev stddev_pop stddev_samp strftime string_agg string_split strip_accents
  strptime strlen struct_pack time_bucket to_days to_timestamp today translate trunc try_cast typeof unnest uuid var_pop
  var_samp variance week year`);
const POSTGRES_FUNCTIONS = list(`
  age array_agg array_length bool_and bool_or chr clock_timestamp corr date_bin date_part date_trunc decode encode every
  extract format gen_random_uuid generate_series initcap json_agg json_build_object jsonb_agg jsonb_array_elements
  jsonb_build_object jsonb_each jsonb_path_query left lpad make_date md5 mode now percentile_cont percentile_disc
  position random regexp_matches regexp_replace regexp_split_to_table repeat reverse right rpad split_part starts_with
  stddev string_agg strpos to_char to_date to_json to_jsonb to_number to_timestamp translate trunc unnest variance`);
const MYSQL_FUNCTIONS = list(`
  adddate any_value bit_and bit_or char_length cast concat_ws conv convert curdate curtime date_add date_format date_sub
  datediff day dayname dayofweek dayofyear elt extract field find_in_set format from_unixtime group_concat hex hour if
  ifnull instr json_arrayagg json_extract json_object json_unquote last_day left locate lpad makedate md5 minute month
  monthname now quarter rand regexp_replace regexp_substr repeat reverse right rpad second stddev str_to_date substring_index
  timestampdiff truncate unhex unix_timestamp utc_timestamp uuid variance week year`);
const SQLITE_FUNCTIONS = list(`
  char date datetime group_concat hex ifnull iif instr json json_array json_each json_extract json_object julianday
  last_insert_rowid likelihood nullif printf quote random randomblob strftime time total typeof unicode unixepoch zeroblob`);

const KINDS: Record<string, [string[], string[], string[]]> = {
  duckdb: [DUCKDB_KEYWORDS, DUCKDB_TYPES, DUCKDB_FUNCTIONS],
  postgresql: [POSTGRES_KEYWORDS, POSTGRES_TYPES, POSTGRES_FUNCTIONS],
  mysql: [MYSQL_KEYWORDS, MYSQL_TYPES, MYSQL_FUNCTIONS],
  sqlite: [SQLITE_KEYWORDS, [], SQLITE_FUNCTIONS],
};

/** Another kind of database has the words that all share. */
export function wordsOf(kind: string): Words {
  const [keywords, types, functions] = KINDS[isMySql(kind) ? "mysql" : kind] ?? [[], [], []];
  return {
    keywords: [...KEYWORDS, ...keywords],
    types: [...TYPES, ...types],
    functions: [...FUNCTIONS, ...functions],
  };
}

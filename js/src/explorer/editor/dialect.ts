// How each kind of database is read by the editor: its words and its quotes.
import { SQLDialect as Dialect, type SQLDialect, sql } from "@codemirror/lang-sql";
import type { Extension } from "@codemirror/state";
import { isMySql } from "../nodes";
import { wordsOf } from "../words";

const known = new Map<string, SQLDialect>();

function dialectOf(kind: string): SQLDialect {
  const { keywords, types, functions } = wordsOf(kind);
  const mysql = isMySql(kind);
  return Dialect.define({
    keywords: keywords.join(" "),
    types: types.join(" "),
    builtin: functions.join(" "),
    identifierQuotes: mysql ? "`" : '"',
    doubleQuotedStrings: mysql,
    backslashEscapes: mysql,
    hashComments: mysql,
    doubleDollarQuotedStrings: kind === "postgresql" || kind === "duckdb",
    spaceAfterDashes: mysql,
    operatorChars: "*+-%<>!=&|~^/?:",
  });
}

/** The language without a completion of its own: ours knows the source. */
export function language(kind: string): Extension {
  const dialect = known.get(kind) ?? dialectOf(kind);
  known.set(kind, dialect);
  return sql({ dialect }).language;
}

// What a statement says about its own names: its tables with their aliases, its common tables, where the cursor is.

/** A table of a statement: the parts of its name, and what it is called there. */
export interface Named {
  name: string[];
  alias: string;
}

export interface Cursor {
  /** Where the word begins that is being typed. */
  from: number;
  word: string;
  /** `schema.table.` before the word. */
  qualifier: string[];
  /** What is wanted there; none within a string or a comment. */
  wants: "table" | "column" | "nothing";
}

const PART = `(?:"(?:[^"]|"")+"|\`[^\`]+\`|[\\p{L}_][\\p{L}\\p{N}_$]*)`;
const NAME = `${PART}(?:\\s*\\.\\s*${PART}){0,2}`;
const NOT_ALIAS =
  "on|using|where|join|left|right|inner|outer|full|cross|natural|asof|anti|semi|positional|lateral|group|order|having|" +
  "limit|offset|union|intersect|except|window|qualify|set|values|select|returning|sample|tablesample|pivot|unpivot|for";
const TABLE = new RegExp(
  `\\b(?:from|join|update|into|table)\\s+(${NAME})(?:\\s+(?:as\\s+)?(?!(?:${NOT_ALIAS})\\b)(${PART}))?`,
  "giu",
);
const ANOTHER = new RegExp(`^\\s*,\\s*(${NAME})(?:\\s+(?:as\\s+)?(?!(?:${NOT_ALIAS})\\b)(${PART}))?`, "iu");
const COMMON = new RegExp(
  `(?:\\bwith(?:\\s+recursive)?|,)\\s+?(${PART})\\s*(?:\\([^)]*\\)\\s*)?as\\s*(?:materialized\\s*)?\\(`,
  "giu",
);
const WANTS_TABLE =
  /\b(?:from|join|update|into|table|describe|summarize|truncate)\s+(?:[^\s(),;]+\s*(?:\s+(?:as\s+)?\w+)?\s*,\s*)*$/i;

function unquoted(part: string): string {
  const mark = part[0];
  if (mark !== '"' && mark !== "`") return part;
  return part.slice(1, -1).replaceAll(mark + mark, mark);
}

function parts(name: string): string[] {
  return [...name.matchAll(new RegExp(PART, "gu"))].map(([part]) => unquoted(part));
}

/** The text with strings and comments blanked, each as long as it was. */
export function bare(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'?|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, (hidden) => " ".repeat(hidden.length));
}

/** The tables that a statement reads or writes. */
export function tablesIn(sql: string): Named[] {
  const text = bare(sql);
  const found: Named[] = [];
  const take = (name: string, alias: string | undefined) => {
    const all = parts(name);
    found.push({ name: all, alias: alias ? unquoted(alias) : (all.at(-1) ?? "") });
  };
  for (const match of text.matchAll(TABLE)) {
    take(match[1] ?? "", match[2]);
    let rest = text.slice(match.index + match[0].length);
    for (let next = ANOTHER.exec(rest); next; next = ANOTHER.exec(rest)) {
      take(next[1] ?? "", next[2]);
      rest = rest.slice(next[0].length);
    }
  }
  return found;
}

/** The names of its common table expressions. */
export function commonIn(sql: string): string[] {
  return [...bare(sql).matchAll(COMMON)].map((match) => unquoted(match[1] ?? ""));
}

export function cursorIn(sql: string, at: number): Cursor {
  const before = sql.slice(0, at);
  const nothing: Cursor = { from: at, word: "", qualifier: [], wants: "nothing" };
  if (hidden(before)) return nothing;
  const typed = new RegExp(`((?:${PART}\\s*\\.\\s*){0,2})("[^"]*|\`[^\`]*|[\\p{L}\\p{N}_$]*)$`, "u").exec(before);
  const [whole = "", qualifier = "", word = ""] = typed ?? [];
  if (/^\d/.test(word) && !qualifier) return nothing;
  const lead = bare(before.slice(0, before.length - whole.length));
  const wants = WANTS_TABLE.test(lead) ? "table" : "column";
  return { from: at - word.length, word: word.replace(/^["`]/, ""), qualifier: parts(qualifier), wants };
}

/** Whether a text ends within a string or a comment. */
function hidden(before: string): boolean {
  const open = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*\n|\/\*[\s\S]*?\*\//g;
  const rest = before.replace(open, " ");
  return /'|--|\/\*/.test(rest);
}

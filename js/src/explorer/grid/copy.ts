// Chosen cells as text for elsewhere: tab-separated, CSV, Markdown, Python.
import { type DataType, Type } from "@uwdata/flechette";

export type CopyFormat = "tsv" | "csv" | "markdown" | "python";

export interface Copied {
  names: string[];
  types: (DataType | null)[];
  /** Whether a column's values are numbers, whatever the wire made of them. */
  numeric: boolean[];
  /** Texts row by row; null for null. */
  rows: (string | null)[][];
}

/** A spreadsheet would run a text that begins so; numbers with a sign are none of these. */
const FORMULA = /^[=+\-@\t\r]/;

function harmless(text: string | null, numeric: boolean): string {
  if (text === null) return "";
  return !numeric && FORMULA.test(text) ? `'${text}` : text;
}

/** `headers`: with the columns' names, as always but for a single cell. */
export function copied(what: Copied, format: CopyFormat, headers: boolean): string {
  if (format === "python") return python(what);
  if (format === "markdown") return markdown(what);
  return separated(what, format === "csv" ? "," : "\t", headers);
}

function separated({ names, numeric, rows }: Copied, by: string, headers: boolean): string {
  const quoted = (text: string) =>
    text.includes(by) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const lines = rows.map((row) => row.map((text, at) => quoted(harmless(text, numeric[at] ?? false))).join(by));
  const head = names.map((name) => quoted(harmless(name, false))).join(by);
  return (headers ? [head, ...lines] : lines).join("\n");
}

function markdown({ names, numeric, rows }: Copied): string {
  const safe = (text: string) => text.replace(/([\\|`*_<>[\]])/g, "\\$1").replace(/\r\n|[\r\n]/g, "<br>");
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(names.map(safe)),
    line(numeric.map((is) => (is ? "---:" : "---"))),
    ...rows.map((row) => line(row.map((text) => (text === null ? "" : safe(text))))),
  ].join("\n");
}

/** A dict of lists by column, as pandas and polars take it. */
function python({ names, types, numeric, rows }: Copied): string {
  const columns = names.map((name, at) => {
    const values = rows.map((row) => literal(row[at] ?? null, types[at] ?? null, numeric[at] ?? false));
    return `    ${JSON.stringify(name)}: [${values.join(", ")}],`;
  });
  const head = columns.some((line) => line.includes("Decimal(")) ? "from decimal import Decimal\n\n" : "";
  return `${head}data = {\n${columns.join("\n")}\n}`;
}

function literal(text: string | null, type: DataType | null, numeric: boolean): string {
  if (text === null) return "None";
  if (type?.typeId === Type.Bool) return text === "true" ? "True" : "False";
  if (!numeric) return JSON.stringify(text);
  if (/^-?(NaN|inf)$/.test(text)) return `float(${JSON.stringify(text.toLowerCase())})`;
  if (type?.typeId === Type.Float || /^-?\d+$/.test(text)) return text;
  return `Decimal(${JSON.stringify(text)})`;
}

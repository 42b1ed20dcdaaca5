// What a block gave, made ready for the screen: rows to draw as a table, or a value.

export interface Rows {
  columns: string[];
  rows: Record<string, unknown>[];
  /** How many there are; more than `rows` when only the first travelled. */
  total: number;
  truncated: boolean;
}

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The table in a block's data, where there is one: a list of row objects, alone or as `output` beside `columns`. */
export function rowsOf(data: unknown): Rows | null {
  const fields = isFields(data) ? data : { output: data };
  const output = isFields(data) ? (data.output ?? data.rows) : data;
  if (!Array.isArray(output) || !output.every(isFields)) return null;
  const columns = Array.isArray(fields.columns) ? fields.columns.map(String) : columnsOf(output);
  if (!columns.length) return null;
  const total = typeof fields.row_count === "number" ? fields.row_count : output.length;
  return { columns, rows: output, total, truncated: fields.rows_truncated === true || total > output.length };
}

function columnsOf(rows: Fields[]): string[] {
  const columns = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) columns.add(name);
  return [...columns];
}

/** `{output: x}` alone is shown as x. */
export function bare(data: unknown): unknown {
  if (!isFields(data)) return data;
  const names = Object.keys(data);
  return names.length === 1 && names[0] === "output" ? data.output : data;
}

/** A word or two about the output for the card. */
export function summary(data: unknown): string {
  const rows = rowsOf(data);
  if (rows) return `${rows.total.toLocaleString("en-US")} ${rows.total === 1 ? "row" : "rows"}`;
  const value = isFields(data) && "output" in data ? data.output : data;
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return `${value.length} ${value.length === 1 ? "item" : "items"}`;
  if (isFields(value)) return Object.keys(value).slice(0, 3).join(", ");
  return String(value).slice(0, 80);
}

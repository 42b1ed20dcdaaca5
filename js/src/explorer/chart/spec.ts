// A Vega-Lite specification as far as our own small drawing goes: one mark, x, y and color over rows that are inside it.

import { place } from "../profile/bars";

export type Mark = "bar" | "line" | "area" | "point" | "rect";
export type Scale = "quantitative" | "temporal" | "nominal";

export interface Channel {
  field: string;
  title: string;
  scale: Scale;
  /** The field of the other bound, where marks reach from one to the other. */
  to: string | null;
}

export interface Plain {
  mark: Mark;
  x: Channel;
  y: Channel | null;
  color: Channel | null;
  /** Whether marks of one place stand on each other, as bars and areas do by themselves. */
  stacked: boolean;
  rows: Row[];
}

export type Row = Record<string, unknown> & { [FROM]?: number; [WHOLE]?: Row };

/** Where a stacked mark begins; and the row as it came, whose own number is told. */
export const FROM = Symbol("from");
export const WHOLE = Symbol("whole");

const MARKS: Record<string, Mark> = {
  bar: "bar",
  line: "line",
  trail: "line",
  area: "area",
  point: "point",
  circle: "point",
  square: "point",
  tick: "point",
  rect: "rect",
};
const SCALES: Record<string, Scale> = { quantitative: "quantitative", temporal: "temporal" };

type Loose = Record<string, unknown>;

function object(value: unknown): Loose | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Loose) : null;
}

/** null where it holds more than that. */
export function plain(spec: Loose): Plain | null {
  const mark = MARKS[String(object(spec.mark)?.type ?? spec.mark)];
  const encoding = object(spec.encoding);
  const rows = rowsOf(spec);
  const x = encoding && channel(encoding, "x");
  if (!mark || !encoding || !x || !rows) return null;
  const y = channel(encoding, "y");
  const color = channel(encoding, "color");
  const together = (mark === "bar" || mark === "area") && y !== null && color?.scale === "nominal";
  const stacked = together && object(encoding.x)?.stack !== null && object(encoding.y)?.stack !== null;
  return { mark, x, y, color, stacked, rows: stacked ? stack(x, y, rows) : rows };
}

/** Each row on top of those before it that have the same place. */
function stack(x: Channel, y: Channel, rows: Row[]): Row[] {
  const [measure, other] = y.scale === "quantitative" ? [y, x] : [x, y];
  const heights = new Map<string, number>();
  return rows.map((row) => {
    const key = String(row[other.field]);
    const from = heights.get(key) ?? 0;
    const to = from + (place(row[measure.field]) ?? 0);
    heights.set(key, to);
    return { ...row, [measure.field]: to, [FROM]: from, [WHOLE]: row };
  });
}

function rowsOf(spec: Loose): Row[] | null {
  const data = object(spec.data);
  const named = typeof data?.name === "string" ? object(spec.datasets)?.[data.name] : undefined;
  const values = named ?? data?.values;
  return Array.isArray(values) ? values.filter((row): row is Row => object(row) !== null) : null;
}

function channel(encoding: Loose, name: string): Channel | null {
  const said = object(encoding[name]);
  if (typeof said?.field !== "string") return null;
  const other = object(encoding[`${name}2`])?.field;
  const field = unescaped(said.field);
  return {
    field,
    title: typeof said.title === "string" ? said.title : field,
    scale: SCALES[String(said.type)] ?? "nominal",
    to: typeof other === "string" ? unescaped(other) : null,
  };
}

/** Dots and brackets in a field's name are escaped in the specification. */
function unescaped(field: string): string {
  return field.replace(/\\([.[\]])/g, "$1");
}

/** The mime type under which a page draws such a specification. */
export function mimeOf(spec: Loose): string {
  const version = /vega-lite\/v(\d+)/.exec(String(spec.$schema ?? ""))?.[1] ?? "5";
  return `application/vnd.vegalite.v${version}+json`;
}

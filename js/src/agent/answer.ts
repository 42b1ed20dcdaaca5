// An agent's answer outside of React: what is asked of the API, and what its chart and its SQL are drawn from.
import type { Wire } from "../api/wire";
import { type Plain, plain, type Scale } from "../explorer/chart/spec";
import type { Answer, Entry, Golden } from "../model/types";

type Row = Record<string, unknown>;

/** What the widget's traits say. */
export interface Shown {
  agentId: string;
  agent: string;
  sessionId: string;
  source: string;
  entry: Entry;
  /** The rows of the chart. */
  drawn: Row[];
  /** For each choice of a question back, the question said anew. */
  choices: [label: string, prompt: string][];
}

const at = (id: string) => encodeURIComponent(id);

/** A further question of the conversation; gives its entry. */
export async function askOn(wire: Wire, shown: Shown, prompt: string): Promise<Entry> {
  const path = `/copilot/v1/session/${at(shown.sessionId)}/entry`;
  return (await wire.request("POST", path, { prompt }, { patient: true })) as Entry;
}

export async function rate(wire: Wire, shown: Shown, feedback: "up" | "down" | null): Promise<Entry> {
  const path = `/copilot/v1/session/${at(shown.sessionId)}/entry/${at(shown.entry.id)}`;
  return (await wire.request("PATCH", path, { feedback })) as Entry;
}

/** Keeps the answer as an approved golden question; one of the same words gets this SQL. */
export async function approve(wire: Wire, shown: Shown): Promise<Golden> {
  const path = `/copilot/v1/agent/${at(shown.agentId)}/golden/`;
  const { prompt, response } = shown.entry.chat;
  const told = (await wire.request("GET", path)) as Golden[];
  const old = told.find((one) => one.question === prompt.trim());
  const body = { sql_text: response.sql_text, approved: true };
  if (old) return (await wire.request("PATCH", `${path}${at(old.id)}`, body)) as Golden;
  return (await wire.request("POST", path, { ...body, question: prompt })) as Golden;
}

const SCALES: Record<string, Scale> = { number: "quantitative" };

/** The chart that the answer suggests, over rows that are here; null where there is none. */
export function chartOf({ chart }: Answer, rows: Row[]): Plain | null {
  const { mark, x, y, color } = (chart ?? {}) as Record<string, string | undefined>;
  if (!x || !y || rows.length < 2 || (mark !== "bar" && mark !== "line" && mark !== "point")) return null;
  const values = rows.map((row) => ({ ...row, [y]: numberOf(row[y]) }));
  const channel = (field: string, type: Scale) => ({ field: field.replace(/([.[\]])/g, "\\$1"), title: field, type });
  const encoding = {
    x: channel(x, mark === "bar" ? "nominal" : scaleOf(rows, x)),
    y: channel(y, "quantitative"),
    ...(color ? { color: channel(color, "nominal") } : {}),
  };
  return plain({ mark, encoding, data: { values } });
}

/** Exact decimals come as text. */
function numberOf(value: unknown): unknown {
  return typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
}

function scaleOf(rows: Row[], field: string): Scale {
  const values = rows.map((row) => row[field]).filter((value) => value !== null && value !== undefined);
  if (values.every((value) => /^\d{4}-\d\d-\d\d/.test(String(value)))) return "temporal";
  return SCALES[typeof numberOf(values[0])] ?? "nominal";
}

const WORDS =
  /('(?:[^']|'')*'|"(?:[^"]|"")*")|(--[^\n]*|\/\*[\s\S]*?\*\/)|\b(\d+(?:\.\d+)?)\b|\b(select|distinct|from|where|group|order|by|having|limit|offset|join|left|right|full|inner|outer|cross|on|using|as|and|or|not|in|is|null|case|when|then|else|end|union|all|except|intersect|with|over|partition|between|like|ilike|exists|asc|desc|cast|filter|nulls|first|last)\b/gi;
const KINDS = ["text", "comment", "number", "word"];

/** SQL in pieces, each with what it is; "" is anything else. */
export function pieces(sql: string): { kind: string; text: string; from: number }[] {
  const made: { kind: string; text: string; from: number }[] = [];
  let from = 0;
  for (const found of sql.matchAll(WORDS)) {
    if (found.index > from) made.push({ kind: "", text: sql.slice(from, found.index), from });
    const kind = KINDS[found.slice(1).findIndex((part) => part !== undefined)] ?? "";
    made.push({ kind, text: found[0], from: found.index });
    from = found.index + found[0].length;
  }
  if (from < sql.length) made.push({ kind: "", text: sql.slice(from), from });
  return made;
}

// A value at full length, for the box that opens on a cell: nested ones over several lines, bytes as a dump.
import { type DataType, type Field, Type } from "@uwdata/flechette";
import { entryTypes, hex, textOf } from "./cell";

export const LONGEST_WHOLE = 100_000;
/** Bytes that are something else to people. */
export const SAID = /^(UUID|GEO(METRY|GRAPHY))/i;
const DUMPED = 4_096;
const LINE = 16;

/** All of it, or its first hundred thousand characters. */
export function whole(value: unknown, type: DataType, word: string): string {
  if (value === null || value === undefined) return "NULL";
  if (value instanceof Uint8Array && !SAID.test(word)) return dump(value);
  const text = typeof value === "string" && /^JSON/i.test(word) ? pretty(value) : lines(value, type, word, "");
  return text.length > LONGEST_WHOLE ? `${text.slice(0, LONGEST_WHOLE)}…` : text;
}

/** JSON with line breaks. Numbers keep their digits: what does not come back the same stays as it was. */
function pretty(text: string): string {
  try {
    const made = JSON.stringify(JSON.parse(text), null, 2);
    return made.replace(/\s/g, "") === text.replace(/\s/g, "") ? made : text;
  } catch {
    return text;
  }
}

function lines(value: unknown, type: DataType, word: string, indent: string): string {
  const more = `${indent}  `;
  const wrap = (open: string, items: string[], close: string) =>
    items.length ? `${open}\n${items.map((item) => more + item).join(",\n")}\n${indent}${close}` : open + close;
  if (value !== null && typeof value === "object" && "children" in type && type.typeId !== Type.Union) {
    const { children } = type as { children: Field[] };
    if (type.typeId === Type.Struct) {
      const struct = value as Record<string, unknown>;
      return wrap(
        "{",
        children.map((one) => `${one.name}: ${lines(struct[one.name], one.type, "", more)}`),
        "}",
      );
    }
    if (type.typeId === Type.Map) {
      const [key, item] = entryTypes(type);
      const pairs = value as [unknown, unknown][];
      return wrap(
        "{",
        pairs.map(([k, v]) => `${textOf(k, key, "", true)}: ${lines(v, item, "", more)}`),
        "}",
      );
    }
    const item = children[0]?.type as DataType;
    return wrap(
      "[",
      Array.from(value as ArrayLike<unknown>, (one) => lines(one, item, "", more)),
      "]",
    );
  }
  return textOf(value, type, word, indent !== "") ?? "NULL";
}

/** Offset, sixteen bytes, and what of them can be read. */
function dump(bytes: Uint8Array): string {
  const shown = bytes.subarray(0, DUMPED);
  const rows: string[] = [`${bytes.length.toLocaleString("en-US")} bytes`];
  for (let at = 0; at < shown.length; at += LINE) {
    const part = shown.subarray(at, at + LINE);
    const pairs = hex(part)
      .replace(/(..)/g, "$1 ")
      .padEnd(LINE * 3);
    const letters = Array.from(part, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ".")).join("");
    rows.push(`${at.toString(16).padStart(8, "0")}  ${pairs} ${letters}`);
  }
  return `${rows.join("\n")}${bytes.length > DUMPED ? "\n…" : ""}`;
}

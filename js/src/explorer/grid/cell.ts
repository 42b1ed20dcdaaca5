// A value of any Arrow type, read with the client's READING, as the text of its cell: one line, exact, never HTML.
import { type DataType, type Field, type IntervalUnit, Type } from "@uwdata/flechette";
import { shape } from "./geometry";
import { decimal, float } from "./numbers";
import { day, duration, interval, time, timestamp } from "./times";

/** What a column holds, as far as its looks and its filters go. */
export type Kind = "number" | "time" | "text" | "boolean" | "json" | "nested" | "blob" | "other";

export const LONGEST_CELL = 240;
const BLOB_SHOWN = 24;
const DAY_MS = 86_400_000;
const { Null, Int, Float, Utf8, LargeUtf8, Utf8View, Bool, Decimal, Date: DateOf, Time, Timestamp, Interval } = Type;
const { List, LargeList, FixedSizeList, ListView, LargeListView, Struct, Map: MapOf, Union, Duration } = Type;
const { Binary, LargeBinary, BinaryView, FixedSizeBinary, Dictionary, RunEndEncoded } = Type;
const TEXTS = new Set<number>([Utf8, LargeUtf8, Utf8View]);
const LISTS = new Set<number>([List, LargeList, FixedSizeList, ListView, LargeListView]);
const BLOBS = new Set<number>([Binary, LargeBinary, BinaryView, FixedSizeBinary]);
const FLOAT_BITS = [16, 32, 64] as const;

const NUMBER_WORDS = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?\d*|BIGNUM|VARINT|NUMERIC|DECIMAL|DOUBLE|FLOAT|REAL|MONEY)/i;
const TIME_WORDS = /^(DATE|TIME|TIMESTAMP|TIMESTAMPTZ|DATETIME|YEAR)\b/i;

/** By the database's word where the wire has text for what is none (hugeints, intervals), else by the Arrow type. */
export function kindOf(word: string, type: DataType | null): Kind {
  if (/\[\d*\]$|^(STRUCT|MAP|UNION|LIST|TUPLE)\b/i.test(word)) return "nested";
  if (/^JSONB?\b/i.test(word)) return "json";
  if (/^(BLOB|BYTEA|(VAR)?BINARY|(TINY|MEDIUM|LONG)BLOB)\b/i.test(word)) return "blob";
  if (NUMBER_WORDS.test(word) && !/^INTERVAL/i.test(word)) return "number";
  if (TIME_WORDS.test(word)) return "time";
  if (/^BOOL/i.test(word)) return "boolean";
  if (/^GEO(METRY|GRAPHY)/i.test(word)) return "other";
  return type && !TEXTS.has(type.typeId)
    ? arrowKind(type)
    : /CHAR|TEXT|STRING|ENUM|UUID/i.test(word)
      ? "text"
      : "other";
}

function arrowKind(type: DataType): Kind {
  const { typeId } = type;
  if (type.typeId === Dictionary) return arrowKind(type.dictionary);
  if (typeId === Int || typeId === Float || typeId === Decimal) return "number";
  if (typeId === DateOf || typeId === Time || typeId === Timestamp) return "time";
  if (typeId === Bool) return "boolean";
  if (TEXTS.has(typeId)) return "text";
  if (BLOBS.has(typeId)) return "blob";
  return LISTS.has(typeId) || typeId === Struct || typeId === MapOf || typeId === Union ? "nested" : "other";
}

/** The whole text of a value; null where it is null. Strings within lists and structs are quoted, as in JSON. */
export function textOf(value: unknown, type: DataType, word = "", within = false): string | null {
  if (value === null || value === undefined || type.typeId === Null) return within ? "NULL" : null;
  if (type.typeId === Dictionary) return textOf(value, type.dictionary, word, within);
  if (type.typeId === RunEndEncoded) return textOf(value, type.children[1].type, word, within);
  if (typeof value === "string") return within ? JSON.stringify(value) : value;
  if (value instanceof Uint8Array && BLOBS.has(type.typeId)) return bytes(value, word);
  if (/^UHUGEINT/i.test(word) && typeof value === "bigint") return String(BigInt.asUintN(128, value)); // a sign is none
  return scalar(value, type) ?? nested(value, type) ?? String(value);
}

function scalar(value: unknown, type: DataType): string | null {
  switch (type.typeId) {
    case Float:
      return float(type.precision === 0 ? Number(value) : (value as number), FLOAT_BITS[type.precision]);
    case Decimal:
      return decimal(value as bigint, type.scale);
    case DateOf:
      return day(BigInt(Math.floor(Number(value) / DAY_MS)));
    case Time:
      return time(BigInt(value as number | bigint), type.unit);
    case Timestamp:
      return timestamp(BigInt(value as number | bigint), type.unit, type.timezone);
    case Duration:
      return duration(BigInt(value as number | bigint), type.unit);
    case Interval:
      return span(value as ArrayLike<number> | number, type.unit as IntervalUnitOf);
    default:
      return null;
  }
}

type IntervalUnitOf = (typeof IntervalUnit)[keyof typeof IntervalUnit];

function span(value: ArrayLike<number> | number, unit: IntervalUnitOf): string {
  if (typeof value === "number") return interval(value, 0, 0n);
  const [first = 0, second = 0, third = 0] = Array.from(value);
  return unit === 1 ? interval(0, first, BigInt(second) * 1_000_000n) : interval(first, second, BigInt(third));
}

function nested(value: unknown, type: DataType): string | null {
  if (LISTS.has(type.typeId)) return `[${listed(value, type).join(", ")}]`;
  if (type.typeId === Struct) return `{${fields(value, type).join(", ")}}`;
  if (type.typeId === MapOf) {
    const [key, item] = entryTypes(type);
    const pairs = value as [unknown, unknown][];
    return `{${pairs.map(([k, v]) => `${textOf(k, key, "", true)}: ${textOf(v, item, "", true)}`).join(", ")}}`;
  }
  return type.typeId === Union ? untyped(value) : null;
}

function listed(value: unknown, type: DataType): (string | null)[] {
  const item = (type as { children: Field[] }).children[0]?.type as DataType;
  return Array.from(value as ArrayLike<unknown>, (one) => textOf(one, item, "", true));
}

function fields(value: unknown, type: DataType): string[] {
  const { children } = type as { children: Field[] };
  const struct = value as Record<string, unknown>;
  return children.map((child) => `${child.name}: ${textOf(struct[child.name], child.type, "", true)}`);
}

export function entryTypes(type: DataType): [DataType, DataType] {
  const entries = (type as { children: Field[] }).children[0]?.type as unknown as { children: Field[] };
  return [entries.children[0]?.type as DataType, entries.children[1]?.type as DataType];
}

/** A union does not tell here which of its types a value has. */
function untyped(value: unknown): string {
  return typeof value === "object"
    ? JSON.stringify(value, (_, one) => (typeof one === "bigint" ? String(one) : one))
    : String(value);
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function uuid(bytes: Uint8Array): string {
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Bytes are a shape or a UUID where the database says so. */
function bytes(value: Uint8Array, word: string): string {
  if (/^UUID/i.test(word)) return uuid(value);
  return (/^GEO(METRY|GRAPHY)/i.test(word) ? shape(value) : null) ?? blob(value);
}

/** The first bytes, and how many there are. */
function blob(bytes: Uint8Array): string {
  const cut = bytes.length > BLOB_SHOWN ? "…" : "";
  return `0x${hex(bytes.subarray(0, BLOB_SHOWN))}${cut} (${bytes.length.toLocaleString("en-US")} B)`;
}

/** What stands in the cell: one line, and no more than can be seen of it. */
export function cellText(text: string, longest = LONGEST_CELL): string {
  const line = text.slice(0, longest + 1).replace(/\r\n|[\r\n]/g, "↵");
  return text.length > longest ? `${line.slice(0, longest)}…` : line;
}

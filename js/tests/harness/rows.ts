// Rows that are made as they are asked for, of most types: for looking at the grid in a browser. Not shipped.
import {
  binary,
  bool,
  columnFromArray,
  type DataType,
  dateDay,
  decimal128,
  field,
  float64,
  int64,
  list,
  struct,
  type Table,
  tableFromColumns,
  timestamp,
  utf8,
} from "@uwdata/flechette";
import type { Client, Page } from "../../src/explorer/client";
import { READING } from "../../src/explorer/client";
import type { Bin, ColumnProfile, View } from "../../src/model/types";

const CITIES = ["Berlin", "Praha", "São Paulo", "Zürich", "München", "København"];
const DAY0 = Date.UTC(2024, 0, 1);

interface Made {
  type: string;
  arrow: DataType;
  at(row: number): unknown;
}

export const COLUMNS: Record<string, Made> = {
  id: { type: "BIGINT", arrow: int64(), at: (row) => BigInt(row) },
  city: {
    type: "VARCHAR",
    arrow: utf8(),
    at: (row) => (row % 17 === 0 ? null : row % 23 === 0 ? "" : CITIES[(row * 7) % 6]),
  },
  amount: {
    type: "DECIMAL(18,2)",
    arrow: decimal128(18, 2),
    at: (row) => (row % 11 === 5 ? null : ((row * 7919) % 1_000_000) / 100),
  },
  ratio: {
    type: "DOUBLE",
    arrow: float64(),
    at: (row) => (row % 29 === 3 ? Number.NaN : Math.sin(row) * 10 ** (row % 5)),
  },
  paid: { type: "BOOLEAN", arrow: bool(), at: (row) => (row % 5 ? row % 3 === 0 : null) },
  day: { type: "DATE", arrow: dateDay(), at: (row) => new Date(DAY0 + (row % 900) * 86_400_000) },
  at: { type: "TIMESTAMP WITH TIME ZONE", arrow: timestamp(2, "Europe/Berlin"), at: (row) => DAY0 + row * 61_234.5 },
  balance: {
    type: "HUGEINT",
    arrow: utf8(),
    at: (row) => String(170141183460469231731687303715884105727n - BigInt(row)),
  },
  span: { type: "INTERVAL", arrow: utf8(), at: (row) => `${row % 9} days 0${row % 7}:30:00` },
  tags: {
    type: "VARCHAR[]",
    arrow: list(field("item", utf8())),
    at: (row) => (row % 4 ? ["a", "b", null].slice(0, row % 4) : null),
  },
  place: {
    type: "STRUCT(name VARCHAR, at DOUBLE[])",
    arrow: struct([field("name", utf8()), field("at", list(field("item", float64())))]),
    at: (row) => ({ name: CITIES[row % 6], at: [row / 7, -row / 3] }),
  },
  doc: { type: "JSON", arrow: utf8(), at: (row) => `{"row": ${row}, "nested": {"list": [1, 2, 3], "text": "ü"}}` },
  photo: {
    type: "BLOB",
    arrow: binary(),
    at: (row) => (row % 3 ? new Uint8Array([0x89, 0x50, 0x4e, row & 255]) : new Uint8Array(60)),
  },
  note: {
    type: "VARCHAR",
    arrow: utf8(),
    at: (row) => (row % 6 ? `=SUM(A${row})` : `A long note, row ${row}.\n${"It goes on. ".repeat(30)}`),
  },
  outline: { type: "GEOMETRY", arrow: utf8(), at: (row) => `POLYGON ((0 0, ${row % 10} 0, ${row % 10} 5, 0 0))` },
};

function tableOf(names: string[], offset: number, limit: number): Table {
  const columns = names.map((name) => {
    const { arrow, at } = COLUMNS[name] as Made;
    const values = Array.from({ length: limit }, (_, index) => at(offset + index));
    return [name, columnFromArray(values, arrow, READING)] as const;
  });
  return tableFromColumns(columns as never);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Answers after `lag` milliseconds for `rows` rows. */
export function fakeClient(rows: number, lag: number): Client {
  const left = (view: View) => (view.filters.length ? Math.floor(rows / 3) : rows);
  const client = {
    async page(view: View, offset: number, limit: number, signal?: AbortSignal): Promise<Page> {
      await pause(lag);
      if (signal?.aborted) throw new Error("taken back");
      const names = view.columns ?? Object.keys(COLUMNS);
      const all = left(view);
      const count = Math.max(0, Math.min(limit, all - offset));
      const columns = names.map((name) => ({
        name,
        type: COLUMNS[name]?.type ?? "",
        nullable: true,
        default: null,
        comment: null,
      }));
      const shown = {
        columns,
        offset,
        row_count: all,
        exact: true,
        more: offset + count < all,
        milliseconds: lag,
        sql: "select",
      };
      return { shown, table: tableOf(names, offset, count) };
    },
    async count(view: View) {
      return { row_count: left(view), milliseconds: 1 };
    },
    async profile(view: View, wish: { columns?: string[] }, tell: (event: unknown) => void) {
      const part = left(view);
      const make = (stage: ColumnProfile["stage"]) => (wish.columns ?? []).map((name) => profileOf(name, part, stage));
      tell({ type: "profile", columns: make("sample"), fraction: 0.2 });
      await pause(lag * 10);
      tell({ type: "profile", columns: make("exact"), fraction: 1 });
      tell({ type: "done", milliseconds: 3 });
    },
    async export(_: unknown, tell: (event: unknown) => void) {
      tell({ type: "progress", fraction: 0.4 });
      await pause(lag * 10);
      tell({ type: "exported", name: "orders.csv", rows, bytes: rows * 40 });
    },
    async chart() {
      const values = CITIES.map((city, index) => ({ city, count: 300 + ((index * 137) % 400) }));
      const encoding = { x: { field: "city", type: "nominal" }, y: { field: "count", type: "quantitative" } };
      return {
        spec: { mark: "bar", data: { values }, encoding },
        code: "alt.Chart(df).mark_bar()",
        chosen: { mark: "bar", x: "city", y: null, color: null, aggregate: "count" },
        choices: { marks: ["bar", "line"], columns: ["city", "amount"], aggregates: ["none", "count", "mean"] },
        notes: ["city has 300 values: the 20 values with the most rows are shown, the other 280 are taken together."],
      };
    },
  };
  return client as unknown as Client;
}

function profileOf(name: string, rows: number, stage: ColumnProfile["stage"]): ColumnProfile {
  const type = COLUMNS[name]?.type ?? "";
  const number = /^(BIGINT|DECIMAL|DOUBLE|HUGEINT)/.test(type);
  const time = /^(DATE|TIMESTAMP)/.test(type);
  const bins: Bin[] = Array.from({ length: number || time ? 20 : 0 }, (_, index) => ({
    low: time ? new Date(DAY0 + index * 45 * 86_400_000).toISOString().slice(0, 10) : index * 500,
    high: time ? new Date(DAY0 + (index + 1) * 45 * 86_400_000).toISOString().slice(0, 10) : (index + 1) * 500,
    count: Math.round((rows / 20) * (1 + Math.sin(index / 3 + name.length)) * 0.7),
  }));
  const top =
    type === "VARCHAR" ? CITIES.map((value, index) => ({ value, count: Math.round(rows / (index + 4)) })) : [];
  return {
    ...{ name, type, stage, rows, nulls: Math.round(rows / 17), distinct: number ? rows : 6, mean: null },
    ...{ kind: number ? "number" : time ? "time" : type === "VARCHAR" ? "text" : "other", bins, top },
    ...{ low: bins[0]?.low ?? null, high: bins.at(-1)?.high ?? null },
  };
}

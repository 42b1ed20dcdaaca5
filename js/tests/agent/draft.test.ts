// What an edit makes of a draft, and what counts as a change.
import { expect, test } from "vitest";
import {
  addGolden,
  addJoin,
  blank,
  changeColumn,
  changeGolden,
  dropGolden,
  dropJoin,
  joinKey,
  partsOf,
  same,
  setFilter,
  slim,
  toggleColumn,
  valuesOf,
  withoutTable,
  withTable,
} from "../../src/agent/builder/draft";
import type { AgentDraft, ContextColumn, ContextTable } from "../../src/model/types";

const column = (name: string): ContextColumn => ({
  id: null,
  name,
  type: "INTEGER",
  description: null,
  data_role: null,
  values: [],
});

function shop(): AgentDraft {
  const columns = ["id", "customer", "amount"].map(column);
  const table = { id: "t", name: "orders", description: null, columns, available_columns: columns };
  const made = withTable(blank("sales", "source"), "customers");
  return { ...made, tables: [table as unknown as ContextTable, ...made.tables] };
}

const JOIN = {
  table: "orders",
  columns: ["customer"],
  other_table: "customers",
  other_columns: ["id"],
  cardinality: "many_to_one" as const,
};

test("a table that is let go takes its relations and its filter with it", () => {
  const draft = setFilter(addJoin(shop(), JOIN), "orders", "amount > 0");
  const left = withoutTable(draft, "orders");
  expect([left.tables.length, left.relationships, left.table_filters]).toEqual([1, [], {}]);
  expect(setFilter(draft, "orders", "").table_filters).toEqual({});
  expect(dropJoin(draft, joinKey(draft.relationships[0] as never)).relationships).toEqual([]);
});

test("a column that is let go takes the relations on it with it, and comes back in its place with what it means", () => {
  const draft = changeColumn(addJoin(shop(), JOIN), "orders", "amount", { description: "Euros" });
  const less = toggleColumn(draft, draft.tables[0] as ContextTable, "customer");
  expect(less.tables[0]?.columns.map((one) => one.name)).toEqual(["id", "amount"]);
  expect(less.relationships).toEqual([]);
  const again = toggleColumn(less, less.tables[0] as ContextTable, "customer").tables[0];
  expect(again?.columns.map((one) => [one.name, one.description])).toEqual([
    ["id", null],
    ["customer", null],
    ["amount", "Euros"],
  ]);
});

test("a golden question with other words must be approved again, and a stored one that goes is told to the server", () => {
  const stored = { id: "g", question: "How many?", sql_text: "select 1", approved: true, ordered: false };
  const draft = addGolden({ ...shop(), goldens: [stored] }, { ...stored, question: "New?" });
  expect(changeGolden(draft, "g", { ordered: true }).goldens[0]?.approved).toBe(true);
  expect(changeGolden(draft, "g", { sql_text: "select 2" }).goldens[0]?.approved).toBe(false);
  const made = draft.goldens[1]?.id ?? "";
  const less = dropGolden(dropGolden(draft, "g"), made);
  expect([less.goldens, less.dropped]).toEqual([[], ["g"]]);
});

test("ids, order of filters and what the database adds are no change; words are", () => {
  const one = shop();
  const fitted = {
    ...one,
    version: "2",
    tables: one.tables.map((table) => ({ ...table, id: "x", available_columns: [] })),
  };
  expect(same(one, fitted)).toBe(true);
  expect(same(setFilter(setFilter(one, "a", "x"), "b", "y"), setFilter(setFilter(one, "b", "y"), "a", "x"))).toBe(true);
  expect(same(one, changeColumn(one, "orders", "id", { description: "A number" }))).toBe(false);
});

test("what is sent leaves out the columns that only the database has chosen", () => {
  const [table] = slim(shop()).tables;
  expect([table?.columns.length, table?.available_columns]).toEqual([3, []]);
  expect(same(slim(shop()), shop())).toBe(true);
});

test("values are written one a line, and numbers stay numbers", () => {
  expect(valuesOf("1\n EU \n\nEU\n2", [1, "x"])).toEqual([1, "EU", "2"]);
});

test("a table's name has parts, and quoted ones may hold dots", () => {
  expect(partsOf("visits")).toEqual(["visits"]);
  expect(partsOf('main."odd.one".x')).toEqual(["main", "odd.one", "x"]);
});

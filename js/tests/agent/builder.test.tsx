// The builder as a person uses it: edited, warned about, asked beside what is stored, published over what was changed.
// @vitest-environment jsdom
import "../setup";
import { act, fireEvent, render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { BuilderView } from "../../src/agent/builder/BuilderView";
import { type Begin, Builder } from "../../src/agent/builder/builder";
import { Client } from "../../src/agent/builder/client";
import { toError, WireError } from "../../src/api/wire";
import type { AgentDraft } from "../../src/model/types";
import { FakeWire } from "../fakes";

const V1 = "/copilot/v1";
const COLUMNS = ["id", "amount"].map((name) => ({
  id: name,
  name,
  type: "INTEGER",
  description: null,
  data_role: null,
}));
const TABLE = {
  id: "t",
  name: "orders",
  description: null,
  context_id: "c",
  created_on: "",
  columns: COLUMNS.map((one) => ({ ...one, values: [] })),
  available_columns: COLUMNS.map((one) => ({ ...one, values: [] })),
};
const DRAFT: AgentDraft = {
  agent_id: "a",
  version: "1",
  name: "sales",
  description: null,
  model: "planner",
  datasource_id: "s",
  tables: [TABLE],
  relationships: [],
  table_filters: {},
  goldens: [],
  dropped: [],
};
const AGENT = { id: "a", name: "sales", status: "PUBLISHED", index_status: "INSYNC" };
const answer = (words: string) => ({
  prompt: "How many?",
  response: {
    words,
    sql_text: "",
    error_text: "",
    asks: "",
    content: null,
    confidence: null,
    chart: null,
    row_count: 0,
  },
});
const ANSWERS = {
  [`GET ${V1}/data-source/`]: [
    { id: "p", name: "project", type: "SYSTEM", engine: "duckdb" },
    { id: "s", name: "shop", type: "USER", engine: "duckdb" },
  ],
  [`GET ${V1}/data-source/s`]: { schemas: [{ name: "main", tables: ["orders", "customers"] }] },
  [`GET ${V1}/data-source/p`]: { schemas: [] },
  "GET /api/copilot/settings/model": { options: [{ label: "Planner", value: "planner", ready: true }] },
  [`GET ${V1}/agent/a`]: AGENT,
  [`GET ${V1}/agent/a/draft`]: DRAFT,
  [`POST ${V1}/draft/fit`]: { draft: DRAFT, lost: [] },
};

const soon = () => act(() => new Promise<void>((resolve) => setTimeout(resolve, 5)));
const press = async (name: string | RegExp) => {
  fireEvent.click(screen.getByRole("button", { name }));
  await soon();
};
const tab = (name: string) => fireEvent.click(screen.getByRole("tab", { name }));
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });

async function show(more: Record<string, unknown> = {}, begin: Partial<Begin> = {}) {
  const wire = new FakeWire("comm", { ...ANSWERS, ...more });
  const kept: (AgentDraft | null)[] = [];
  const begun = { agentId: "a", name: "", datasourceId: "s", draft: null, ...begin };
  const builder = new Builder(new Client(wire), begun, (_, draft) => kept.push(draft));
  render(<BuilderView builder={builder} height={600} />);
  await act(() => builder.load());
  return { wire, builder, kept };
}

function leaves(): boolean {
  const event = new Event("beforeunload", { cancelable: true });
  dispatchEvent(event);
  return !event.defaultPrevented;
}

test("an edit is kept and warned about, and nothing is written before it is published", async () => {
  const { wire, kept } = await show();
  expect((screen.getByRole("button", { name: "Publish" }) as HTMLButtonElement).disabled).toBe(true);
  expect(leaves()).toBe(true);
  type("Meaning of amount", "Euros");
  fireEvent.change(screen.getByLabelText("Role of amount"), { target: { value: "MEASURE" } });
  expect(leaves()).toBe(false);
  expect(screen.getByText("unpublished changes")).toBeTruthy();
  expect(kept.at(-1)?.tables[0]?.columns[1]).toMatchObject({ description: "Euros", data_role: "MEASURE" });
  expect(wire.calls.filter((call) => call.includes("publish"))).toEqual([]);
  await press("Discard");
  await press("Discard everything?");
  expect([leaves(), kept.at(-1)]).toEqual([true, null]);
});

test("what was edited before a reload is there again, with what the database has lost", async () => {
  const edited = { ...DRAFT, table_filters: { orders: "amount > 0" } };
  await show({ [`POST ${V1}/draft/fit`]: { draft: edited, lost: ["orders.gone"] } }, { draft: edited });
  expect(screen.getByText(/left out: orders.gone/)).toBeTruthy();
  tab("Filters");
  expect((screen.getByLabelText("Rows of orders where") as HTMLInputElement).value).toBe("amount > 0");
});

test("the draft is asked beside the agent as it is now, and a failure stands in its place", async () => {
  const { wire } = await show({
    [`POST ${V1}/chat/`]: answer("Three."),
    [`POST ${V1}/draft/ask`]: toError(422, { detail: [{ msg: "The filter does not hold." }] }),
  });
  tab("Test");
  type("A question for both", "How many?");
  await press("Ask both");
  expect(screen.getByText("Three.")).toBeTruthy();
  expect(screen.getByText("The filter does not hold.")).toBeTruthy();
  expect(wire.bodies.at(-1)).toMatchObject({ draft: { agent_id: "a" }, prompt: "How many?" });
});

test("an agent that was changed elsewhere is only published over that when it is said", async () => {
  const { wire } = await show({
    [`POST ${V1}/draft/publish`]: new WireError(409, "The agent sales was changed meanwhile.", "draft_outdated"),
    [`POST ${V1}/draft/publish?over=true`]: AGENT,
  });
  tab("Filters");
  type("Rows of orders where", "amount > 1");
  await press("Publish");
  expect(screen.getByText(/changed meanwhile/)).toBeTruthy();
  await press("Publish over it");
  expect(screen.getByText("sales is published.")).toBeTruthy();
  expect(wire.calls.at(-1)).toBe(`GET ${V1}/agent/a/draft`);
  expect(leaves()).toBe(true);
});

test("relations and golden questions are added, and the approved ones are asked", async () => {
  const customers = { ...TABLE, name: "customers" };
  const two = { ...DRAFT, tables: [TABLE, customers] };
  const judged = { question: "How many?", correct: false, stage: "result", words: "Other rows.", sql_text: "" };
  const { kept } = await show({
    [`GET ${V1}/agent/a/draft`]: two,
    [`POST ${V1}/draft/fit`]: { draft: two, lost: [] },
    [`POST ${V1}/draft/evaluate`]: { total: 1, correct: 0, median_seconds: 0.1, entries: [judged] },
  });
  tab("Relations");
  type("Column that refers", "0:1");
  type("Column that is referred to", "1:0");
  await press("Add relation");
  expect(screen.getByText("orders.amount → customers.id")).toBeTruthy();
  tab("Golden questions");
  type("New question", "How many?");
  type("SQL of the new question", "select 1");
  await press("Add golden question");
  fireEvent.click(screen.getByLabelText("Approved"));
  await press("Evaluate 1 approved");
  expect(screen.getByText("0 of 1 right, 0.1 s each")).toBeTruthy();
  expect(screen.getByText("wrong (result): Other rows.")).toBeTruthy();
  expect(kept.at(-1)?.goldens[0]).toMatchObject({ question: "How many?", approved: true });
});

test("a new agent begins without a table, and one that cannot be read is taken back", async () => {
  const { builder } = await show(
    { [`POST ${V1}/draft/fit`]: new WireError(400, "The database is away.") },
    { agentId: "", name: "new" },
  );
  expect(screen.getByText(/Choose the tables/)).toBeTruthy();
  fireEvent.click(screen.getByLabelText("The agent knows customers"));
  await soon();
  expect(builder.snapshot().draft.tables).toEqual([]);
  expect(screen.getByRole("alert").textContent).toContain("The database is away.");
});

test("where nothing answers, why is said, and it can be tried again", async () => {
  const { wire } = await show({ [`GET ${V1}/agent/a/draft`]: new WireError(409, "The agent DBA is built in.") });
  expect(screen.getByText("The agent DBA is built in.")).toBeTruthy();
  wire.answers[`GET ${V1}/agent/a/draft`] = DRAFT;
  await press(/again/i);
  expect(screen.getByRole("tab", { name: "Tables" })).toBeTruthy();
});

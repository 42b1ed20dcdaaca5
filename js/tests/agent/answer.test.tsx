// An agent's answer as a person uses it, and what it is drawn from.
// @vitest-environment jsdom
import "../setup";
import { act, fireEvent, render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { AnswerView } from "../../src/agent/AnswerView";
import { chartOf, pieces, type Shown } from "../../src/agent/answer";
import { WireError } from "../../src/api/wire";
import type { Answer, Entry } from "../../src/model/types";
import { FakeWire } from "../fakes";

const RESPONSE = {
  content: null,
  words: "I understood: orders by region.",
  sql_text: "select 'a' as region from orders -- all",
  error_text: "",
  asks: "",
  row_count: 2,
  confidence: 0.75,
  reasons: [{ words: "One table.", weight: 0.1 }],
  chart: { mark: "bar", x: "region", y: "total" },
} as unknown as Answer;

function shown(response: Partial<Answer> = {}, more: Partial<Shown> = {}): Shown {
  const chat = { prompt: "Orders by region", response: { ...RESPONSE, ...response } };
  const entry = { id: "e", chat, feedback: null } as unknown as Entry;
  return { agentId: "a", agent: "sales", sessionId: "s", source: "", entry, drawn: [], choices: [], ...more };
}

const soon = () => act(() => new Promise<void>((resolve) => setTimeout(resolve, 5)));
const press = async (name: string | RegExp) => {
  fireEvent.click(screen.getByRole("button", { name }));
  await soon();
};

function show(told: Shown, answers: Record<string, unknown> = {}) {
  const wire = new FakeWire("comm", answers);
  const entries: Entry[] = [];
  render(<AnswerView shown={told} wire={wire} onEntry={(entry) => entries.push(entry)} />);
  return { wire, entries };
}

test("words, SQL and confidence are there, and a thumb is told to the API and taken back", async () => {
  const path = "PATCH /copilot/v1/session/s/entry/e";
  const { wire } = show(shown(), { [path]: {} });
  expect(screen.getByText("I understood: orders by region.")).toBeTruthy();
  expect(screen.getByText("Confidence 75 %")).toBeTruthy();
  await press("Right");
  expect(screen.getByRole("button", { name: "Right" }).getAttribute("aria-pressed")).toBe("true");
  await press("Right");
  expect(wire.bodies).toEqual([{ feedback: "up" }, { feedback: null }]);
});

test("an answer is approved once by its words", async () => {
  const path = "/copilot/v1/agent/a/golden/";
  const kept = [{ id: "g", question: "Orders by region" }];
  const { wire } = show(shown(), { [`GET ${path}`]: kept, [`PATCH ${path}g`]: {} });
  await press("Approve as golden");
  expect(screen.getByText("Kept as a golden question.")).toBeTruthy();
  expect(wire.bodies.at(-1)).toEqual({ sql_text: RESPONSE.sql_text, approved: true });
});

test("a question back has a button for each choice, which asks the question anew", async () => {
  const asks = "What do you mean by “delay”: a or b?";
  const choices: Shown["choices"] = [
    ["a", "Mean a"],
    ["b", "Mean b"],
  ];
  const told = shown({ words: asks, asks, sql_text: "", confidence: null, chart: null }, { choices });
  const { wire, entries } = show(told, { "POST /copilot/v1/session/s/entry": { id: "next" } });
  expect(screen.queryByRole("button", { name: "Approve as golden" })).toBeNull();
  await press("b");
  expect(wire.bodies).toEqual([{ prompt: "Mean b" }]);
  expect(entries.map((entry) => entry.id)).toEqual(["next"]);
});

test("a refusal is told in plain words, and a failed answer too", async () => {
  const told = shown({ error_text: "The column is gone.", sql_text: "select x" });
  show(told, { "POST /copilot/v1/session/s/entry": new WireError(429, "This month's questions are used up.") });
  expect(screen.getByRole("alert").textContent).toBe("The column is gone.");
  fireEvent.change(screen.getByLabelText("Go on from this answer"), { target: { value: "and now?" } });
  await press("Ask");
  expect(screen.getByText("This month's questions are used up.")).toBeTruthy();
});

test("SQL is told apart into words, texts, numbers and comments, and nothing of it is lost", () => {
  const sql = "select 'it''s' as a, 12 from \"from\" -- by\nwhere x";
  const made = pieces(sql);
  expect(made.map((piece) => piece.text).join("")).toBe(sql);
  const kinds = made.filter(({ kind }) => kind).map(({ kind, text }) => `${kind} ${text}`);
  expect(kinds).toContain("text 'it''s'");
  expect(kinds).toContain('text "from"');
  expect(kinds).toContain("comment -- by");
  expect(kinds).toContain("number 12");
});

test("a chart is drawn of exact numbers, and of nothing that is too little", () => {
  const rows = [
    { region: "EU", total: "200.50" },
    { region: "US", total: "7" },
  ];
  const chart = chartOf(RESPONSE, rows);
  expect(chart?.rows.map((row) => row.total)).toEqual([200.5, 7]);
  expect([chart?.x.scale, chart?.y?.scale]).toEqual(["nominal", "quantitative"]);
  expect(chartOf(RESPONSE, rows.slice(1))).toBeNull();
  expect(chartOf({ ...RESPONSE, chart: null }, rows)).toBeNull();
});

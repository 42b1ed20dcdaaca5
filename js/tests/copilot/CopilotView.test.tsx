// The chat as a person uses it.
// @vitest-environment jsdom
import { fireEvent, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { WireError } from "../../src/api/wire";
import type { ChatEvent } from "../../src/model/types";
import { complete, DIFF, GRAPH, message, review, START, say } from "./fakes";
import { ask, box, card, outline, pane, show, soon } from "./view";

const REVIEW = "POST /api/copilot/sessions/s/messages/m2/review";

test("an empty conversation shows suggestions from the user's own tables, and one click says one", async () => {
  const { wire } = await show();
  fireEvent.click(screen.getByRole("button", { name: "Count the flights by carrier" }));
  await soon();
  expect(wire.bodies).toContainEqual({ message: "Count the flights by carrier" });
  expect(screen.getByRole("article", { name: "You" }).textContent).toBe("Count the flights by carrier");
});

test("Enter sends, Shift+Enter does not, and neither does the Enter of an input method", async () => {
  await show();
  fireEvent.change(box(), { target: { value: "Two\nlines" } });
  fireEvent.keyDown(box(), { key: "Enter", shiftKey: true });
  fireEvent.keyDown(box(), { key: "Enter", isComposing: true });
  await soon();
  expect(screen.queryByRole("article")).toBe(null);
  fireEvent.keyDown(box(), { key: "Enter" });
  await soon();
  expect(screen.getByRole("article", { name: "You" }).textContent).toBe("Two\nlines");
  expect(box().value).toBe("");
});

test("the answer streams, its tools collapse, its tokens are told, and it is spoken once", async () => {
  const { tell } = await show();
  await ask();
  const call = { name: "get_db_schema", arguments: { table_name: "flights" } };
  await tell(START, { event: "status", message: "Looks at the tables" }, ...say("I **look**"));
  expect(screen.getByRole("article", { name: "Copilot" }).querySelector("strong")?.textContent).toBe("look");
  expect(pane().getAllByText("Looks at the tables").length).toBeGreaterThan(0);
  await tell({ event: "tool_call", ...call, tool_call: call, call_id: "c" });
  await tell({ event: "tool_result", name: call.name, result: { tables: ["flights"] }, call_id: "c", ok: true });
  const step = screen.getByText("Look at the tables").closest("details");
  expect(step?.open).toBe(false);
  expect(step?.textContent).toContain('"flights"');
  await tell(complete({ content: "There is **one** table." }));
  expect(screen.getByText(/1,234 tokens · \$0.0042/, { selector: ".powa-foot span" })).toBeDefined();
  expect(pane().getAllByRole("status").at(-1)?.textContent).toContain("The copilot: There is **one** table.");
});

test("a draft is drawn over the graph while it grows, in words as well", async () => {
  const { tell } = await show();
  await ask();
  await tell(START, { event: "draft", workflow_diff: DIFF });
  const items = outline().getAllByRole("button");
  expect(items.map((item) => item.textContent?.match(/New|Changed|Removed/)?.[0])).toEqual([
    "Changed",
    "Removed",
    "New",
  ]);
  expect(document.querySelectorAll(".powa-card.powa-mark-added")).toHaveLength(1);
});

const PROPOSAL = [message("m1", { role: "user", content: "Add" }), message("m2", { workflow_diff: DIFF })];
const MESSAGES = "GET /api/copilot/sessions/s/messages";
const AT = "POST /api/copilot/sessions/s/messages/m2";

test("a proposal is reviewed block by block, and only what is accepted is applied", async () => {
  const { wire } = await show(PROPOSAL, {
    [`${AT}/snapshot`]: { ok: true, applied: true, version: 2, workflow: { ...GRAPH, version: 2 } },
  });
  await soon(200);
  expect(card().getByText("The checker finds nothing wrong with it.")).toBeDefined();
  expect(card().getByText("writes the table totals")).toBeDefined();
  expect(document.querySelector(".powa-mark-changed .powa-line-in")?.textContent).toBe("+ put in: 2\n");
  wire.answers[REVIEW] = review({ workflow_diff: { ...DIFF, remove_blocks: [], remove_edges: [] } });
  fireEvent.click(card().getByRole("checkbox", { name: /Old/ }));
  await soon(200);
  expect(wire.bodies).toContainEqual({ only: ["b", "a"] });
  expect(outline().getByRole("button", { name: /^Old/ }).textContent).not.toContain("Removed");
  wire.answers[MESSAGES] = { messages: [message("m2", { workflow_diff: DIFF, applied_version: 2 })] };
  fireEvent.click(card().getByRole("button", { name: "Apply 2 blocks" }));
  await soon();
  const before = { blocks: GRAPH.blocks, edges: GRAPH.edges };
  expect(wire.bodies).toContainEqual({ pre_snapshot: before, only: ["b", "a"] });
  expect(card().getByText("In the workflow since version 2")).toBeDefined();
  expect(document.activeElement).toBe(card().getByRole("button", { name: "Undo" }));
});

test("nothing accepted is nothing to apply", async () => {
  await show(PROPOSAL);
  for (const box of card().getAllByRole("checkbox")) fireEvent.click(box);
  expect(
    card()
      .getByRole("button", { name: /^Apply/ })
      .getAttribute("aria-disabled"),
  ).toBe("true");
});

test("what the checker finds and a workflow that was saved meanwhile are told before Apply", async () => {
  const problems = [
    { code: "missing_field", message: "Filter has no query.", block_id: "b", field: "query", stops: true },
  ];
  await show(PROPOSAL, { [REVIEW]: review({ problems, current: false }) });
  await soon(200);
  expect(card().getByText("Filter has no query.")).toBeDefined();
  expect(card().getByText(/saved since this was proposed/)).toBeDefined();
});

test("an Undo that meets later changes asks once more", async () => {
  const applied = [message("m2", { workflow_diff: DIFF, applied_version: 2 })];
  const conflict = new WireError(409, "The workflow was saved since.", "version_conflict");
  const { wire } = await show(applied, { [`${AT}/restore`]: conflict });
  fireEvent.click(card().getByRole("button", { name: "Undo" }));
  await soon();
  expect(card().getByRole("alert").textContent).toBe("The workflow was saved since.");
  wire.answers[`${AT}/restore`] = { ok: true, version: 4, workflow: { ...GRAPH, version: 4 } };
  wire.answers[MESSAGES] = { messages: [message("m2", { workflow_diff: DIFF })] };
  fireEvent.click(card().getByRole("button", { name: "Undo all the same" }));
  await soon();
  expect(wire.bodies).toContainEqual({ force: true });
  expect(card().getByRole("button", { name: "Apply" })).toBeDefined();
});

test("an Undo that did not get through is not forced when it is pressed again", async () => {
  const applied = [message("m2", { workflow_diff: DIFF, applied_version: 2 })];
  const { wire } = await show(applied, { [`${AT}/restore`]: new WireError(500, "The store is busy.", "store_busy") });
  fireEvent.click(card().getByRole("button", { name: "Undo" }));
  await soon();
  expect(card().getByRole("alert").textContent).toBe("The store is busy.");
  fireEvent.click(card().getByRole("button", { name: "Undo" }));
  await soon();
  expect(wire.bodies).toContainEqual({ force: false });
  expect(wire.bodies).not.toContainEqual({ force: true });
});

test("what waits for a yes says what, and a question offers its answers", async () => {
  const answered = { ok: true };
  const { wire, tell } = await show([], {
    "POST /api/copilot/sessions/s/confirmations/k": answered,
    "POST /api/copilot/sessions/s/questions/q": answered,
  });
  await ask();
  const summary = "Delete the agent <b>Writer</b>";
  const confirmation = { confirmation_id: "k", action: "delete", asset_type: "agent", asset_id: "7", summary };
  await tell(
    START,
    { event: "confirmation_required", ...confirmation, config: { name: "Writer" }, expires_at: "2099-01-01T00:00:00Z" },
    { event: "question", question_id: "q", question: "Which table?", options: ["a", "b"], expires_at: "" },
  );
  expect(screen.getByText(summary, { selector: ".powa-ask-words" })).toBeDefined();
  fireEvent.click(screen.getByRole("button", { name: "Yes, delete" }));
  fireEvent.click(screen.getByRole("button", { name: "b" }));
  await soon();
  expect(wire.bodies).toContainEqual({ approve: true });
  expect(wire.bodies).toContainEqual({ answer: "b" });
  await tell(
    { event: "confirmation_settled", confirmation_id: "k", approved: true, reason: "answered" },
    { event: "question_answered", question_id: "q", answer: "b" },
  );
  expect(screen.getByText("You said yes.")).toBeDefined();
  expect(screen.getByText("You answered: b")).toBeDefined();
});

test("Escape stops a turn, and what was said stays; Retry says it again", async () => {
  const { wire, tell } = await show();
  await ask("Long work");
  await tell({ ...START, message: "Long work" } as ChatEvent, ...say("So far"));
  fireEvent.keyDown(box(), { key: "Escape" });
  await soon();
  expect(wire.calls).toContain("POST /api/copilot/sessions/s/stop");
  await tell(complete({ status: "stopped", content: "So far" }));
  expect(screen.getByText(/^Stopped\./)).toBeDefined();
  fireEvent.click(screen.getByRole("button", { name: "Retry" }));
  await soon();
  expect(wire.bodies.filter((body) => JSON.stringify(body) === '{"message":"Long work"}')).toHaveLength(2);
});

test("a failed turn says why, with a button to try again; a refused message comes back into the box", async () => {
  const failed = [
    message("m1", { role: "user", content: "Go" }),
    message("m2", { status: "failed", error: "No model." }),
  ];
  const { wire } = await show(failed);
  expect(pane().getByRole("alert").textContent).toContain("No model.");
  wire.refuse["POST /api/copilot/sessions/s/chat"] = new WireError(503, "The model is not ready.");
  await ask("Again please");
  expect(box().value).toBe("Again please");
  expect(pane().getByText("The model is not ready.")).toBeDefined();
});

test("a model that is not ready says why and cannot be chosen", async () => {
  await show();
  const option = screen.getByRole("option", { name: /GPT 5.2/ }) as HTMLOptionElement;
  expect(option.disabled).toBe(true);
  expect(option.textContent).toContain("OPENAI_API_KEY is not set");
});

test("a proof shows each block before and after", async () => {
  const blocks = [
    { name: "Load", before: { status: "error", error: "no such column" }, after: { status: "success", error: null } },
  ];
  const proof = { green: true, words: "All three blocks ran well.", failed_execution: "e", execution: null, blocks };
  await show([message("m2", { proof })]);
  const table = within(screen.getByRole("region", { name: "Proof" })).getByRole("table");
  expect(table.textContent).toContain("no such column");
  expect(table.textContent).toContain("Succeeded");
});

test("hostile words of a model, a tool and a block are text", async () => {
  const evil = "<img src=x onerror=window.ran=1>";
  const diff = { ...DIFF, summary: { ...DIFF.summary, text: evil } };
  const steps = [{ name: evil, arguments: { a: evil }, result: evil, ok: true }];
  await show([
    message("m1", { role: "user", content: evil }),
    message("m2", { content: evil, steps, workflow_diff: diff }),
  ]);
  expect(document.querySelector(".powa-root img")).toBe(null);
});

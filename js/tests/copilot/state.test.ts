// Stored messages and events, folded.
import { expect, test } from "vitest";
import { type Conversation, SENDING, SILENT } from "../../src/copilot/item";
import { textOf } from "../../src/copilot/pieces";
import { reduce, total } from "../../src/copilot/state";
import type { ChatEvent } from "../../src/model/types";
import { complete, DIFF, message, START, say } from "./fakes";

const fold = (talk: Conversation, ...events: ChatEvent[]) => reduce(talk, { type: "events", events });

test("stored messages are shown in order; a running answer is the one that goes on", () => {
  const user = message("u", { role: "user", content: "Hello" });
  const steps = [{ name: "get_db_schema", arguments: {}, result: { tables: [] }, ok: false }];
  const talk = reduce(SILENT, {
    type: "messages",
    messages: [user, message("a", { steps }), user, message("b", { status: "running", content: "So far" })],
  });
  expect(talk.past.map((item) => item.role)).toEqual(["user", "assistant", "user"]);
  expect(talk.past[1]?.steps[0]).toMatchObject({ name: "get_db_schema", state: "failed" });
  expect(talk.running && textOf(talk.running.text)).toBe("So far");
});

test("a turn from its beginning to its end", () => {
  let talk = reduce(SILENT, { type: "said", text: "Add a filter", now: "2026-11-25T10:00:00Z" });
  expect(talk.past.map((item) => item.id)).toEqual([SENDING]);
  talk = fold(talk, START, { event: "status", message: "Thinking" }, ...say("I ", "look"));
  expect(talk.past.map((item) => item.id)).toEqual(["m1"]);
  expect(talk.running).toMatchObject({ id: "m2", doing: "Thinking", status: "running" });
  const past = talk.past;
  const call = { name: "modify_workflow", arguments: { add_blocks: [] } };
  talk = fold(talk, { event: "tool_call", ...call, tool_call: call, call_id: "c1" });
  expect(talk.running?.steps).toMatchObject([{ id: "c1", state: "running" }]);
  talk = fold(
    talk,
    { event: "tool_result", name: "modify_workflow", result: { ok: true }, call_id: "c1", ok: true },
    { event: "draft", workflow_diff: DIFF },
  );
  expect(talk.running).toMatchObject({ diff: DIFF, steps: [{ state: "done", result: { ok: true } }] });
  expect(talk.past).toBe(past); // so what is finished is not drawn again
  talk = fold(talk, complete({ content: "Done.", workflow_diff: DIFF }));
  expect(talk.running).toBe(null);
  expect(talk.past[1]).toMatchObject({ id: "m2", status: "completed", diff: DIFF, spent: { prompt_tokens: 1200 } });
  expect(textOf(talk.past[1]?.text ?? { done: [], tail: "", seen: 0, fence: null, blank: false })).toBe("Done.");
});

test("a turn that is told once more takes the place of what was known of it", () => {
  const half = fold(SILENT, START, ...say("one "));
  const again = fold(half, START, ...say("one ", "two"));
  expect(again.past).toHaveLength(1);
  expect(again.running && textOf(again.running.text)).toBe("one two");
});

test("a failed turn keeps what was said, and what was still running in it has ended", () => {
  const call = { name: "run_draft", arguments: {} };
  const talk = fold(
    SILENT,
    START,
    ...say("So far"),
    { event: "tool_call", ...call, tool_call: call, call_id: "c" },
    { event: "error", error: "The model is silent.", code: "timeout", message_id: "m2", error_id: "e1" },
  );
  expect(talk.past[1]).toMatchObject({ status: "failed", error: "The model is silent. (e1)" });
  expect(talk.past[1]?.steps[0]?.state).toBe("failed");
});

test("what waits for the user is settled in words", () => {
  const confirmation: ChatEvent = {
    event: "confirmation_required",
    confirmation_id: "k",
    action: "delete",
    asset_type: "agent",
    asset_id: "7",
    summary: "Delete the agent Writer",
    config: {},
    expires_at: "2026-11-25T10:05:00Z",
  };
  const question: ChatEvent = {
    event: "question",
    question_id: "q",
    question: "Which table?",
    options: ["a", "b"],
    expires_at: "",
  };
  let talk = fold(SILENT, START, confirmation, question);
  expect(talk.running?.asked.map((one) => [one.kind, one.settled])).toEqual([
    ["confirmation", null],
    ["question", null],
  ]);
  talk = fold(
    talk,
    { event: "confirmation_settled", confirmation_id: "k", approved: false, reason: "expired" },
    { event: "question_answered", question_id: "q", answer: "b" },
  );
  expect(talk.running?.asked.map((one) => one.settled)).toEqual([
    "No answer came in time, so nothing was done.",
    "You answered: b",
  ]);
});

test("an event of a later version is passed over", () => {
  const talk = fold(SILENT, START);
  expect(fold(talk, { event: "later_word" } as unknown as ChatEvent).running?.id).toBe("m2");
});

test("a price that is not known makes the sum unknown, tokens are added all the same", () => {
  const spent = (cost: number | null) => ({ prompt_tokens: 10, completion_tokens: 1, cost });
  const messages = [message("a", { spent: spent(0.5) }), message("b", { spent: spent(null) })];
  const talk = reduce(SILENT, { type: "messages", messages });
  expect(total(talk)).toEqual({ prompt_tokens: 20, completion_tokens: 2, cost: null });
});

test("twenty thousand words in one batch are one piece of work", () => {
  const begun = performance.now();
  let talk = fold(SILENT, START);
  for (let turn = 0; turn < 100; turn += 1)
    talk = fold(talk, ...say(...Array.from({ length: 200 }, () => "some word\n\n")));
  expect(talk.running && textOf(talk.running.text).length).toBe(20_000 * 11);
  expect(performance.now() - begun).toBeLessThan(1_500);
});

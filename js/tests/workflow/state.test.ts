// Folding events, logs and listings.
import { expect, test } from "vitest";
import type { Event, Execution } from "../../src/model/types";
import { KEPT_TEXT } from "../../src/workflow/fold";
import { KEPT_RUNS, type Known, NOTHING, reduce } from "../../src/workflow/state";
import { events, execution, log, START } from "../fakes";

const fold = (list: Event[], known: Known = NOTHING, via: "comm" | "http" = "comm") =>
  reduce(known, { type: "events", events: list, via, now: 1_000 });
const listed = (id: string, status: Execution["status"], completed: string | null): Execution =>
  execution(id, { status, completed_at: completed });

const RUN = events(
  "r1",
  START,
  { type: "block_start", block_id: "a" },
  { type: "block_chunk", block_id: "a", chunk: "one\n", stream: "stdout" },
  { type: "block_progress", block_id: "a", fraction: 0.5, message: "half" },
  { type: "block_complete", block_id: "a", data: { output: 1 }, duration_ms: 12, route: null },
  { type: "block_skipped", block_id: "b", reason: "another way" },
  { type: "done", status: "completed", output: 1, duration_ms: 20 },
);

test("a run goes from running to success, block by block", () => {
  const half = fold(RUN.slice(0, 4)).runs.r1;
  expect(half).toMatchObject({ status: "running", kernel: "here" });
  expect(half?.blocks.a).toMatchObject({ status: "running", printed: "one\n", fraction: 0.5, message: "half" });
  const whole = fold(RUN).runs.r1;
  expect(whole).toMatchObject({ status: "completed", durationMs: 20, output: 1 });
  expect(whole?.blocks.a).toMatchObject({ status: "success", durationMs: 12, data: { output: 1 }, printed: "one\n" });
  expect(whole?.blocks.b).toMatchObject({ status: "skipped", message: "another way" });
});

test("the same run over two wires is folded once", () => {
  const once = fold(RUN);
  expect(fold(RUN, once, "http")).toEqual(once);
  const mixed = RUN.reduce((known, event) => fold([event], fold([event], known), "http"), NOTHING);
  expect(mixed.runs.r1?.blocks.a?.printed).toBe("one\n");
});

test("an event that comes late does not take the state back", () => {
  const known = fold([RUN[3] as Event], fold(RUN));
  expect(known.runs.r1?.blocks.a?.status).toBe("success");
});

test("a failing block and a broken run are told apart", () => {
  const failed = fold(
    events(
      "r",
      START,
      { type: "block_start", block_id: "a" },
      { type: "block_error", block_id: "a", error: "no", code: "X", line: 3, duration_ms: 5 },
    ),
  );
  expect(failed.runs.r?.blocks.a).toMatchObject({ status: "error", error: "no", line: 3 });
  const stopped = fold(
    events(
      "r",
      START,
      { type: "block_start", block_id: "a" },
      { type: "error", error: "Stopped.", code: "CANCELLED", error_code: "X" },
    ),
  );
  expect(stopped.runs.r).toMatchObject({ status: "failed", error: "Stopped." });
  expect(stopped.runs.r?.blocks.a).toMatchObject({ status: "error", error: "Stopped." });
});

test("the latest run is the one that started last", () => {
  const two = fold(events("r2", START), fold(RUN));
  expect(two.latest).toBe("r2");
  expect(fold(RUN, two).latest).toBe("r2");
});

test("what a block prints is kept to a length", () => {
  const chunk = "x".repeat(KEPT_TEXT);
  const list = events(
    "r",
    START,
    { type: "block_chunk", block_id: "a", chunk, stream: "stdout" },
    { type: "block_chunk", block_id: "a", chunk: "end", stream: "stdout" },
  );
  const printed = fold(list).runs.r?.blocks.a?.printed ?? "";
  expect(printed.length).toBe(KEPT_TEXT);
  expect(printed.endsWith("end")).toBe(true);
});

test("logs colour a run that was not followed, and never one that was", () => {
  const logs = [log("a", { status: "error", error: "old", line: 2, trace: "line 2: 1 / 0" })];
  const known = reduce(NOTHING, { type: "history", executions: [listed("old", "failed", "2026-11-25T10:00:02Z")] });
  expect(known.latest).toBe("old");
  expect(known.runs.old?.durationMs).toBe(2_000);
  expect(reduce(known, { type: "logs", executionId: "old", logs }).runs.old?.blocks.a).toMatchObject({
    status: "error",
    error: "old",
    line: 2,
    trace: "line 2: 1 / 0",
  });
  expect(reduce(fold(RUN), { type: "logs", executionId: "r1", logs }).runs.r1?.blocks.a?.status).toBe("success");
});

test("a run that ended while nobody listened is taken from the listing", () => {
  const half = fold(RUN.slice(0, 3));
  const after = reduce(half, { type: "history", executions: [listed("r1", "completed", "2026-11-25T10:00:02Z")] });
  expect(after.runs.r1).toMatchObject({ status: "completed", known: false });
});

test("only so many runs are kept, the latest among them", () => {
  const lists = Array.from({ length: KEPT_RUNS + 5 }, (_, i) => events(`r${i}`, START));
  const known = lists.reduce((state, list) => fold(list, state), NOTHING);
  expect(Object.keys(known.runs)).toHaveLength(KEPT_RUNS);
  expect(known.runs[known.latest ?? ""]).toBeDefined();
});

test("what ran in a kernel that is gone has failed, and the server may still say how", () => {
  const going = RUN.slice(0, 3);
  const lost = reduce(fold(going), { type: "lost", error: "It ended.", now: 2_000 }).runs.r1;
  expect(lost).toMatchObject({ status: "failed", error: "It ended.", code: "kernel_died" });
  expect(lost?.blocks.a).toMatchObject({ status: "error", error: "It ended.", printed: "one\n" });
  const there = fold(going, NOTHING, "http");
  expect(reduce(there, { type: "lost", error: "It ended.", now: 2_000 })).toEqual(there);
});

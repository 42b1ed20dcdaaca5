// The runs that Python's engine wrote down (tests/golden) fold to what their events say.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Event } from "../../src/model/types";
import { NOTHING, reduce } from "../../src/workflow/state";

const GOLDEN = "../tests/golden";
const FILES = readdirSync(GOLDEN).filter((name) => name.endsWith(".events.jsonl"));

/** What an event of this type makes of its block. */
const STATUS: Partial<Record<Event["type"], string>> = {
  block_start: "running",
  block_complete: "success",
  block_error: "error",
  block_skipped: "skipped",
};

function read(name: string): Event[] {
  const lines = readFileSync(join(GOLDEN, name), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Event);
}

test("there are golden runs", () => expect(FILES.length).toBeGreaterThan(5));

test.each(FILES)("%s folds to the status of each block and the end of the run", (name) => {
  const events = read(name);
  const run = reduce(NOTHING, { type: "events", events, via: "comm", now: 0 }).runs.golden;
  const told: Record<string, string> = {};
  for (const event of events) {
    const status = STATUS[event.type];
    if (status && "block_id" in event) told[event.block_id] = status;
  }
  const folded = Object.fromEntries(Object.entries(run?.blocks ?? {}).map(([id, block]) => [id, block.status]));
  expect(folded).toEqual(told);
  expect(Object.values(folded)).not.toContain("running");
  const end = events.find((event) => event.type === "done");
  expect(run).toMatchObject({ status: end?.status, output: end?.output, error: end?.error });
});

test.each(FILES)("%s folds to what each block gave, said and printed", (name) => {
  const events = read(name);
  const run = reduce(NOTHING, { type: "events", events, via: "comm", now: 0 }).runs.golden;
  for (const event of events) {
    const block = "block_id" in event ? run?.blocks[event.block_id] : undefined;
    if (event.type === "block_complete") expect(block).toMatchObject({ data: event.data, route: event.route });
    if (event.type === "block_skipped") expect(block?.message).toBe(event.reason);
    if (event.type === "block_chunk") expect(block?.printed).toContain(event.chunk);
    if (event.type === "block_error") {
      expect(block).toMatchObject({ error: event.error, code: event.code, line: event.line, trace: event.trace });
    }
  }
});

test.each(FILES)("%s folds to the same state when every event comes over two wires", (name) => {
  const events = read(name);
  const once = reduce(NOTHING, { type: "events", events, via: "comm", now: 0 });
  const twice = events.reduce((known, event) => {
    const first = reduce(known, { type: "events", events: [event], via: "comm", now: 0 });
    return reduce(first, { type: "events", events: [event], via: "http", now: 0 });
  }, NOTHING);
  expect(twice).toEqual(once);
});

// An export: its names, its progress, how it ends.
import { expect, test } from "vitest";
import type { Client, ExportEvent } from "../../../src/explorer/client";
import { type Exporting, renamed, run, size } from "../../../src/explorer/grid/exporting";
import { VIEW } from "./fakes";

const WISH = { view: VIEW, format: "csv" as const, name: "orders.csv" };

async function told(
  play: (tell: (event: ExportEvent) => void) => Promise<void>,
  signal = new AbortController().signal,
) {
  const states: Exporting[] = [];
  const client = { export: (_: unknown, tell: (event: ExportEvent) => void) => play(tell) } as unknown as Client;
  await run(client, WISH, (state) => states.push(state), signal);
  return states;
}

test("a name has the ending of its format; a frame's is a name of Python", () => {
  expect(renamed("orders", "csv")).toBe("orders.csv");
  expect(renamed("orders.csv", "parquet")).toBe("orders.parquet");
  expect(renamed("my orders 2.csv", "frame")).toBe("my_orders_2");
  expect(renamed("2024", "table")).toBe("_2024");
});

test("sizes are said in the unit that fits", () => {
  expect([size(999), size(12_345), size(40e6), size(3.2e9)]).toEqual(["999 B", "12.3 kB", "40 MB", "3.2 GB"]);
});

test("progress, then what was written", async () => {
  const states = await told(async (tell) => {
    tell({ type: "progress", fraction: 0.5 });
    tell({ type: "exported", name: "orders.csv", rows: 1_000, bytes: 12_345 });
  });
  expect(states.map((state) => state.fraction)).toEqual([null, 0.5, 1]);
  expect(states.at(-1)).toMatchObject({ done: "1,000 rows in orders.csv (12.3 kB)", failed: false });
});

test("an error in the stream and one before it are both told", async () => {
  const inside = await told(async (tell) => tell({ type: "error", error: "There is a file orders.csv already." }));
  expect(inside.at(-1)).toMatchObject({ done: "There is a file orders.csv already.", failed: true });
  const before = await told(() => Promise.reject(new Error("No kernel.")));
  expect(before.at(-1)).toMatchObject({ done: "No kernel.", failed: true });
});

test("a stop is no failure", async () => {
  const control = new AbortController();
  control.abort();
  const states = await told(async () => {}, control.signal);
  expect(states.at(-1)).toMatchObject({ done: "Stopped.", failed: false });
});

// Rows come as they are looked at, a little ahead, and are no longer asked for when gone by.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FIRST_ROWS, Pages } from "../../../src/explorer/grid/pages";
import { FakeClient, pageOf, settled, VIEW } from "./fakes";

const BLOCK = 400;
let fake: FakeClient;
let changes: number;

beforeEach(() => {
  vi.useFakeTimers();
  fake = new FakeClient();
  changes = 0;
});
afterEach(() => vi.useRealTimers());

async function opened(rows: number): Promise<Pages> {
  const pages = new Pages(fake.client, VIEW, () => (changes += 1));
  void pages.open();
  await fake.give(0, pageOf(0, FIRST_ROWS, { row_count: rows, more: true }));
  return pages;
}

const offsets = () => fake.asked.map((one) => one.offset);

test("the first rows are asked for at once, and tell how many there are", async () => {
  const pages = await opened(1_000);
  expect(fake.asked.map((one) => [one.offset, one.limit])).toEqual([[0, FIRST_ROWS]]);
  expect(pages.state).toMatchObject({ rows: 1_000, exact: true, loading: false, error: null });
  expect([pages.block(5)?.text("id", 5), pages.block(10)?.text("name", 10)]).toEqual(["5", null]);
});

test("rows that come into sight are asked for, with the next ones in that direction", async () => {
  const pages = await opened(100_000);
  pages.want(80, 100);
  expect(offsets()).toEqual([0, FIRST_ROWS]);
  await fake.give(FIRST_ROWS, pageOf(FIRST_ROWS, BLOCK, { row_count: 100_000, more: true }));
  expect(pages.block(120)?.text("name", 121)).toBe("name 121");
  pages.want(90, 110);
  expect(offsets()).toEqual([0, FIRST_ROWS]);
});

test("while rows fly by nothing is asked for; where they stop they are", async () => {
  const pages = await opened(1_000_000);
  for (let from = 10_000; from <= 500_000; from += 10_000) pages.want(from, from + 20);
  expect(offsets()).toEqual([0]);
  await vi.advanceTimersByTimeAsync(100);
  expect(offsets()).toEqual([0, FIRST_ROWS + Math.floor((500_000 - FIRST_ROWS) / BLOCK) * BLOCK]);
});

test("what has gone by before it came is taken back, and what comes all the same is not shown", async () => {
  const pages = await opened(1_000_000);
  pages.want(70, 110);
  const gone = fake.asked.at(-1);
  pages.want(900_000, 900_020);
  await vi.advanceTimersByTimeAsync(100);
  expect(gone?.signal?.aborted).toBe(true);
  gone?.answer(pageOf(100, BLOCK, { more: true }));
  await settled();
  expect(pages.block(110)).toBeUndefined();
});

test("rows that nobody has counted are counted beside", async () => {
  fake.total = 12_345;
  const pages = new Pages(fake.client, VIEW, () => (changes += 1));
  void pages.open();
  await fake.give(0, pageOf(0, FIRST_ROWS, { more: true, exact: false }));
  await settled();
  expect(pages.state).toMatchObject({ rows: 12_345, exact: true });
});

test("until they are counted, there is one row more than has come", async () => {
  const pages = new Pages(fake.client, VIEW, () => (changes += 1));
  void pages.open();
  await fake.give(0, pageOf(0, FIRST_ROWS, { more: true, exact: false }));
  expect(pages.state).toMatchObject({ rows: FIRST_ROWS + 1, exact: false });
});

test("where a guess was too high, the last page tells the end", async () => {
  const pages = new Pages(fake.client, VIEW, () => (changes += 1));
  void pages.open();
  await fake.give(0, pageOf(0, FIRST_ROWS, { more: true, row_count: 1_000, exact: false }));
  pages.want(70, 110);
  await fake.give(FIRST_ROWS, pageOf(FIRST_ROWS, 30));
  expect(pages.state).toMatchObject({ rows: 130, exact: true });
});

test("an error is told once, and a second try asks anew", async () => {
  const pages = new Pages(fake.client, VIEW, () => (changes += 1));
  void pages.open();
  fake.asked[0]?.fail(new Error("There is no table orders."));
  await settled();
  expect(pages.state).toMatchObject({ error: "There is no table orders.", loading: false });
  pages.retry();
  await fake.give(0, pageOf(0, 3));
  expect(pages.state).toMatchObject({ error: null, rows: 3, exact: true });
});

test("rows that were saved are shown until others come", async () => {
  const pages = new Pages(fake.client, VIEW, () => (changes += 1), pageOf(0, 50, { more: true, row_count: 900 }));
  expect(pages.state).toMatchObject({ rows: 900, loading: false });
  expect(pages.block(7)?.text("name", 7)).toBe("name 7");
  void pages.open();
  await fake.give(0, pageOf(0, 60));
  expect(pages.state.rows).toBe(60);
});

test("a page that had no room for all its rows is followed by the next ones", async () => {
  const pages = await opened(1_000);
  pages.want(70, 110);
  await fake.give(FIRST_ROWS, pageOf(FIRST_ROWS, 150, { row_count: 1_000, more: true }));
  expect(fake.asked.at(-1)).toMatchObject({ offset: 250, limit: BLOCK - 150 });
  expect([pages.block(249)?.text("name", 249), pages.block(251)]).toEqual(["name 249", undefined]);
  await fake.give(250, pageOf(250, 250, { row_count: 1_000, more: true }));
  expect([pages.block(251)?.text("name", 251), pages.block(499)?.text("id", 499)]).toEqual(["name 251", "499"]);
});

test("while a thumb flies nothing is asked for, though each place is told more than once", async () => {
  const pages = await opened(1_000_000);
  const before = fake.asked.length;
  for (let at = 1; at <= 20; at += 1) {
    for (let time = 0; time < 3; time += 1) pages.want(at * 40_000, at * 40_000 + 20);
    await vi.advanceTimersByTimeAsync(16);
  }
  expect(fake.asked.length).toBe(before);
  await vi.advanceTimersByTimeAsync(100);
  expect(fake.asked[before]?.offset).toBeLessThanOrEqual(800_000);
  expect(fake.asked.length).toBe(before + 1);
});

test("no more blocks are kept than can be looked at, and the first one always is", async () => {
  const pages = await opened(1_000_000);
  for (let at = 0; at < 80; at += 1) {
    const start = FIRST_ROWS + at * BLOCK;
    pages.want(start, start + 20);
    await vi.advanceTimersByTimeAsync(100);
    await fake.give(start, pageOf(start, BLOCK, { more: true }));
  }
  expect(pages.block(0)).toBeDefined();
  expect(pages.block(FIRST_ROWS)).toBeUndefined();
  expect(pages.block(FIRST_ROWS + 79 * BLOCK)).toBeDefined();
});

test("nothing is told after the end", async () => {
  const pages = await opened(1_000);
  pages.want(70, 110);
  const before = changes;
  pages.close();
  expect(fake.asked.at(-1)?.signal?.aborted).toBe(true);
  await fake.give(FIRST_ROWS, pageOf(FIRST_ROWS, 400));
  expect(changes).toBe(before);
});

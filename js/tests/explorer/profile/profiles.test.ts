// Profiles of columns: asked for as they come into sight, better as they come, of all rows and of those that are left.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Profiles } from "../../../src/explorer/profile/profiles";
import type { ColumnProfile } from "../../../src/model/types";
import { FakeClient, settled, VIEW } from "../grid/fakes";

const profile = (name: string, more: Partial<ColumnProfile> = {}): ColumnProfile => ({
  ...{ name, type: "BIGINT", kind: "number", stage: "sample", rows: 10, nulls: 0, distinct: 3, low: 1, high: 9 },
  ...{ mean: 2, bins: [], top: [] },
  ...more,
});
const FILTERED = { ...VIEW, filters: [{ column: "a", operator: ">" as const, values: [1] }] };
let fake: FakeClient;

beforeEach(() => {
  vi.useFakeTimers();
  fake = new FakeClient();
});
afterEach(() => vi.useRealTimers());

async function wanted(profiles: Profiles, names: string[]): Promise<void> {
  profiles.want(names);
  await vi.advanceTimersByTimeAsync(100);
}

test("columns in sight are asked for together, each one once, of all rows without their order", async () => {
  const profiles = new Profiles(fake.client, { ...VIEW, orders: [{ column: "a" }], columns: ["a"] });
  profiles.want(["a"]);
  await wanted(profiles, ["a", "b"]);
  await wanted(profiles, ["b", "c"]);
  expect(fake.profiles.map((one) => one.columns)).toEqual([["a", "b"], ["c"]]);
  expect(fake.profiles[0]?.view).toEqual(VIEW);
});

test("a sample stands until the exact one comes, and the way there is told", async () => {
  const profiles = new Profiles(fake.client, VIEW);
  await wanted(profiles, ["a"]);
  const [one] = fake.profiles;
  one?.tell({ type: "profile", columns: [profile("a")], fraction: 0.25 });
  expect([profiles.snapshot().all.get("a")?.stage, profiles.snapshot().fraction]).toEqual(["sample", 0.25]);
  one?.tell({ type: "profile", columns: [profile("a", { stage: "exact" })], fraction: 1 });
  one?.end();
  await settled();
  expect([profiles.snapshot().all.get("a")?.stage, profiles.snapshot().fraction]).toEqual(["exact", null]);
});

test("filters bring a second profile, of what they leave; other filters take it back", async () => {
  const profiles = new Profiles(fake.client, VIEW);
  await wanted(profiles, ["a"]);
  expect(profiles.snapshot().left).toBeNull();
  profiles.setView(FILTERED);
  await vi.advanceTimersByTimeAsync(100);
  expect(fake.profiles.map((one) => one.view.filters.length)).toEqual([0, 1]);
  fake.profiles[1]?.tell({ type: "profile", columns: [profile("a", { rows: 4 })], fraction: 1 });
  expect(profiles.snapshot().left?.get("a")?.rows).toBe(4);
  profiles.setView(VIEW);
  expect(profiles.snapshot().left).toBeNull();
  expect(fake.profiles[1]?.signal?.aborted).toBe(true);
  fake.profiles[1]?.tell({ type: "profile", columns: [profile("a")], fraction: 1 });
  expect(profiles.snapshot().left).toBeNull();
});

test("stopped, it leaves what is known; it goes on when asked", async () => {
  const profiles = new Profiles(fake.client, VIEW);
  await wanted(profiles, ["a"]);
  fake.profiles[0]?.tell({ type: "profile", columns: [profile("a")], fraction: 0.5 });
  profiles.stop();
  expect(fake.profiles[0]?.signal?.aborted).toBe(true);
  expect(profiles.snapshot()).toMatchObject({ stopped: true, fraction: null });
  expect(profiles.snapshot().all.get("a")?.stage).toBe("sample");
  await wanted(profiles, ["a", "b"]);
  expect(fake.profiles).toHaveLength(1);
  profiles.again();
  expect(fake.profiles[1]?.columns).toEqual(["a", "b"]);
});

test("what went wrong is told", async () => {
  const profiles = new Profiles(fake.client, VIEW);
  await wanted(profiles, ["a"]);
  fake.profiles[0]?.tell({ type: "error", error: "The server is gone." });
  expect(profiles.snapshot().error).toBe("The server is gone.");
});

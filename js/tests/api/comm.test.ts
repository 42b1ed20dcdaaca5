// The way to the kernel.
import { afterEach, expect, test, vi } from "vitest";
import { CommWire, GONE, SILENCE } from "../../src/api/comm";
import { FakeModel } from "../fakes";

afterEach(() => vi.useRealTimers());

test("a request is answered by the result with its id, and by no other", async () => {
  const model = new FakeModel();
  const reply = new CommWire(model).request("GET", "/api/x");
  const id = model.sent[0]?.id;
  expect(model.sent[0]).toMatchObject({ kind: "request", method: "GET", path: "/api/x", body: null });
  model.say({ kind: "result", id: "another", status: 200, body: 1 });
  model.say({ kind: "result", id, status: 200, body: 2 });
  expect(await reply).toBe(2);
});

test("an error carries its words, status and code", async () => {
  const model = new FakeModel();
  model.reply = ({ id }) => ({
    kind: "error",
    id,
    status: 404,
    error: { error: "No such workflow.", code: "NOT_FOUND" },
  });
  await expect(new CommWire(model).request("GET", "/x")).rejects.toMatchObject({
    status: 404,
    message: "No such workflow.",
    code: "NOT_FOUND",
  });
});

test("a result with an error status is an error", async () => {
  const model = new FakeModel();
  model.reply = ({ id }) => ({ kind: "result", id, status: 409, body: { error: "It is deployed." } });
  await expect(new CommWire(model).request("PUT", "/x")).rejects.toMatchObject({
    status: 409,
    message: "It is deployed.",
  });
});

test("a kernel that is gone is told in words", async () => {
  vi.useFakeTimers();
  const reply = new CommWire(new FakeModel()).request("GET", "/x");
  const told = expect(reply).rejects.toThrow(SILENCE);
  await vi.advanceTimersByTimeAsync(15_000);
  await told;
});

test("a stream hands over its events and stays open without limit", async () => {
  vi.useFakeTimers();
  const model = new FakeModel();
  const got: unknown[] = [];
  const open = new CommWire(model).stream("GET", "/events", null, (event) => got.push(event));
  const id = model.sent[0]?.id;
  await vi.advanceTimersByTimeAsync(3_600_000);
  model.say({ kind: "event", id, event: 1 });
  model.say({ kind: "event", id, event: 2 });
  model.say({ kind: "end", id });
  await open;
  expect(got).toEqual([1, 2]);
});

test("an aborted stream is cancelled in the kernel", async () => {
  const model = new FakeModel();
  const leave = new AbortController();
  const open = new CommWire(model).stream("GET", "/events", null, () => {}, leave.signal);
  leave.abort();
  await open;
  expect(model.sent[1]).toEqual({ kind: "cancel", id: model.sent[0]?.id });
});

test("two views of one model do not share ids, and a closed one hears nothing", () => {
  const model = new FakeModel();
  const [one, two] = [new CommWire(model), new CommWire(model)];
  void one.request("GET", "/x").catch(() => {});
  void two.request("GET", "/x").catch(() => {});
  expect(model.sent[0]?.id).not.toBe(model.sent[1]?.id);
  one.close();
  expect(model.heard.size).toBe(1);
});

test("when the kernel is gone nothing waits for it any longer, and nothing is sent to it", async () => {
  const model = new FakeModel();
  const wire = new CommWire(model);
  const waiting = wire.request("GET", "/x");
  const stream = wire.stream("GET", "/y", null, () => {});
  model.lose();
  for (const one of [waiting, stream, wire.request("GET", "/z")]) {
    await expect(one).rejects.toMatchObject({ message: GONE, code: "KERNEL_GONE" });
  }
  expect(model.sent).toHaveLength(2);
  wire.close();
  expect(model.left.size).toBe(0);
});

test("a front end that refuses to send means that the kernel is gone", async () => {
  const model = new FakeModel();
  model.reply = () => {
    throw new Error("Kernel is dead");
  };
  await expect(new CommWire(model).request("GET", "/x")).rejects.toMatchObject({ code: "KERNEL_GONE" });
});

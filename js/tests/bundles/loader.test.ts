// The small loader.
// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import loader from "../../src/bundles/loader";
import { FakeModel } from "../fakes";

const PAGE = Symbol.for("jupyter_powa");
const globals = globalThis as unknown as Record<symbol, unknown>;
const MODULE = "export const mount = (el) => { el.append('drawn'); return () => el.replaceChildren(); }";
const url = (source: string) => `data:text/javascript,${encodeURIComponent(source)}`;

let hash = 0;
const model = () => {
  hash += 1;
  return new FakeModel({ _view: "workflow", _bundles: { "workflow.js": String(hash) }, height: 300 });
};

beforeEach(() => {
  URL.createObjectURL = vi.fn(() => url(MODULE));
  URL.revokeObjectURL = vi.fn();
});

afterEach(() => {
  delete globals[PAGE];
  document.body.replaceChildren();
});

test("takes the bundle from where the labextension says, once for a page", async () => {
  const bundleUrl = vi.fn(() => url(MODULE));
  globals[PAGE] = { bundleUrl };
  const shared = model();
  const elements = [document.createElement("div"), document.createElement("div")];
  const cleanups = [];
  for (const el of elements) cleanups.push(await loader.render({ model: shared, el }));
  expect(elements.map((el) => el.textContent)).toEqual(["drawn", "drawn"]);
  expect(bundleUrl).toHaveBeenCalledTimes(1);
  expect(bundleUrl).toHaveBeenCalledWith("workflow.js", String(hash));
  expect(shared.sent).toEqual([]);
  cleanups[0]?.();
  expect(elements[0]?.textContent).toBe("");
});

test("asks the kernel where there is no server", async () => {
  const shared = model();
  const el = document.createElement("div");
  const drawn = loader.render({ model: shared, el });
  await vi.waitFor(() => expect(shared.sent).toHaveLength(1));
  expect(shared.sent[0]).toMatchObject({ kind: "request", method: "GET", path: "/_bundle/workflow.js" });
  shared.say({ kind: "result", id: shared.sent[0]?.id, status: 200 }, [new DataView(new ArrayBuffer(4))]);
  await drawn;
  expect(el.textContent).toBe("drawn");
  expect(shared.heard.size).toBe(0);
});

test("asks the kernel where the server has another version", async () => {
  globals[PAGE] = { bundleUrl: () => url("throw new Error('not found')") };
  const shared = model();
  shared.reply = null;
  const el = document.createElement("div");
  const drawn = loader.render({ model: shared, el });
  await vi.waitFor(() => expect(shared.sent).toHaveLength(1));
  shared.say({ kind: "result", id: shared.sent[0]?.id }, [new DataView(new ArrayBuffer(4))]);
  await drawn;
  expect(el.textContent).toBe("drawn");
});

test("says in words when there is neither, and tries again for the next view", async () => {
  const shared = model();
  const el = document.createElement("div");
  shared.reply = ({ id }) => ({ kind: "error", id, error: { error: "<b>No such view.</b>" } });
  await loader.render({ model: shared, el });
  expect(el.textContent).toBe("This view could not be loaded. <b>No such view.</b>");
  expect(el.querySelector("b")).toBe(null);
  await loader.render({ model: shared, el: document.createElement("div") });
  expect(shared.sent).toHaveLength(2);
});

// What the labextension puts on the page, and how it asks for the demo.
// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";

vi.mock("@jupyterlab/coreutils", () => ({
  PageConfig: { getOption: () => "/user/x/lab/extensions", getBaseUrl: () => "/user/x/" },
  URLExt: { join: (...parts: string[]) => parts.join("/") },
}));
const makeRequest = vi.fn();
vi.mock("@jupyterlab/services", () => ({ ServerConnection: { makeRequest } }));

globalThis.DragEvent ??= class extends MouseEvent {} as never; // JupyterLab's notebooks ask for it, jsdom has none

const settings = { baseUrl: "http://host/user/x/" } as never;
const { bundleUrl, publish } = await import("../../lab/src/page");
const { demoPath } = await import("../../lab/src/demo");
const { page } = await import("../../src/api/http");

beforeEach(() => makeRequest.mockReset());

test("a bundle's address names its hash", () => {
  expect(bundleUrl("workflow.js", "ab12")).toBe(
    `${location.origin}/user/x/lab/extensions/jupyter-powa/static/widgets/workflow.ab12.js?v=ab12`,
  );
});

test("the widgets find what was published, and their requests are signed in", async () => {
  publish(settings);
  await page()?.http.request("/api/powa/blocks", { method: "GET" });
  expect(makeRequest).toHaveBeenCalledWith("http://host/user/x/api/powa/blocks", { method: "GET" }, settings);
});

test("the demo's path comes from the server, and so do the words of an error", async () => {
  makeRequest.mockResolvedValueOnce(new Response('{"path": "demo.ipynb"}'));
  expect(await demoPath(settings)).toBe("demo.ipynb");
  makeRequest.mockResolvedValueOnce(new Response('{"error": "The folder is read-only."}', { status: 403 }));
  await expect(demoPath(settings)).rejects.toThrow("The folder is read-only.");
  makeRequest.mockResolvedValueOnce(new Response("<html>", { status: 404 }));
  await expect(demoPath(settings)).rejects.toThrow("404");
});

// The way to the server.
import { expect, test } from "vitest";
import { HttpWire } from "../../src/api/http";

const over = (response: () => Response, seen: unknown[] = []) =>
  new HttpWire({
    baseUrl: "/user/x/",
    request: async (path, init) => {
      seen.push([path, init]);
      return response();
    },
  });

test("a request is JSON in both directions", async () => {
  const seen: unknown[] = [];
  const wire = over(() => new Response('{"ok": true}'), seen);
  expect(await wire.request("POST", "/api/x", { a: 1 })).toEqual({ ok: true });
  expect(seen).toEqual([["/api/x", { method: "POST", body: '{"a":1}' }]]);
});

test("an error is told in the server's words, a page of HTML in none", async () => {
  await expect(
    over(() => new Response('{"error": "Too long."}', { status: 422 })).request("GET", "/x"),
  ).rejects.toMatchObject({ status: 422, message: "Too long." });
  await expect(over(() => new Response("", { status: 502 })).request("GET", "/x")).rejects.toThrow(
    "The request failed (502).",
  );
});

test("a stream is parsed however its bytes are cut", async () => {
  const bytes = new TextEncoder().encode(': hello\n\ndata: {"word": "größe"}\n\ndata: {"n": 2}\n\n');
  const body = new ReadableStream({
    start(controller) {
      for (const byte of bytes) controller.enqueue(new Uint8Array([byte]));
      controller.close();
    },
  });
  const got: unknown[] = [];
  await over(() => new Response(body)).stream("GET", "/events", null, (event) => got.push(event));
  expect(got).toEqual([{ word: "größe" }, { n: 2 }]);
});

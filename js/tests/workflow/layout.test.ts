// Where blocks stand, and where arrow keys go.
import { expect, test } from "vitest";
import { neighbour, placesOf, portsOf, tidy, WIDTH } from "../../src/workflow/layout";
import { inOrder } from "../../src/workflow/order";
import { block, edge } from "../fakes";

const BLOCKS = ["a", "check", "yes", "no", "end"].map((id) => block(id));
const EDGES = [
  edge("a", "check"),
  edge("check", "no", "else"),
  edge("check", "yes", "if"),
  edge("yes", "end"),
  edge("no", "end"),
];
const PORTS = Object.fromEntries(BLOCKS.map((item) => [item.id, portsOf(item, EDGES)]));

test("the graph goes from left to right and no two cards touch", () => {
  const places = tidy(BLOCKS, EDGES, PORTS);
  for (const { source, target } of EDGES) {
    expect((places[target]?.x ?? 0) - (places[source]?.x ?? 0)).toBeGreaterThan(WIDTH);
  }
});

test("if lies above else", () => {
  const places = tidy(BLOCKS, EDGES, PORTS);
  expect(places.yes?.y).toBeLessThan(places.no?.y ?? 0);
});

test("saved places count, unless there are none or cards would lie on one another", () => {
  const at = (x: number, y: number) => ({ position: { x, y } });
  const apart = [block("a", "code", at(10, 10)), block("b", "code", at(500, 90))];
  expect(placesOf(apart, [], {}).b).toEqual({ x: 500, y: 90 });
  const close = [block("a", "code", at(10, 10)), block("b", "code", at(60, 20))];
  const [a, b] = Object.values(placesOf(close, [], {}));
  expect(Math.abs((a?.x ?? 0) - (b?.x ?? 0)) >= WIDTH || Math.abs((a?.y ?? 0) - (b?.y ?? 0)) >= 60).toBe(true);
});

test("ports come in the order of a reader: if, elif, else, error", () => {
  const edges = ["error", "else", "elif_2", "elif_1", "if"].map((port) => edge("c", "x", port));
  expect(portsOf(block("c"), edges)).toEqual(["if", "elif_1", "elif_2", "else", "error"]);
  expect(portsOf(block("c"), [])).toEqual(["output"]);
});

test("reading order puts a source before its target, and survives a circle", () => {
  const order = inOrder([...BLOCKS].reverse(), EDGES).map((item) => item.id);
  expect(order[0]).toBe("a");
  expect(order.at(-1)).toBe("end");
  expect(inOrder(BLOCKS.slice(0, 2), [edge("a", "check"), edge("check", "a")])).toHaveLength(2);
});

test("arrow keys go to the nearest block in their direction", () => {
  const places = tidy(BLOCKS, EDGES, PORTS);
  expect(neighbour(places, "a", "ArrowRight")).toBe("check");
  expect(neighbour(places, "yes", "ArrowDown")).toBe("no");
  expect(neighbour(places, "a", "ArrowLeft")).toBe(null);
  expect(neighbour(places, "a", "x")).toBe(null);
});

test("edges to blocks that are not there do no harm", () => {
  expect(Object.keys(tidy(BLOCKS, [...EDGES, edge("a", "ghost")], PORTS))).toHaveLength(5);
});

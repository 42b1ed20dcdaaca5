// What can be done to a graph by hand.
import { expect, test } from "vitest";
import * as edit from "../../../src/workflow/edit/graph";
import { block, edge, info } from "../../fakes";

const A = block("a", "input", { name: "Orders" });
const B = block("b", "sql", { name: "Big", config: { query: "select <Orders.output.n>, <Other.output>" } });
const C = block("c", "output", { name: "Report", config: { output: "<Big.output>" }, position: { x: 600, y: 0 } });
const GRAPH = { blocks: [A, B, C], edges: [edge("a", "b"), edge("b", "c")] };
const names = (graph: edit.Graph) => graph.blocks.map((one) => one.name);
const arrows = (graph: edit.Graph) => graph.edges.map((one) => `${one.source} ${one.sourceHandle} ${one.target}`);

test("a new block has a free id, name and place, and a config that works", () => {
  const sql = info("sql", { title: "Big", example: { query: "select 1" } });
  const { graph, id } = edit.addBlock(GRAPH, sql, { x: 600, y: 0 });
  expect(graph.blocks.at(-1)).toMatchObject({ id: "sql_1", name: "Big 2", config: { query: "select 1" } });
  expect(graph.blocks.at(-1)?.position.y).toBeGreaterThan(50);
  expect(id).toBe("sql_1");
  expect(GRAPH.blocks).toHaveLength(3);
});

test("the first input is called as edges may name it", () => {
  expect(edit.addBlock({ blocks: [], edges: [] }, info("input"), { x: 0, y: 0 }).id).toBe("input");
});

test("what is removed takes its edges along", () => {
  const graph = edit.removeParts(GRAPH, ["b"], []);
  expect([names(graph), arrows(graph)]).toEqual([["Orders", "Report"], []]);
  expect(arrows(edit.removeParts(GRAPH, [], [edge("a", "b").id]))).toEqual(["b output c"]);
});

test.each([
  ["a", "a", /itself/],
  ["a", "b", /already/],
  ["c", "a", /circle/],
])("no edge from %s to %s", (source, target, why) => {
  expect(edit.refusal(GRAPH, { source, port: "output" }, target)).toMatch(why);
  expect(edit.connect(GRAPH, { source, port: "output" }, target)).toBe(GRAPH);
});

test("an edge may leave by another way out, and be led elsewhere", () => {
  const graph = edit.connect(GRAPH, { source: "a", port: "error" }, "c");
  expect(arrows(graph)).toContain("a error c");
  const led = edit.reconnect(graph, edge("a", "b").id, { source: "a", port: "output" }, "c");
  expect(arrows(led)).toEqual(["b output c", "a error c", "a output c"]);
  expect(edit.reconnect(graph, edge("a", "b").id, { source: "c", port: "output" }, "a")).toBe(graph);
});

test("a block put on an edge stands between its ends", () => {
  const made = edit.insertOn(GRAPH, edge("b", "c").id, info("condition", { handles: ["if", "else"] }));
  expect(made && arrows(made.graph)).toEqual(["a output b", "b output condition_1", "condition_1 if c"]);
  expect(edit.insertOn(GRAPH, "no such edge", info("code"))).toBe(null);
});

test("what is moved is only what stands elsewhere", () => {
  const graph = edit.move(GRAPH, { a: { x: 10.4, y: 5 }, c: { x: 600, y: 0 } });
  expect(graph.blocks[0]?.position).toEqual({ x: 10, y: 5 });
  expect(graph.blocks[2]).toBe(C);
});

test("pasted blocks keep their edges and refer to one another", () => {
  const made = edit.pasted(GRAPH, edit.copied(GRAPH, ["a", "b"]));
  expect(made && names(made.graph)).toEqual(["Orders", "Big", "Report", "Orders 2", "Big 2"]);
  expect(made && arrows(made.graph).slice(2)).toEqual(["input output sql_1"]);
  expect(made?.graph.blocks.at(-1)?.config).toEqual({ query: "select <Orders 2.output.n>, <Other.output>" });
});

test.each(["", "words", "{}", '{"kind":"jupyter_powa/blocks","blocks":[],"edges":[]}'])("%j is not pasted", (text) => {
  expect(edit.pasted(GRAPH, text)).toBe(null);
});

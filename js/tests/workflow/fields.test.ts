// The form of a run.
import { expect, test } from "vitest";
import { toCatalog } from "../../src/blocks/catalog";
import { fieldsOf, readForm } from "../../src/workflow/fields";
import { block, info, workflow } from "../fakes";

const catalog = toCatalog([info("input", { aliases: ["starter"] })]);
const fields = (input: unknown) => fieldsOf(workflow([block("s", "starter", { config: { input } })]), catalog);

test("a type word asks for a value, anything else is the first value", () => {
  expect(
    fields({ a: "string", b: 7, c: true, d: "hello", e: "array" }).map(({ name, kind, initial }) => [
      name,
      kind,
      initial,
    ]),
  ).toEqual([
    ["a", "string", ""],
    ["b", "number", "7"],
    ["c", "boolean", true],
    ["d", "string", "hello"],
    ["e", "json", "[]"],
  ]);
});

test("without an input block, or with an odd one, there is no form", () => {
  expect(fieldsOf(workflow([block("a")]), catalog)).toEqual([]);
  for (const odd of [null, undefined, "text", [1]]) expect(fields(odd)).toEqual([]);
});

test("what was typed becomes variables of the right type", () => {
  const read = readForm(fields({ n: "number", on: "boolean", o: "object", s: "string" }), {
    n: " 2.5 ",
    on: true,
    o: '{"a": [1]}',
  });
  expect(read).toEqual({ variables: { n: 2.5, on: true, o: { a: [1] }, s: "" }, problems: {} });
});

test("what cannot be read is told at its field", () => {
  const { problems } = readForm(fields({ n: "number", m: "number", i: "integer", o: "object", l: "array" }), {
    n: "x",
    i: "1.5",
    o: "[1]",
    l: "{",
  });
  expect(problems).toEqual({
    n: "This is not a number.",
    m: "A value is needed.",
    i: "A whole number is needed.",
    o: "A JSON object is needed.",
    l: "This is not valid JSON.",
  });
});

// Which references fit what is being typed.
import { expect, test } from "vitest";
import { offer, taken } from "../../src/form/suggest";

const KNOWN = ["<Orders.output>", "<Orders.output.amount>", "<By region.output>"];

test.each([
  ["select <", KNOWN],
  ["select <amo", ["<Orders.output.amount>"]],
  ["select <by reg", ["<By region.output>"]],
])("%j is offered %j", (text, choices) => {
  expect(offer(text, text.length, KNOWN)?.choices).toEqual(choices);
});

test.each(["select 1", "a <b> ", "1 <\n2", "<nothing like it"])("%j is offered nothing", (text) => {
  expect(offer(text, text.length, KNOWN)).toBe(null);
});

test("what is taken replaces what was typed of it, and the rest of an old one", () => {
  expect(taken("a <Ord + 1", 6, 2, "<Orders.output>")).toEqual({ text: "a <Orders.output> + 1", at: 17 });
  expect(taken("a <Ord.old> + 1", 6, 2, "<Orders.output>").text).toBe("a <Orders.output> + 1");
});

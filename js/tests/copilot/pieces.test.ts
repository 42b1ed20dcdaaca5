// Text that grows in pieces.
import { expect, test } from "vitest";
import { type Growing, grow, NO_TEXT, textOf, whole } from "../../src/copilot/pieces";

const TEXT = [
  "First paragraph\nof two lines.",
  "```sql\nselect 1\n\nselect 2\n```",
  "After the fence.",
  "- one\n\n- two\n\n  goes on",
  "1. a\n\n2. b",
  "> quoted",
  "The end.\n",
].join("\n\n");

function letterByLetter(text: string): Growing {
  let grown = NO_TEXT;
  for (const letter of text) grown = grow(grown, letter);
  return grown;
}

test("nothing is lost or changed, however the text comes", () => {
  expect(textOf(whole(TEXT))).toBe(TEXT);
  expect(letterByLetter(TEXT)).toEqual(whole(TEXT));
});

test("a fence, a list, a quote are never cut in two", () => {
  const { done, tail } = whole(TEXT);
  const all = [...done, tail];
  expect(all.filter((piece) => piece.includes("```"))).toEqual(["```sql\nselect 1\n\nselect 2\n```\n\n"]);
  expect(all.filter((piece) => piece.includes("- one")).join("")).toContain("goes on");
  expect(all.at(-1)).toBe("The end.\n");
});

test("a longer fence is closed by one as long", () => {
  const text = "````\n```\n\nno cut\n````\n\nafter\n";
  expect(whole(text).tail).toBe("after\n");
});

test("pieces that are finished stay the same objects", () => {
  const before = whole("one\n\ntwo\n\nthr");
  const after = grow(before, "ee");
  expect(after.done).toBe(before.done);
});

test("a megabyte in small words costs little", () => {
  const begun = performance.now();
  let grown = NO_TEXT;
  for (let turn = 0; turn < 100_000; turn += 1) grown = grow(grown, turn % 40 ? "word word " : "end\n\n");
  expect(grown.done.length).toBeGreaterThan(2_000);
  expect(performance.now() - begun).toBeLessThan(2_000);
});

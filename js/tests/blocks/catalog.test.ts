// Looking up block types.
import { expect, test } from "vitest";
import { isInput, titleOf, toCatalog } from "../../src/blocks/catalog";
import { info } from "../fakes";

const catalog = toCatalog([
  info("input", { title: "Input", aliases: ["starter"] }),
  info("start", { aliases: ["input"] }),
]);

test("a type is found by its word or an alias, and its own word wins", () => {
  expect(titleOf(catalog, "starter")).toBe("Input");
  expect(titleOf(catalog, "input")).toBe("Input");
});

test("an unknown type keeps its word", () => {
  expect(titleOf(catalog, "mystery")).toBe("mystery");
  expect(isInput(catalog, "mystery")).toBe(false);
});

test("the input block is known by each of its words", () => {
  for (const type of ["input", "starter", "manual"]) expect(isInput(catalog, type)).toBe(true);
});

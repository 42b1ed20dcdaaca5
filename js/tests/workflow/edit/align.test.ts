// Blocks that were chosen together, put in a line or at equal distances.
import { expect, test } from "vitest";
import { arranged, type Box } from "../../../src/workflow/edit/align";

const box = (id: string, x: number, y: number): Box => ({ id, x, y, width: 200, height: 60 });

test("to the left they stand under each other, in the order in which they stood", () => {
  const places = arranged([box("low", 300, 400), box("high", 20, 10)], "left");
  expect(places).toEqual({ high: { x: 20, y: 10 }, low: { x: 20, y: 400 } });
});

test("cards that would lie on one another are moved along the line", () => {
  expect(arranged([box("a", 0, 0), box("b", 300, 10)], "left")).toEqual({ a: { x: 0, y: 0 }, b: { x: 0, y: 84 } });
  expect(arranged([box("a", 0, 0), box("b", 10, 300)], "top")).toEqual({ a: { x: 0, y: 0 }, b: { x: 224, y: 0 } });
});

test("at equal distances the first and the last stay where they are", () => {
  const places = arranged([box("a", 0, 5), box("c", 1000, 7), box("b", 210, 6)], "across");
  expect(places).toEqual({ a: { x: 0, y: 5 }, b: { x: 500, y: 6 }, c: { x: 1000, y: 7 } });
  expect(arranged([box("a", 5, 0), box("b", 6, 500), box("c", 7, 90)], "down").c).toEqual({ x: 7, y: 250 });
});

test("where there is no room between them they are moved apart, and one alone stays", () => {
  const places = arranged([box("a", 0, 0), box("b", 10, 0), box("c", 20, 0)], "across");
  expect(Object.values(places).map(({ x }) => x)).toEqual([0, 224, 448]);
  expect(arranged([box("a", 0, 0)], "left")).toEqual({});
});

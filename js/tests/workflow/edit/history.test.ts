// Undo and redo.
import { expect, test } from "vitest";
import { beginning, recorded, redone, undone } from "../../../src/workflow/edit/history";

test("steps are taken back and done again, one by one", () => {
  const three = recorded(recorded(beginning("a"), "b", "", 0), "c", "", 1);
  expect(undone(three).now).toBe("b");
  expect(undone(undone(undone(three))).now).toBe("a");
  expect(redone(undone(three))).toMatchObject({ now: "c", past: ["a", "b"] });
  expect(redone(three)).toBe(three);
});

test("a step after an undo forgets what was undone", () => {
  const other = recorded(undone(recorded(beginning("a"), "b", "", 0)), "c", "", 1);
  expect(other).toMatchObject({ past: ["a"], now: "c", future: [] });
});

test("what is typed into one field in one go is one step, after a pause another", () => {
  const typed = recorded(recorded(beginning(""), "h", "a.name", 0), "he", "a.name", 500);
  expect(undone(typed).now).toBe("");
  expect(undone(recorded(typed, "hello", "a.name", 60_000)).now).toBe("he");
  expect(undone(recorded(typed, "x", "b.name", 600)).now).toBe("he");
});

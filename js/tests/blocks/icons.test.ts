// The pictures of blocks, against what the block types of the package say.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { drawing } from "../../src/blocks/icons";

const BLOCKS = "../jupyter_powa/blocks";
const named = readdirSync(BLOCKS)
  .filter((file) => file.endsWith(".py") && file !== "base.py") // its icon is an example of one
  .flatMap((file) =>
    [...readFileSync(join(BLOCKS, file), "utf8").matchAll(/\bicon="([^"]*)"/g)].map((found): [string, string] => [
      file,
      found[1] ?? "",
    ]),
  );

test("the block types are found", () => {
  expect(named.length).toBeGreaterThan(20);
});

test.each(named)("the picture of %s, %s, is drawn", (_file, icon) => {
  expect(drawing(icon)).not.toBeNull();
});

test("a word that nobody draws has no picture of its own", () => {
  expect(drawing("no such picture")).toBeNull();
});

// Every type of DuckDB as its page brings it, against the database's own words: written by tests/golden, read here.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { toPage } from "../../../src/explorer/client";
import { Block } from "../../../src/explorer/grid/pages";
import { whole } from "../../../src/explorer/grid/whole";

const bytes = readFileSync("../tests/golden/rows/types.arrow");
const page = toPage(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer);
const told = JSON.parse(readFileSync("../tests/golden/rows/types.json", "utf8")) as Record<string, (string | null)[]>;
const block = new Block(0, page);

/** Lists, structs and maps: texts in them are quoted otherwise, and names stand before a colon. */
function alike(text: string | null): string | null {
  return text === null
    ? null
    : text
        .replace(/['"()]/g, "")
        .replace(/\w+=|element\d: |NaN/g, same)
        .replace(/[{}]/g, "");
}

const same = (word: string): string =>
  word === "NaN" ? "nan" : word.startsWith("element") ? "" : word.replace("=", ": ");

test.each(page.shown.columns)("$name ($type)", ({ name, type }) => {
  const shown = Array.from({ length: page.table.numRows }, (_, row) => block.text(name, row));
  const nested = /[[(]|^BLOB/.test(type) && !/^(DECIMAL|ENUM)/.test(type);
  if (type === "BLOB") expect(shown[1]).toBe("0x00000061 (4 B)");
  else if (nested) expect(shown.map(alike)).toEqual(told[name]?.map(alike));
  else expect(shown).toEqual(told[name]);
  for (const row of shown.keys()) expect(whole(block.value(name, row), block.type(name) as never, type)).not.toBe("");
});

test("what is null is null, and what is empty is not", () => {
  const row = page.table.numRows - 1;
  expect(page.shown.columns.filter(({ name }) => block.text(name, row) !== null)).toEqual([]);
  expect(block.text("varchar_array", 1)).toContain('""');
});

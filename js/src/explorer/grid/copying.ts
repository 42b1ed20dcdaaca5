// Gathers what is chosen, also what has not come into sight so far, and puts it on the clipboard.
import { words } from "../../api/wires";
import type { View } from "../../model/types";
import type { Client, Page } from "../client";
import { hex, textOf } from "./cell";
import { type Copied, type CopyFormat, copied } from "./copy";
import { grouped } from "./numbers";
import { Block } from "./pages";
import { chosen } from "./selection";
import type { Sheet } from "./sheet";
import { SAID } from "./whole";

export const MOST_COPIED = 500_000;
const CHUNK = 5_000;

type Source = Pick<Client, "page">;

/** A sentence for people: what was copied, or why it was not. */
export async function copy(
  sheet: Sheet,
  client: Source,
  view: View,
  format: CopyFormat,
  write = (text: string) => navigator.clipboard.writeText(text),
): Promise<string> {
  const { columns, ranges } = chosen(sheet.selection, sheet.size);
  const rows = ranges.reduce((sum, [top, bottom]) => sum + bottom - top + 1, 0);
  if (!rows || !columns.length) return "Nothing is chosen.";
  const cells = rows * columns.length;
  if (cells > MOST_COPIED) {
    return `${grouped(cells)} cells are too many for the clipboard (at most ${grouped(MOST_COPIED)}): export them instead.`;
  }
  try {
    const what = await gather(sheet, client, view, columns, ranges);
    await write(copied(what, format, cells > 1));
    return cells === 1 ? "Copied the cell." : `Copied ${grouped(rows)} × ${grouped(columns.length)} cells.`;
  } catch (error) {
    return `Not copied: ${words(error)}`;
  }
}

async function gather(
  sheet: Sheet,
  client: Source,
  view: View,
  columns: number[],
  ranges: [number, number][],
): Promise<Copied> {
  const { order, types: wordOf, kinds } = sheet.layout;
  const names = columns.map((at) => order[at] ?? "");
  const first = sheet.pages.block(0);
  const rows: (string | null)[][] = [];
  for (const [top, bottom] of ranges) {
    for (let row = top; row <= bottom; ) {
      const block = sheet.pages.block(row) ?? (await fetched(client, view, row, Math.min(CHUNK, bottom - row + 1)));
      const end = Math.min(bottom + 1, block.end);
      if (end <= row) return made();
      for (; row < end; row += 1) rows.push(names.map((name) => plain(block, name, row, wordOf.get(name) ?? "")));
    }
  }
  return made();

  function made(): Copied {
    return {
      names,
      types: names.map((name) => first?.type(name) ?? null),
      numeric: names.map((name) => kinds.get(name) === "number"),
      rows,
    };
  }
}

async function fetched(client: Source, view: View, row: number, rows: number): Promise<Block> {
  const page: Page = await client.page(view, row, rows);
  return new Block(row, page);
}

/** The text of a cell, of bytes all of them. */
function plain(block: Block, name: string, row: number, word: string): string | null {
  const type = block.type(name);
  const value = block.value(name, row);
  if (value instanceof Uint8Array && !SAID.test(word)) return `0x${hex(value)}`;
  return type ? textOf(value, type, word) : null;
}

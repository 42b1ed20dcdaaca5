// The element that draws the rows in sight: regular-table under a name of our own, so that another version of it on the
// page (Perspective's, say) is not in the way.
import { RegularTableElement } from "regular-table";

export const ROW_HEIGHT = 22;
/** Heights of a row that the header takes: with profiles, and without. */
export const PROFILED_LEVELS = 5;
export const PLAIN_LEVELS = 2;

export class PowaTable extends RegularTableElement {
  /**
   * How wide all columns are, by place: the table learns it of those that come into sight, and its scrollbar ends too
   * early until then. Its fields bear other names in every build of it; what they hold does not.
   */
  know(widths: Record<number, number>): void {
    const sizes: { indices: number[] } | undefined = Object.values(this).find(
      (field) => field instanceof Object && "indices" in field && "override" in field,
    );
    if (sizes) sizes.indices = Object.values(widths);
  }
}

/** A page may hold this bundle in two versions, and a name is given once. */
function name(): string {
  for (let number = 1; ; number += 1) {
    const wanted = number === 1 ? "powa-table" : `powa-table-${number}`;
    const known = customElements.get(wanted);
    if (known === PowaTable) return wanted;
    if (known) continue;
    customElements.define(wanted, PowaTable);
    return wanted;
  }
}

export function makeTable(): PowaTable {
  const table = document.createElement(name()) as PowaTable;
  table.className = "powa-grid-table";
  return table;
}

const UP = "--regular-table--transform-y";

/**
 * The part of a row that is scrolled away is told by the table in variables of its <table>, with every step of a scroll:
 * all that is within would be styled anew. Rows are moved by one transform instead, and what has not changed is not set.
 */
export function steady(table: HTMLTableElement): void {
  const { style } = table;
  const set = style.setProperty.bind(style);
  const known = new Map<string, string | null>();
  style.setProperty = (name, value, priority) => {
    if (name.startsWith("--regular-table--clip") || known.get(name) === value) return;
    known.set(name, value);
    const [body] = table.tBodies;
    if (name === UP && body) body.style.transform = `translateY(${value})`;
    else set(name, value, priority);
  };
}

// The element that draws the rows in sight: regular-table under a name of our own, so that another version of it on the
// page (Perspective's, say) is not in the way.
import { RegularTableElement } from "regular-table";

export const ROW_HEIGHT = 22;
/** Heights of a row that the header takes: with profiles, and without. */
export const PROFILED_LEVELS = 5;
export const PLAIN_LEVELS = 2;

class PowaTable extends RegularTableElement {}

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

export function makeTable(): RegularTableElement {
  const table = document.createElement(name()) as RegularTableElement;
  table.className = "powa-grid-table";
  return table;
}

export type { RegularTableElement } from "regular-table";

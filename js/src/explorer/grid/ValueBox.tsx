// A value at full length, beside its cell.
import { useMemo } from "react";
import { Copy } from "../../copilot/Copy";
import { Popover } from "./Popover";
import type { Cell } from "./selection";
import type { Sheet } from "./sheet";
import { whole } from "./whole";

interface ValueBoxProps {
  sheet: Sheet;
  cell: Cell;
  home: HTMLElement;
  onClose(): void;
}

export function ValueBox({ sheet, cell, home, onClose }: ValueBoxProps) {
  const name = sheet.layout.order[cell.column] ?? "";
  const word = sheet.layout.types.get(name) ?? "";
  const block = sheet.pages.block(cell.row);
  const type = block?.type(name);
  const text = useMemo(
    () => (block && type ? whole(block.value(name, cell.row), type, word) : ""),
    [block, type, name, cell.row, word],
  );
  const anchor = useMemo(() => (sheet.screen.cursorElement() ?? home).getBoundingClientRect(), [sheet, home]);
  if (!type) return null;
  return (
    <Popover label={`Value of ${name}`} anchor={anchor} home={home} onClose={onClose}>
      <div className="powa-whole">
        <p className="powa-whole-head">
          <strong>{name}</strong>
          <span className="powa-head-type">{word.toLowerCase()}</span>
          <span className="powa-whole-row">{`row ${(cell.row + 1).toLocaleString("en-US")}`}</span>
          <Copy text={text} label={`value of ${name}`} />
        </p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard. */}
        <pre className="powa-whole-text" tabIndex={0}>
          {text || <i>empty</i>}
        </pre>
      </div>
    </Popover>
  );
}

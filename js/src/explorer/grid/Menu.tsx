// A list of commands in a popover: arrows move, Enter and a click choose.
import { Fragment, type KeyboardEvent } from "react";
import { Popover } from "./Popover";

export interface Item {
  label: string;
  /** What is told on the right: a key, a state. */
  aside?: string;
  checked?: boolean;
  disabled?: boolean;
  /** A line above it. */
  begins?: boolean;
  /** Stays open, as for a list of columns. */
  stays?: boolean;
  run(): void;
}

interface MenuProps {
  label: string;
  items: Item[];
  anchor: DOMRect;
  home: HTMLElement;
  onClose(): void;
}

function move(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...event.currentTarget.querySelectorAll<HTMLButtonElement>("button:not(:disabled)")];
  const at = items.indexOf(document.activeElement as HTMLButtonElement);
  items[(at + step + items.length) % items.length]?.focus();
}

export function Menu({ label, items, anchor, home, onClose }: MenuProps) {
  return (
    <Popover label={label} anchor={anchor} home={home} onClose={onClose} role="menu">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the items within. */}
      <div className="powa-list" onKeyDown={move}>
        {items.map((item) => (
          <Fragment key={item.label}>
            {item.begins && <hr />}
            {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: it is checked only where it has that role. */}
            <button
              type="button"
              role={item.checked === undefined ? "menuitem" : "menuitemcheckbox"}
              aria-checked={item.checked}
              disabled={item.disabled}
              onClick={() => {
                if (!item.stays) onClose();
                item.run();
              }}
            >
              <span className="powa-list-label">{item.label}</span>
              {item.checked && <span className="powa-check">✓</span>}
              {item.aside && <kbd>{item.aside}</kbd>}
            </button>
          </Fragment>
        ))}
      </div>
    </Popover>
  );
}

// A menu that opens where it was asked for: arrows move, Enter chooses, Escape and a click elsewhere close it.
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from "react";

export interface Item {
  label: string;
  /** What the item says beside its name. */
  hint?: string;
  act(): void;
}

interface MenuProps {
  label: string;
  items: readonly (Item | null)[];
  /** In pixels of the window. */
  at: { x: number; y: number };
  onClose(): void;
}

export function Menu({ label, items, at, onClose }: MenuProps) {
  const menu = useRef<HTMLDivElement>(null);
  const place = usePlace(menu, at);
  useEffect(() => {
    const back = document.activeElement as HTMLElement | null;
    menu.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus({ preventScroll: true });
    const away = (event: PointerEvent) => {
      if (!menu.current?.contains(event.target as Node)) onClose();
    };
    document.addEventListener("pointerdown", away, true);
    return () => {
      document.removeEventListener("pointerdown", away, true);
      if (back?.isConnected && document.activeElement === document.body) back.focus({ preventScroll: true });
    };
  }, [onClose]);
  return (
    <div
      ref={menu}
      className="powa-menu"
      role="menu"
      aria-label={label}
      tabIndex={-1}
      style={place}
      onKeyDown={(event) => onKey(event, onClose)}
    >
      {items.map((item, index) =>
        item ? (
          <button
            key={item.label}
            type="button"
            role="menuitem"
            tabIndex={-1}
            className="powa-menu-item"
            onClick={() => {
              onClose();
              item.act();
            }}
          >
            <span>{item.label}</span>
            {item.hint && <kbd>{item.hint}</kbd>}
          </button>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line between items has nothing but its place.
          <hr key={`line-${index}`} />
        ),
      )}
    </div>
  );
}

function onKey(event: KeyboardEvent<HTMLDivElement>, onClose: () => void): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=menuitem]")];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  event.stopPropagation();
  if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    onClose();
  } else if (event.key === "Enter") {
    event.preventDefault(); // JupyterLab would take it before the browser clicks
    items[at]?.click();
  } else if (to !== undefined) {
    event.preventDefault();
    items[(to + items.length) % items.length]?.focus({ preventScroll: true });
  }
}

/** Within the view, whatever the corner it was asked for in. */
function usePlace(menu: { current: HTMLDivElement | null }, at: { x: number; y: number }) {
  const [place, setPlace] = useState({ left: 0, top: 0 });
  useLayoutEffect(() => {
    const element = menu.current;
    const root = element?.closest(".powa-root")?.getBoundingClientRect();
    if (!element || !root) return;
    const left = Math.min(at.x - root.left, root.width - element.offsetWidth - 6);
    const top = Math.min(at.y - root.top, root.height - element.offsetHeight - 6);
    setPlace({ left: Math.max(4, left), top: Math.max(4, top) });
  }, [menu, at.x, at.y]);
  return place;
}

interface MenuButtonProps {
  label: string;
  className?: string;
  items(): (Item | null)[];
  children: React.ReactNode;
}

/** A button with a menu under it. */
export function MenuButton({ label, className = "powa-button", items, children }: MenuButtonProps) {
  const [at, setAt] = useState<{ x: number; y: number } | null>(null);
  const open = (element: HTMLElement) => {
    const { left, bottom } = element.getBoundingClientRect();
    setAt({ x: left, y: bottom + 3 });
  };
  const [close] = useState(() => () => setAt(null));
  return (
    <>
      <button
        type="button"
        className={className}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={at !== null}
        onClick={(event) => open(event.currentTarget)}
      >
        {children}
      </button>
      {at && <Menu label={label} items={items()} at={at} onClose={close} />}
    </>
  );
}

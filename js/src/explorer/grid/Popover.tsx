// A box that opens beside something: stays within the page, closes by Escape or a click elsewhere, gives focus back.
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { entered } from "./keys";

interface PopoverProps {
  label: string;
  anchor: DOMRect;
  /** An element of the view: it is put into that view, for its colours, and may cover all of it. */
  home: HTMLElement;
  onClose(): void;
  children: ReactNode;
  role?: "dialog" | "menu";
}

const GAP = 4;
const MARGIN = 8;

interface Place {
  left: number;
  top: number;
  maxHeight: number;
}

/** Below the anchor, or above it, or over it where there is room on neither side; never beyond the edges of the home. */
export function placed(anchor: DOMRect, home: DOMRect, box: { width: number; height: number }): Place {
  const left = Math.max(MARGIN, Math.min(anchor.left - home.left, home.width - box.width - MARGIN));
  const maxHeight = home.height - 2 * MARGIN;
  const height = Math.min(box.height, maxHeight);
  const below = anchor.bottom - home.top + GAP;
  const above = anchor.top - home.top - GAP - height;
  const lowest = home.height - height - MARGIN;
  const top = below <= lowest || above < MARGIN ? below : above;
  return { left, top: Math.max(MARGIN, Math.min(top, lowest)), maxHeight };
}

const STOPS = "input, select, button, [tabindex]";

/** What the Tab key stops at. */
function stops(box: HTMLElement | null): HTMLElement[] {
  return [...(box?.querySelectorAll<HTMLElement>(STOPS) ?? [])].filter(
    (one) => !one.matches(":disabled, [tabindex='-1']"),
  );
}

/** Tab stays within the box: what lies below it is not to be worked on. */
function goRound(event: KeyboardEvent<HTMLElement>): void {
  const all = stops(event.currentTarget);
  const [edge, other] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
  if (document.activeElement !== edge) return;
  event.preventDefault();
  other?.focus({ preventScroll: true });
}

export function Popover({ label, anchor, home: near, onClose, children, role = "dialog" }: PopoverProps) {
  const home = near.closest<HTMLElement>(".powa-root") ?? near;
  const box = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  const [place, setPlace] = useState<Place | null>(null);
  useLayoutEffect(() => {
    if (box.current) setPlace(placed(anchor, home.getBoundingClientRect(), box.current.getBoundingClientRect()));
  }, [anchor, home]);
  const shown = place !== null;
  useEffect(() => {
    if (!shown) return; // what is hidden takes no focus
    const before = document.activeElement;
    stops(box.current)[0]?.focus({ preventScroll: true });
    const outside = (event: Event) => {
      if (!event.composedPath().includes(box.current as EventTarget)) close.current();
    };
    document.addEventListener("pointerdown", outside, true);
    return () => {
      document.removeEventListener("pointerdown", outside, true);
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, [shown]);
  return createPortal(
    // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useAriaPropsSupportedByRole: it is a dialog or a menu.
    <div
      ref={box}
      className="powa-popover"
      role={role}
      aria-label={label}
      style={place ?? { left: 0, top: 0, visibility: "hidden" }}
      onKeyDown={(event) => {
        event.stopPropagation();
        entered(event);
        if (event.key === "Tab") goRound(event);
        if (event.key !== "Escape") return;
        event.preventDefault();
        onClose();
      }}
    >
      {children}
    </div>,
    home,
  );
}

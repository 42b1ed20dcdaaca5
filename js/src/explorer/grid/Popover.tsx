// A box that opens beside something: stays within the page, closes by Escape or a click elsewhere, gives focus back.
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { entered } from "./keys";

interface PopoverProps {
  label: string;
  anchor: DOMRect;
  /** Where it is put in the page: within the view, for its colours. */
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

/** Below the anchor, or above it where there is more room; never beyond the edges of the home. */
export function placed(anchor: DOMRect, home: DOMRect, box: { width: number; height: number }): Place {
  const left = Math.max(MARGIN, Math.min(anchor.left - home.left, home.width - box.width - MARGIN));
  const below = home.bottom - anchor.bottom - GAP - MARGIN;
  const above = anchor.top - home.top - GAP - MARGIN;
  const up = below < Math.min(box.height, 160) && above > below;
  const maxHeight = Math.max(120, Math.min(up ? above : below, home.height - 2 * MARGIN));
  const height = Math.min(box.height, maxHeight);
  const top = up ? anchor.top - home.top - GAP - height : anchor.bottom - home.top + GAP;
  return { left, top: Math.max(MARGIN, Math.min(top, home.height - height - MARGIN)), maxHeight };
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

export function Popover({ label, anchor, home, onClose, children, role = "dialog" }: PopoverProps) {
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

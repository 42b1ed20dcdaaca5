// The line between two panes: dragged, or moved with the arrows.
import type { KeyboardEvent, PointerEvent } from "react";

interface SplitProps {
  label: string;
  /** The line stands upright, between left and right. */
  upright: boolean;
  /** Pixels of the pane before it. */
  size: number;
  least: number;
  most: number;
  onSize(size: number): void;
}

const STEP = 16;

export function Split({ label, upright, size, least, most, onSize }: SplitProps) {
  const set = (wanted: number) => onSize(Math.round(Math.max(least, Math.min(most, wanted))));
  const drag = (event: PointerEvent<HTMLHRElement>) => {
    const line = event.currentTarget;
    const begin = (upright ? event.clientX : event.clientY) - size;
    line.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent) => set((upright ? moved.clientX : moved.clientY) - begin);
    line.addEventListener("pointermove", move);
    line.addEventListener("lostpointercapture", () => line.removeEventListener("pointermove", move), { once: true });
    event.preventDefault();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const [less, more] = upright ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
    const to = { [less]: size - STEP, [more]: size + STEP, Home: least, End: most }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    set(to);
  };
  return (
    <hr
      className={`powa-split ${upright ? "powa-split-upright" : "powa-split-level"}`}
      tabIndex={0}
      aria-label={label}
      aria-orientation={upright ? "vertical" : "horizontal"}
      aria-valuenow={size}
      aria-valuemin={least}
      aria-valuemax={most}
      onPointerDown={drag}
      onKeyDown={onKeyDown}
    />
  );
}

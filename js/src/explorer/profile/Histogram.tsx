// The bars of a column of numbers or times: point at one to read it, click it or drag over several to filter.
import { type PointerEvent, useState } from "react";
import type { Bin } from "../../model/types";
import { type Bar, barAt, brushed, picture, place } from "./bars";
import { barWords } from "./label";

export const WIDTH = 120;
export const HEIGHT = 40;

export interface Range {
  low: unknown;
  high: unknown;
  closed: boolean;
}

interface HistogramProps {
  name: string;
  /** Whether its values are whole numbers. */
  whole: boolean;
  all: Bin[];
  left: Bin[] | null;
  /** The bounds that the view's filters make. */
  bounds: { low: unknown; high: unknown } | null;
  onBrush(range: Range | null): void;
  onPoint(words: string | null): void;
}

function middle(bar: Bar): number {
  return bar.x + bar.width / 2;
}

export function Histogram({ name, whole, all, left, bounds, onBrush, onPoint }: HistogramProps) {
  const [drag, setDrag] = useState<[number, number] | null>(null);
  const shown = picture(all, left, WIDTH, HEIGHT);
  if (!shown) return null;
  const bars = shown.all.length ? shown.all : shown.left;
  const at = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return ((event.clientX - box.left) / (box.width || 1)) * WIDTH;
  };
  const point = (x: number) => {
    const bar = barAt(bars, x);
    onPoint(bar && barWords(bar, left ? barAt(shown.left, middle(bar)) : null, whole));
  };
  const done = (event: PointerEvent<SVGSVGElement>) => {
    if (!drag) return;
    const x = at(event);
    const [from] = drag;
    setDrag(null);
    const range = Math.abs(x - from) < 2 ? brushed(bars, x, x + 0.01) : brushed(bars, from, x);
    onBrush(range);
  };
  return (
    <svg
      className="powa-bars"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Histogram of ${name}`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture?.(event.pointerId);
        setDrag([at(event), at(event)]);
      }}
      onPointerMove={(event) => {
        const x = at(event);
        if (drag) setDrag([drag[0], x]);
        point(x);
      }}
      onPointerUp={done}
      onPointerLeave={() => onPoint(null)}
    >
      <title>{`Drag to filter ${name}`}</title>
      <Stretch bounds={bounds} from={shown.from} to={shown.to} drag={drag} />
      <Bars bars={shown.all} look={left ? "powa-hist powa-hist-behind" : "powa-hist"} />
      <Bars bars={shown.left} look="powa-hist" />
    </svg>
  );
}

/** One path for all of them: the page has hundreds of columns' worth of bars to keep. */
function Bars({ bars, look }: { bars: Bar[]; look: string }) {
  const steps = bars.map((bar) => {
    const width = Math.max(0.6, bar.width - 0.8);
    return `M${bar.x + 0.4} ${HEIGHT}v${-bar.height}h${width}v${bar.height}z`;
  });
  return <path className={look} d={steps.join("")} />;
}

interface StretchProps {
  bounds: HistogramProps["bounds"];
  from: number;
  to: number;
  drag: [number, number] | null;
}

/** What is held on to, behind the bars. */
function Stretch({ bounds, from, to, drag }: StretchProps) {
  const span = to - from || 1;
  const low = bounds ? (place(bounds.low) ?? from) : from;
  const high = bounds ? (place(bounds.high) ?? to) : to;
  const clamp = (value: number) => Math.max(0, Math.min(WIDTH, ((value - from) / span) * WIDTH));
  const [a, b] = drag ? [Math.min(...drag), Math.max(...drag)] : [clamp(low), clamp(high)];
  if (!drag && !bounds) return null;
  return <rect className="powa-stretch" x={a} y={0} width={Math.max(1, b - a)} height={HEIGHT} />;
}

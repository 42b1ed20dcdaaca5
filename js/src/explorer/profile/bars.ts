// The geometry of a column's small picture: bars over the range of all values, what is left of them after filters on top.
import type { Bin, ColumnProfile } from "../../model/types";

export interface Bar {
  x: number;
  width: number;
  height: number;
  bin: Bin;
  last: boolean;
}

export interface Picture {
  all: Bar[];
  left: Bar[];
  from: number;
  to: number;
}

/** A bound as a number on an axis: numbers as they are, times as milliseconds; none for what is neither. */
export function place(value: unknown): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "boolean") return Number(value);
  if (typeof value !== "string" || value === "") return null;
  const number = Number(value);
  if (!Number.isNaN(number)) return Number.isFinite(number) ? number : null;
  if (/^\d\d:\d\d/.test(value)) return clockOf(value);
  const moment = Date.parse(normal(value));
  return Number.isNaN(moment) ? null : moment;
}

/** ISO as every browser reads it; without a zone it is taken as UTC, so that bars stand evenly. */
function normal(text: string): string {
  const iso = text.replace(" ", "T").replace(/(T.*[+-]\d\d)$/, "$1:00");
  return /T/.test(iso) && !/(Z|[+-]\d\d:?\d\d)$/i.test(iso) ? `${iso}Z` : iso;
}

function clockOf(text: string): number | null {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(":").map(Number.parseFloat);
  const total = hours * 3_600 + minutes * 60 + seconds;
  return Number.isNaN(total) ? null : total * 1_000;
}

interface Placed {
  from: number;
  to: number;
  bin: Bin;
}

function placed(bins: Bin[]): Placed[] {
  return bins.flatMap((bin) => {
    const from = place(bin.low);
    const to = place(bin.high);
    return from === null || to === null ? [] : [{ from, to, bin }];
  });
}

/** Rows for each unit of the axis, so that bars of different widths compare. */
function density({ from, to, bin }: Placed): number {
  return bin.count / (to - from || 1);
}

/** Bars in a box; `left`: what filters leave, or null where there are none. */
export function picture(all: Bin[], left: Bin[] | null, width: number, height: number): Picture | null {
  const bars = placed(all);
  const kept = placed(left ?? []);
  const first = bars[0] ?? kept[0];
  if (!first) return null;
  const from = Math.min(...bars.map((bar) => bar.from), ...kept.map((bar) => bar.from));
  const to = Math.max(...bars.map((bar) => bar.to), ...kept.map((bar) => bar.to));
  const most = Math.max(...(bars.length ? bars : kept).map(density)) || 1;
  const span = to - from || 1;
  const drawn = (list: Placed[]): Bar[] =>
    list.map((bar, index) => ({
      x: ((bar.from - from) / span) * width,
      width: to === from ? width : Math.max(1, ((bar.to - bar.from) / span) * width),
      height: bar.bin.count ? Math.max(1.5, Math.min(1, density(bar) / most) * height) : 0,
      bin: bar.bin,
      last: index === list.length - 1,
    }));
  return { all: drawn(bars), left: drawn(kept), from, to };
}

/** The bars that a stretch of pixels touches, as bounds in the database's own words; null where it touches none. */
export function brushed(bars: Bar[], x0: number, x1: number): { low: unknown; high: unknown; closed: boolean } | null {
  const [from, to] = x0 < x1 ? [x0, x1] : [x1, x0];
  const touched = bars.filter((bar) => bar.x < to && bar.x + bar.width > from);
  const [first, last] = [touched[0], touched.at(-1)];
  return first && last ? { low: first.bin.low, high: last.bin.high, closed: last.last } : null;
}

export function barAt(bars: Bar[], x: number): Bar | null {
  return bars.find((bar) => x >= bar.x && x < bar.x + bar.width) ?? null;
}

/** How far a profile is known, for people; nothing where it is exact. */
export function stageWords(profile: ColumnProfile): string {
  if (profile.stage === "sample") return "sample";
  return profile.stage === "statistics" ? "statistics" : "";
}

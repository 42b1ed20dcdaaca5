// From values to places on an axis, and which of them are written beside it.
import { short } from "../grid/numbers";
import { place } from "../profile/bars";
import type { Channel } from "./spec";

export interface Tick {
  at: number;
  label: string;
}

export interface Axis {
  title: string;
  /** The middle of a value; none for what has no place. */
  at(value: unknown): number | null;
  /** How wide a value of names is; 0 on an axis of numbers. */
  band: number;
  ticks: Tick[];
}

const MOST_NAMES = 40;

type Row = Record<string, unknown>;

/** Over `length` pixels; `zero`: bars begin at nothing. */
export function axis(channel: Channel, rows: Row[], length: number, zero: boolean): Axis {
  return channel.scale === "nominal" ? named(channel, rows, length) : measured(channel, rows, length, zero);
}

function named({ field, title }: Channel, rows: Row[], length: number): Axis {
  const names = [...new Set(rows.map((row) => String(row[field] ?? "null")))].slice(0, MOST_NAMES);
  const band = length / Math.max(1, names.length);
  const places = new Map(names.map((name, index) => [name, (index + 0.5) * band]));
  const every = Math.max(1, Math.ceil(18 / band));
  const ticks = names.flatMap((name, index) => (index % every ? [] : [{ at: places.get(name) ?? 0, label: name }]));
  return { title, band, ticks, at: (value) => places.get(String(value ?? "null")) ?? null };
}

function measured({ field, title, to, scale }: Channel, rows: Row[], length: number, zero: boolean): Axis {
  const values = rows.flatMap((row) => [place(row[field]), to ? place(row[to]) : null]).filter((one) => one !== null);
  const low = Math.min(...values, ...(zero ? [0] : []));
  const high = Math.max(...values, ...(zero ? [0] : []));
  const [from, end] = !values.length ? [0, 1] : low === high ? [low - 0.5, high + 0.5] : [low, high];
  const at = (value: number) => ((value - from) / (end - from)) * length;
  const made = scale === "temporal" ? moments(from, end) : steps(from, end);
  return {
    title,
    band: 0,
    ticks: made.map(({ value, label }) => ({ at: at(value), label })),
    at: (value) => {
      const number = place(value);
      return number === null ? null : at(number);
    },
  };
}

interface Step {
  value: number;
  label: string;
}

/** Round numbers, about five of them. */
export function steps(from: number, to: number): Step[] {
  const rough = (to - from) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, index) => {
    const value = Number(((first + index) * step).toPrecision(12));
    return { value, label: short(value) };
  });
}

const DAY = 86_400_000;

/** Evenly spaced moments, as short as their distance lets them be. */
export function moments(from: number, to: number): Step[] {
  const apart = (to - from) / 4;
  const cut = apart >= 300 * DAY ? [0, 4] : apart >= 25 * DAY ? [0, 7] : apart >= DAY ? [0, 10] : [5, 16];
  return Array.from({ length: 5 }, (_, index) => {
    const value = from + apart * index;
    return {
      value,
      label: new Date(value)
        .toISOString()
        .slice(...cut)
        .replace("T", " "),
    };
  });
}

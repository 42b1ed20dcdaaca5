// A chart where the page has nothing that draws Vega-Lite: bars, lines, points and squares from the same specification.
import type { ReactElement } from "react";
import { place } from "../profile/bars";
import { type Axis, axis } from "./scale";
import { FROM, type Plain, type Row, WHOLE } from "./spec";

const WIDTH = 640;
const HEIGHT = 300;
const LEFT = 64;
const BOTTOM = 40;
const TOP = 10;
const RIGHT = 16;
const INNER = { width: WIDTH - LEFT - RIGHT, height: HEIGHT - TOP - BOTTOM };
const COLOURS = 8;

export function Drawing({ chart }: { chart: Plain }) {
  const { rows } = chart;
  const tall = chart.mark === "bar" || chart.mark === "area";
  const lying = chart.y?.scale === "nominal" || Boolean(chart.y?.to && !chart.x.to);
  const standing = chart.x.scale !== "quantitative" || chart.x.to !== null;
  const x = axis(chart.x, rows, INNER.width, tall && lying);
  const y = chart.y ? axis(chart.y, rows, INNER.height, tall && standing && !lying) : null;
  const series = [...new Set(rows.map((row) => seriesOf(chart, row)))].slice(0, 40);
  return (
    <figure className="powa-chart">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${chart.y?.title ?? ""} by ${chart.x.title}`}>
        <Axes x={x} y={y} />
        <g transform={`translate(${LEFT} ${TOP})`}>
          {chart.mark === "line" || chart.mark === "area"
            ? series.map((name, index) => <Path key={name} {...{ chart, name, index, x, y, count: series.length }} />)
            : rows.map((row, index) => (
                <Shape
                  // biome-ignore lint/suspicious/noArrayIndexKey: rows of a drawing do not move.
                  key={index}
                  {...{ chart, row, x, y, count: series.length }}
                  index={series.indexOf(seriesOf(chart, row))}
                />
              ))}
        </g>
      </svg>
      {chart.color?.scale === "nominal" && series.length > 1 && (
        <figcaption>
          {series.map((name, index) => (
            <span key={name}>
              <i className={`powa-series-${index % COLOURS}`} />
              {name}
            </span>
          ))}
        </figcaption>
      )}
    </figure>
  );
}

function seriesOf({ color }: Plain, row: Row): string {
  return color?.scale === "nominal" ? String(row[color.field] ?? "null") : "";
}

/** How strong a square is, from 0.1 to 1, by its number. */
function strength({ color, rows }: Plain, row: Row): number {
  if (!color || color.scale === "nominal") return 1;
  const values = rows.map((one) => place(one[color.field])).filter((one) => one !== null);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return 0.1 + 0.9 * (((place(row[color.field]) ?? low) - low) / (high - low || 1));
}

interface MarkProps {
  chart: Plain;
  x: Axis;
  y: Axis | null;
  index: number;
  /** How many series there are. */
  count: number;
}

function Shape({ chart, row, x, y, index, count }: MarkProps & { row: Row }): ReactElement | null {
  const at = x.at(row[chart.x.field]);
  const up = y && chart.y ? y.at(row[chart.y.field]) : INNER.height / 2;
  if (at === null || up === null) return null;
  const look = `powa-series-${index % COLOURS}`;
  const top = INNER.height - up;
  const label = (
    <title>
      {Object.entries(row[WHOLE] ?? row)
        .map(([name, value]) => `${name}: ${value}`)
        .join("\n")}
    </title>
  );
  if (chart.mark === "point")
    return (
      <circle className={look} cx={at} cy={top} r={3} opacity={0.75}>
        {label}
      </circle>
    );
  const square = chart.mark === "rect";
  const beside = chart.stacked ? { index: 0, count: 1 } : { index, count };
  const box = square ? squareOf(chart, row, x, y, at, top) : bar(chart, row, x, y, at, top, beside);
  const over = !chart.stacked && count > 1 && !x.band && !y?.band;
  return (
    <rect className={look} {...box} opacity={square ? strength(chart, row) : over ? 0.6 : 1}>
      {label}
    </rect>
  );
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const reach = (axis: Axis, value: unknown, at: number, other: number): number =>
  Math.max(1, Math.abs((axis.at(value) ?? at + other) - at));

/** `beside`: bars of one name that are not stacked share its room. */
function bar(
  chart: Plain,
  row: Row,
  x: Axis,
  y: Axis | null,
  at: number,
  top: number,
  { index, count }: { index: number; count: number },
): Box {
  const from = row[FROM] ?? 0;
  if (y?.band && !x.band) {
    const start = x.at(from) ?? 0;
    const high = (y.band * 0.8) / count;
    return { x: Math.min(start, at), y: top - y.band * 0.4 + index * high, width: Math.abs(at - start), height: high };
  }
  if (y && chart.y?.to && !chart.x.to) {
    const start = x.at(from) ?? 0;
    const high = Math.max(0.5, reach(y, row[chart.y.to], INNER.height - top, 4) - 1);
    return { x: Math.min(start, at), y: top - high, width: Math.abs(at - start), height: high };
  }
  const zero = INNER.height - Math.max(0, y?.at(from) ?? 0);
  const height = Math.max(0.5, Math.abs(zero - top));
  if (chart.x.to)
    return { x: at, y: Math.min(top, zero), width: Math.max(0.5, reach(x, row[chart.x.to], at, 4) - 1), height };
  const wide = x.band ? (x.band * 0.8) / count : Math.max(2, (INNER.width / chart.rows.length) * 0.8);
  const left = x.band ? at - x.band * 0.4 + index * wide : at - wide / 2;
  return { x: left, y: Math.min(top, zero), width: wide, height };
}

function squareOf(chart: Plain, row: Row, x: Axis, y: Axis | null, at: number, top: number): Box {
  const across = Math.sqrt(chart.rows.length) || 1;
  const width = x.band || (chart.x.to ? reach(x, row[chart.x.to], at, 8) : INNER.width / across);
  const up = y?.at(row[chart.y?.field ?? ""]) ?? 0;
  const height = y?.band || (y && chart.y?.to ? reach(y, row[chart.y.to], up, 8) : INNER.height / across);
  return { x: chart.x.to ? at : at - width / 2, y: chart.y?.to ? top - height : top - height / 2, width, height };
}

function Path({ chart, name, index, x, y }: MarkProps & { name: string }) {
  const points = chart.rows
    .filter((row) => seriesOf(chart, row) === name)
    .flatMap((row) => {
      const at = x.at(row[chart.x.field]);
      const up = y && chart.y ? y.at(row[chart.y.field]) : 0;
      const low = INNER.height - Math.max(0, y?.at(row[FROM] ?? 0) ?? 0);
      return at === null || up === null ? [] : [{ at, top: INNER.height - up, low }];
    })
    .sort((a, b) => a.at - b.at);
  const filled = chart.mark === "area" && points.length > 1;
  const back = filled ? points.map(({ at, low }) => ({ at, top: low })).reverse() : [];
  const line = [...points, ...back].map(({ at, top }) => `${at.toFixed(1)},${top.toFixed(1)}`).join("L");
  const look = `powa-series-${index % COLOURS} ${filled ? "powa-area" : "powa-stroke"}`;
  return <path className={look} d={`M${line}${filled ? "Z" : ""}`} />;
}

function Axes({ x, y }: { x: Axis; y: Axis | null }) {
  const cut = (label: string, most: number) => (label.length > most ? `${label.slice(0, most - 1)}…` : label);
  const room = Math.max(4, Math.floor(INNER.width / Math.max(1, x.ticks.length) / 6));
  return (
    <g className="powa-axes">
      <path d={`M${LEFT},${TOP}V${TOP + INNER.height}H${WIDTH - RIGHT}`} />
      {x.ticks.map(({ at, label }) => (
        <text key={at} x={LEFT + at} y={TOP + INNER.height + 14} textAnchor="middle">
          {cut(label, room)}
        </text>
      ))}
      {y?.ticks.map(({ at, label }) => (
        <text key={at} x={LEFT - 6} y={TOP + INNER.height - at + 3} textAnchor="end">
          {cut(label, 10)}
        </text>
      ))}
      <text className="powa-axis-title" x={LEFT + INNER.width / 2} y={HEIGHT - 6} textAnchor="middle">
        {x.title}
      </text>
      {y && (
        <text
          className="powa-axis-title"
          transform={`translate(11 ${TOP + INNER.height / 2}) rotate(-90)`}
          textAnchor="middle"
        >
          {y.title}
        </text>
      )}
    </g>
  );
}

// A chart where the page has nothing that draws Vega-Lite: bars, lines, points and squares from the same specification.
import type { ReactElement } from "react";
import { place } from "../profile/bars";
import { type Axis, axis } from "./scale";
import type { Plain } from "./spec";

const WIDTH = 640;
const HEIGHT = 300;
const LEFT = 64;
const BOTTOM = 40;
const TOP = 10;
const RIGHT = 16;
const INNER = { width: WIDTH - LEFT - RIGHT, height: HEIGHT - TOP - BOTTOM };
const COLOURS = 8;

type Row = Record<string, unknown>;

export function Drawing({ chart }: { chart: Plain }) {
  const { rows } = chart;
  const tall = chart.mark === "bar" || chart.mark === "area";
  const x = axis(chart.x, rows, INNER.width, tall && chart.y?.scale === "nominal");
  const y = chart.y ? axis(chart.y, rows, INNER.height, tall && chart.x.scale !== "quantitative") : null;
  const series = [...new Set(rows.map((row) => seriesOf(chart, row)))].slice(0, 40);
  return (
    <figure className="powa-chart">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${chart.y?.title ?? ""} by ${chart.x.title}`}>
        <Axes x={x} y={y} />
        <g transform={`translate(${LEFT} ${TOP})`}>
          {chart.mark === "line" || chart.mark === "area"
            ? series.map((name, index) => <Path key={name} {...{ chart, name, index, x, y }} />)
            : rows.map((row, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows of a drawing do not move.
                <Shape key={index} {...{ chart, row, x, y }} index={series.indexOf(seriesOf(chart, row))} />
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
}

function Shape({ chart, row, x, y, index }: MarkProps & { row: Row }): ReactElement | null {
  const at = x.at(row[chart.x.field]);
  const up = y && chart.y ? y.at(row[chart.y.field]) : INNER.height / 2;
  if (at === null || up === null) return null;
  const look = `powa-series-${index % COLOURS}`;
  const top = INNER.height - up;
  const label = (
    <title>
      {Object.entries(row)
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
  const box = chart.mark === "rect" ? square(chart, row, x, y, at, top) : bar(chart, row, x, y, at, top);
  return (
    <rect className={look} {...box} opacity={chart.mark === "rect" ? strength(chart, row) : 1}>
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

function bar(chart: Plain, row: Row, x: Axis, y: Axis | null, at: number, top: number): Box {
  if (y?.band && !x.band) {
    const start = x.at(0) ?? 0;
    return { x: Math.min(start, at), y: top - y.band * 0.4, width: Math.abs(at - start), height: y.band * 0.8 };
  }
  const zero = INNER.height - Math.max(0, y?.at(0) ?? 0);
  const height = Math.max(0.5, Math.abs(zero - top));
  if (chart.x.to)
    return { x: at, y: Math.min(top, zero), width: Math.max(0.5, reach(x, row[chart.x.to], at, 4) - 1), height };
  const wide = x.band ? x.band * 0.8 : Math.max(2, (INNER.width / chart.rows.length) * 0.8);
  return { x: at - wide / 2, y: Math.min(top, zero), width: wide, height };
}

function square(chart: Plain, row: Row, x: Axis, y: Axis | null, at: number, top: number): Box {
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
      return at === null || up === null ? [] : [[at, INNER.height - up] as const];
    })
    .sort((a, b) => a[0] - b[0]);
  const line = points.map(([at, top]) => `${at.toFixed(1)},${top.toFixed(1)}`).join("L");
  const filled = chart.mark === "area" && points.length > 1;
  const closed = filled ? `${line}L${points.at(-1)?.[0]},${INNER.height}L${points[0]?.[0]},${INNER.height}Z` : line;
  return <path className={`powa-series-${index % COLOURS} ${filled ? "powa-area" : "powa-stroke"}`} d={`M${closed}`} />;
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

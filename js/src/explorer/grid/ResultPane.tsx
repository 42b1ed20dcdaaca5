// The rows of a view: the grid or a chart, and the line below with what can be done.
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { View } from "../../model/types";
import { ChartPane } from "../chart/ChartPane";
import type { ChartWish, Client, Page } from "../client";
import { conditionsOf, filtered } from "./change";
import { allColumnItems, columnItems } from "./columnMenu";
import type { CopyFormat } from "./copy";
import { copy } from "./copying";
import { ExportBox } from "./ExportBox";
import { FilterBox } from "./FilterBox";
import { type Asked, Grid } from "./Grid";
import { entered } from "./keys";
import { type Item, Menu } from "./Menu";
import { StatusLine } from "./StatusLine";
import { type Result, useResult } from "./useResult";
import { ValueBox } from "./ValueBox";

export interface ResultPaneProps {
  client: Client;
  view: View;
  onView(view: View): void;
  /** Rows that were saved with the notebook: shown until the kernel answers. */
  first?: Page | null;
  /** The chart that is shown first; none for rows. */
  drawn?: ChartWish | null;
  /** Writes code into a new cell; none where the page has no notebook. */
  insert?: ((code: string) => void) | null;
}

export type Opened = { what: Asked | "columns" | "copy" | "export"; column: string; anchor: DOMRect };

const SAID_MS = 6_000;
const COPIES: [CopyFormat, string][] = [
  ["tsv", "Copy"],
  ["csv", "Copy as CSV"],
  ["markdown", "Copy as Markdown"],
  ["python", "Copy as Python"],
];

/** A view comes without what it leaves open. */
function whole({ relation, filters = [], orders = [], columns = null }: Partial<View> & Pick<View, "relation">): View {
  return { relation, filters, orders, columns };
}

export function ResultPane({ client, view: given, onView, first, drawn, insert }: ResultPaneProps) {
  const view = useMemo(() => whole(given), [given]);
  const result = useResult(client, view, first ?? null, onView);
  const { sheet, profiles } = result;
  const state = useSyncExternalStore(sheet.subscribe, sheet.snapshot);
  const home = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [chart, setChart] = useState(Boolean(drawn));
  const [opened, setOpened] = useState<Opened | null>(null);
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(""), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const close = useCallback(() => setOpened(null), []);
  const ask = useCallback(
    (what: Opened["what"], column: string, anchor: DOMRect) => setOpened({ what, column, anchor }),
    [],
  );
  const put = useCallback(
    async (format: CopyFormat) => setSaid(await copy(sheet, client, view, format)),
    [sheet, client, view],
  );
  const act = useCallback(
    (action: "copy" | "goto" | "undo" | "redo" | "menu") => {
      if (action === "copy") void put("tsv");
      else if (action === "goto") field.current?.focus();
      else if (action !== "menu") result[action]();
    },
    [put, result],
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to what is within.
    <div ref={home} className="powa-result" data-lm-suppress-shortcuts="true" onKeyDown={entered}>
      {chart ? (
        <ChartPane client={client} view={view} columns={state.all} insert={insert} first={drawn ?? {}} />
      ) : (
        <Grid sheet={sheet} profiles={profiles} view={view} onView={onView} onAsk={ask} onAction={act} />
      )}
      <StatusLine {...{ view, onView, result, chart, said, field }} onChart={() => setChart(!chart)} onOpen={ask} />
      {home.current && opened && (
        <OpenedBox {...{ client, view, onView, result, opened, ask, put }} home={home.current} onClose={close} />
      )}
      {home.current && state.open && !chart && (
        <ValueBox sheet={sheet} cell={state.open} home={home.current} onClose={() => sheet.open(null)} />
      )}
    </div>
  );
}

interface OpenedBoxProps extends ResultPaneProps {
  result: Result;
  opened: Opened;
  home: HTMLElement;
  ask(what: Opened["what"], column: string, anchor: DOMRect): void;
  put(format: CopyFormat): Promise<void>;
  onClose(): void;
}

function OpenedBox({ client, view, onView, result, opened, home, ask, put, onClose }: OpenedBoxProps) {
  const { sheet } = result;
  const { what, column, anchor } = opened;
  const common = { anchor, home, onClose };
  if (what === "export") return <ExportBox client={client} view={view} {...common} />;
  if (what === "columns") return <Menu label="Columns" items={allColumnItems(sheet, view, onView)} {...common} />;
  if (what === "copy") {
    const items: Item[] = COPIES.map(([format, label], index) => ({
      label,
      aside: index ? undefined : "Ctrl+C",
      run: () => void put(format),
    }));
    return <Menu label="Copy" items={items} {...common} />;
  }
  if (what === "menu") {
    const deeds = { onView, onFilter: () => ask("filter", column, anchor) };
    return <Menu label={`Menu of ${column}`} items={columnItems(sheet, view, column, deeds)} {...common} />;
  }
  return <ColumnFilter key={column} {...{ column, view, onView, result }} {...common} />;
}

interface ColumnFilterProps extends Pick<OpenedBoxProps, "view" | "onView" | "result" | "home" | "onClose"> {
  column: string;
  anchor: DOMRect;
}

/** Its frequent values are asked for, where profiles are off or have not come so far. */
function ColumnFilter({ column, view, onView, result, ...common }: ColumnFilterProps) {
  const { sheet, profiles } = result;
  const profile = useSyncExternalStore(profiles.subscribe, () => profiles.snapshot().all.get(column));
  useEffect(() => profiles.want([...sheet.snapshot().visible, column]), [profiles, sheet, column]);
  return (
    <FilterBox
      column={column}
      kind={sheet.layout.kinds.get(column) ?? "other"}
      filters={conditionsOf(view, column)}
      profile={profile}
      onApply={(conditions) => onView(filtered(view, column, conditions))}
      {...common}
    />
  );
}

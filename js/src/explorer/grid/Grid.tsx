// The table on the page, with the heads of its columns drawn by React where the table wants them.
import { type KeyboardEvent, memo, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { createPortal } from "react-dom";
import type { Shown, View } from "../../model/types";
import type { Profiles } from "../profile/profiles";
import { Summary } from "../profile/Summary";
import { between, conditionsOf, filtered, moved, sorted, toggled } from "./change";
import { Header } from "./Header";
import { type Action, actionOf } from "./keys";
import { point } from "./pointer";
import { all, cursor } from "./selection";
import type { Sheet } from "./sheet";

export type Asked = "menu" | "filter";

interface GridProps {
  sheet: Sheet;
  profiles: Profiles;
  view: View;
  onView(view: View): void;
  /** Something beside a column is to be opened. */
  onAsk(what: Asked, column: string, anchor: DOMRect): void;
  /** A key that is not the grid's own. */
  onAction(action: Exclude<Action["do"], "step" | "all" | "open" | "leave">): void;
}

export function Grid(props: GridProps) {
  const { sheet, profiles } = props;
  const host = useRef<HTMLDivElement>(null);
  const state = useSyncExternalStore(sheet.subscribe, sheet.snapshot);
  useEffect(() => {
    if (!host.current) return;
    const away = [sheet.screen.mount(host.current), point(host.current, sheet)];
    return () => {
      for (const one of away) one();
    };
  }, [sheet]);
  useEffect(() => {
    if (state.profiled) profiles.want(state.visible);
  }, [profiles, state.profiled, state.visible]);
  const busy = state.turning || state.rows.loading;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the table within has the focus and the role.
    <div
      ref={host}
      className={`powa-grid${busy ? " powa-grid-busy" : ""}${state.profiled ? "" : " powa-grid-plain"}`}
      aria-busy={busy}
      onKeyDown={(event) => pressed(event, props)}
    >
      <Heads {...props} visible={state.visible} profiled={state.profiled} shown={state.rows.shown} />
      {createPortal(
        <button
          type="button"
          className="powa-all"
          aria-label="Choose all cells"
          title="Choose all cells"
          onClick={() => {
            sheet.select(all(sheet.size), false);
            sheet.screen.focus();
          }}
        />,
        sheet.screen.corner,
      )}
    </div>
  );
}

function pressed(event: KeyboardEvent, { sheet, onAction, onAsk }: GridProps): void {
  const inTable = event.target instanceof HTMLTableElement;
  const action = actionOf(event);
  if (!action || (!inTable && !["undo", "redo", "goto", "copy"].includes(action.do))) return;
  if (action.do === "copy" && !sheet.selection.areas.length) return;
  event.preventDefault();
  event.stopPropagation();
  const at = cursor(sheet.selection);
  if (action.do === "step") sheet.step(action.step, action.extend);
  else if (action.do === "all") sheet.select(all(sheet.size), false);
  else if (action.do === "open") sheet.open(at);
  else if (action.do === "leave") (event.currentTarget.closest<HTMLElement>(".jp-Cell, [tabindex]") ?? null)?.focus();
  else if (action.do === "menu") {
    const name = sheet.layout.order[at?.column ?? 0];
    const element = sheet.screen.cursorElement() ?? event.currentTarget;
    if (name) onAsk("menu", name, element.getBoundingClientRect());
  } else onAction(action.do);
}

function Heads(props: GridProps & { visible: readonly string[]; profiled: boolean; shown: Shown | null }) {
  const [mark, setMark] = useState<number | null>(null);
  return (
    <>
      {props.visible.map((name) =>
        createPortal(<Head {...props} name={name} onMark={setMark} />, props.sheet.screen.header(name), name),
      )}
      {mark !== null && <span className="powa-drop" style={{ left: mark }} />}
    </>
  );
}

interface HeadProps extends Omit<GridProps, "onAction"> {
  name: string;
  profiled: boolean;
  shown: Shown | null;
  onMark(x: number | null): void;
}

/** Drawn anew when something about its column changes, not with every cell that is chosen. */
const Head = memo(function Head({ sheet, profiles, view, name, profiled, shown, onView, onAsk, onMark }: HeadProps) {
  const known = useSyncExternalStore(profiles.subscribe, () => profiles.snapshot().all.get(name));
  const left = useSyncExternalStore(profiles.subscribe, () => profiles.snapshot().left?.get(name));
  const { layout } = sheet;
  const rank = view.orders.findIndex((order) => order.column === name);
  const column = shown?.columns.find((one) => one.name === name);
  const dropped = (x: number) => {
    const { before } = sheet.screen.gapAt(x);
    if (before !== name) onView(moved(view, layout.all, name, before));
  };
  return (
    <>
      <Header
        name={name}
        type={column?.type ?? ""}
        kind={layout.kinds.get(name) ?? "other"}
        order={view.orders[rank] ?? null}
        rank={view.orders.length > 1 ? rank + 1 : null}
        filtered={conditionsOf(view, name).length > 0}
        comment={column?.comment ?? null}
        width={() => layout.width(name)}
        onSort={(more) => onView(sorted(view, name, more))}
        onMenu={(anchor) => onAsk("menu", name, anchor)}
        onFilter={(anchor) => onAsk("filter", name, anchor)}
        onWidth={(width) => sheet.resize(name, width)}
        onDrag={(x) => onMark(x === null ? null : sheet.screen.gapAt(x).left)}
        onDrop={dropped}
      />
      {profiled && (
        <Summary
          profile={known}
          left={left}
          filtered={view.filters.length > 0}
          view={view}
          onRange={(range) => onView(filtered(view, name, range ? between(range.low, range.high, range.closed) : []))}
          onToggle={(value) => onView(toggled(view, name, value))}
        />
      )}
    </>
  );
});

// The tree of sources, schemas, tables and columns: only what is in sight is drawn, the keyboard reaches all of it.
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useParts } from "./context";
import { ICONS } from "./icons";
import { Menu } from "./Menu";
import { useNodeMenu } from "./nodeMenu";
import { relationOf } from "./nodes";
import { moved, parentOf, type Row, rowsOf, typedTo } from "./rows";
import { ROW_HEIGHT, TreeRow } from "./TreeRow";

const BEYOND = 8;
const TYPING_MS = 700;

export function SchemaTree() {
  const { tree } = useParts();
  const known = useSyncExternalStore(tree.subscribe, tree.snapshot);
  const rows = useMemo(() => rowsOf(known), [known]);
  return (
    <div className="powa-sources">
      <div className="powa-search">
        {ICONS.search}
        <input
          type="search"
          aria-label="Find tables and columns"
          placeholder="Find tables and columns"
          value={known.q}
          onChange={(event) => tree.search(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape" || !known.q) return;
            event.stopPropagation();
            tree.search("");
          }}
        />
        <button
          type="button"
          className="powa-tool"
          aria-label="Read the sources anew"
          title="Read the sources anew"
          onClick={() => void tree.refreshAll()}
        >
          {ICONS.refresh}
        </button>
      </div>
      {known.phase === "failed" ? (
        <div className="powa-message" role="alert">
          <p className="powa-message-title">The sources cannot be read</p>
          <p>{known.problem}</p>
          <button type="button" className="powa-button" onClick={() => void tree.load()}>
            Try again
          </button>
        </div>
      ) : known.phase === "loading" && !rows.length ? (
        <div className="powa-message" role="status">
          <p>Reading the sources…</p>
        </div>
      ) : (
        <Rows rows={rows} />
      )}
    </div>
  );
}

function Rows({ rows }: { rows: Row[] }) {
  const box = useRef<HTMLDivElement>(null);
  const { first, last, onScroll, height } = useWindow(box, rows.length);
  const [current, setCurrent] = useState<string | null>(null);
  const [menu, setMenu] = useState<{ row: Row; x: number; y: number } | null>(null);
  const at = placeOf(rows, current);
  const act = useActs();
  const base = useId();
  const idOf = (index: number) => `${base}-${index}`;
  const onKeyDown = useKeys(rows, at, Math.max(1, Math.floor(height / ROW_HEIGHT) - 1), {
    go: (to) => setCurrent(rows[to]?.key ?? null),
    act,
    menu: (row) => {
      const place = currentPlace(box.current);
      if (place) setMenu({ row, x: place.left + 32, y: place.bottom });
    },
  });
  useInSight(box, at);
  useMore(rows, first, last);
  const [close] = useState(() => () => setMenu(null));
  const rowOf = (row: Row, index: number) => ({
    ...{ id: idOf(index), row, top: index * ROW_HEIGHT, current: index === at },
    ...deedsOf(row, act, setCurrent, (x, y) => setMenu({ row, x, y })),
  });
  return (
    <>
      <div
        ref={box}
        className="powa-tree"
        role="tree"
        aria-label="Data sources"
        tabIndex={0}
        aria-activedescendant={rows[at] && at >= first && at < last ? idOf(at) : undefined}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
      >
        <div role="presentation" style={{ height: rows.length * ROW_HEIGHT }}>
          {rows.slice(first, last).map((row, index) => (
            <TreeRow key={row.key} {...rowOf(row, first + index)} />
          ))}
        </div>
      </div>
      {menu && <NodeMenu {...menu} onClose={close} />}
    </>
  );
}

/** What comes into sight of a branch that has more is asked for. */
function useMore(rows: Row[], first: number, last: number): void {
  const { tree } = useParts();
  useEffect(() => {
    for (const row of rows.slice(first, last)) if (row.kind === "more") void tree.more(row.branch);
  }, [rows, first, last, tree]);
}

function deedsOf(
  row: Row,
  act: ReturnType<typeof useActs>,
  setCurrent: (key: string) => void,
  menu: (x: number, y: number) => void,
) {
  return {
    onPick: () => {
      setCurrent(row.key);
      act(row, "pick");
    },
    onOpen: () => act(row, "open"),
    onMenu: (x: number, y: number) => {
      setCurrent(row.key);
      menu(x, y);
    },
  };
}

function currentPlace(box: HTMLElement | null): DOMRect | undefined {
  return box?.querySelector("[data-current]")?.getBoundingClientRect();
}

function placeOf(rows: Row[], key: string | null): number {
  return Math.max(
    0,
    rows.findIndex((row) => row.key === key),
  );
}

function NodeMenu({ row, x, y, onClose }: { row: Row; x: number; y: number; onClose(): void }) {
  const items = useNodeMenu(row);
  return items.length ? <Menu label="Actions" items={items} at={{ x, y }} onClose={onClose} /> : null;
}

/** What is seen of the list, in rows. */
function useWindow(box: { current: HTMLDivElement | null }, count: number) {
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(480);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setHeight(element.clientHeight || 480); // a page without layout draws some rows all the same
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [box]);
  const first = Math.max(0, Math.min(count, Math.floor(top / ROW_HEIGHT)) - BEYOND);
  const last = Math.min(count, Math.ceil((top + height) / ROW_HEIGHT) + BEYOND);
  return { first, last, height, onScroll: () => setTop(box.current?.scrollTop ?? 0) };
}

function useInSight(box: { current: HTMLDivElement | null }, at: number): void {
  useEffect(() => {
    const element = box.current;
    if (!element?.clientHeight) return;
    const top = at * ROW_HEIGHT;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + ROW_HEIGHT > element.scrollTop + element.clientHeight)
      element.scrollTop = top + ROW_HEIGHT - element.clientHeight;
  }, [box, at]);
}

/** `pick`: a click or Space looks into it; `open`: a double click or Enter opens it for good. */
type Act = (row: Row, how: "pick" | "open") => void;

function useActs(): Act {
  const { explorer, tree } = useParts();
  return (row, how) => {
    if (row.kind === "more") return void tree.more(row.branch);
    if (row.kind === "note") return row.tone === "failed" ? void tree.refresh(row.branch) : undefined;
    if (row.kind === "place") return tree.toggle(row.key);
    const relation = relationOf(row.place, row.node);
    if (relation) explorer.openRelation(relation, row.node.name, how === "pick");
    else if (row.open !== null) tree.toggle(row.key);
  };
}

interface Deeds {
  go(to: number): void;
  act: Act;
  menu(row: Row): void;
}

function useKeys(rows: Row[], at: number, page: number, { go, act, menu }: Deeds) {
  const { tree } = useParts();
  const typed = useRef({ text: "", at: 0 });
  const sideways = (key: string, row: Row): void => {
    const open = row.kind === "place" || row.kind === "node" ? row.open : null;
    if (key === "ArrowRight" && open === false) tree.toggle(row.key);
    else if (key === "ArrowRight" && open && (rows[at + 1]?.level ?? 0) > row.level) go(at + 1);
    else if (key === "ArrowLeft" && open) tree.toggle(row.key);
    else if (key === "ArrowLeft") go(parentOf(rows, at));
  };
  const type = (letter: string): void => {
    const now = Date.now();
    const text = now - typed.current.at < TYPING_MS ? typed.current.text + letter : letter;
    typed.current = { text, at: now };
    const to = typedTo(rows, at, text);
    if (to !== null) go(to);
  };
  return (event: KeyboardEvent) => {
    const row = rows[at];
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = moved(rows, at, event.key, page);
    const wantsMenu = event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey);
    if (to !== null) go(to);
    else if (event.key === "ArrowRight" || event.key === "ArrowLeft") sideways(event.key, row);
    else if (event.key === "Enter") act(row, "open");
    else if (event.key === " ") act(row, "pick");
    else if (wantsMenu) menu(row);
    else if (event.key === "F5") void tree.refresh("branch" in row ? row.branch : row.key);
    else if (event.key.length === 1) type(event.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

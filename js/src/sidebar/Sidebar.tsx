// The sidebar: what there is (workflows, executions, agents, sources, datasets), to be found, opened and acted upon.
import { createContext, type MouseEvent, useContext, useState, useSyncExternalStore } from "react";
import { Root } from "../workflow/Root";
import { absent, found, type Kind, type Listed, type Lists, type Row, SECTIONS } from "./lists";

/** What JupyterLab does for the sidebar. */
export interface Host {
  execute(command: string, args: Record<string, unknown>): void;
  /** A text in the user's language. */
  say(text: string): string;
}

const HostContext = createContext<Host>({ execute: () => {}, say: (text) => text });

interface Button {
  command: string;
  label: string;
  sign: string;
}

const DEEDS: Partial<Record<Kind, readonly Button[]>> = {
  workflow: [
    { command: "powa:new-workflow", label: "New workflow", sign: "+" },
    { command: "powa:import-workflow", label: "Import a workflow from a file", sign: "↥" },
  ],
};

export function Sidebar({ lists, host }: { lists: Lists; host: Host }) {
  const snap = useSyncExternalStore(lists.subscribe, lists.snapshot);
  const [query, setQuery] = useState("");
  const missing = absent(snap);
  return (
    <HostContext.Provider value={host}>
      <Root height="100%">
        <div className="powa-side">
          <header className="powa-side-head">
            <input
              type="search"
              className="powa-side-search"
              placeholder={host.say("Search")}
              aria-label={host.say("Search")}
              value={query}
              onChange={(event) => setQuery(event.target.value)}
            />
            <Tool label={host.say("Refresh")} sign="↻" onClick={() => void lists.load()} />
          </header>
          {missing ? (
            <p className="powa-side-note" role="alert">
              {missing}
            </p>
          ) : (
            SECTIONS.map((section) => (
              <SectionView key={section.kind} {...section} listed={snap[section.kind]} query={query} lists={lists} />
            ))
          )}
        </div>
      </Root>
    </HostContext.Provider>
  );
}

function Tool({ label, sign, onClick }: { label: string; sign: string; onClick(): void }) {
  return (
    <button type="button" className="powa-side-tool" title={label} aria-label={label} onClick={onClick}>
      <span aria-hidden="true">{sign}</span>
    </button>
  );
}

interface SectionProps {
  kind: Kind;
  title: string;
  empty: string;
  listed: Listed;
  query: string;
  lists: Lists;
}

function SectionView({ kind, title, empty, listed, query, lists }: SectionProps) {
  const host = useContext(HostContext);
  const [open, setOpen] = useState(true);
  const rows = found(listed.rows, query);
  return (
    <section className="powa-side-section" aria-label={host.say(title)} data-powa-section={kind}>
      <header className="powa-side-title">
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          <span aria-hidden="true">{open ? "▾" : "▸"}</span> {host.say(title)}{" "}
          <span className="powa-side-count">{listed.phase === "ready" ? listed.rows.length : ""}</span>
        </button>
        {DEEDS[kind]?.map(({ command, label, sign }) => (
          <Tool key={command} label={host.say(label)} sign={sign} onClick={() => host.execute(command, {})} />
        ))}
      </header>
      {open && listed.phase === "loading" && <p className="powa-side-note">{host.say("Loading…")}</p>}
      {open && listed.phase === "failed" && (
        <div className="powa-side-note" role="alert">
          {listed.problem}{" "}
          <button type="button" className="powa-button" onClick={() => void lists.load()}>
            {host.say("Try again")}
          </button>
        </div>
      )}
      {open && listed.phase === "ready" && !rows.length && (
        <p className="powa-side-note">{host.say(query.trim() ? "Nothing of that name." : empty)}</p>
      )}
      {open && rows.length > 0 && (
        <ul className="powa-side-rows">
          {rows.map((row) => (
            <RowView key={row.id} kind={kind} row={row} />
          ))}
        </ul>
      )}
    </section>
  );
}

const RUNNING = new Set(["pending", "running"]);

/** What a click does; everything else is in the menu. */
function RowView({ kind, row }: { kind: Kind; row: Row }) {
  const host = useContext(HostContext);
  const open = () => {
    if (kind === "workflow" || kind === "execution") host.execute("powa:open-workflow", { id: row.workflow ?? row.id });
    else host.execute("powa:insert-code", { kind, id: row.id, name: row.name });
  };
  const running = RUNNING.has(row.status ?? "");
  return (
    <li
      className="powa-side-row"
      data-powa-kind={kind}
      data-powa-id={row.id}
      data-powa-name={row.name}
      data-powa-workflow={row.workflow}
    >
      <button
        type="button"
        className="powa-side-open"
        title={`${row.name}${row.note ? ` · ${row.note}` : ""}`}
        onClick={open}
      >
        {row.status && <i className={`powa-side-dot powa-is-${colour(row.status)}`} aria-hidden="true" />}
        <span className="powa-side-name">{row.name}</span> <span className="powa-side-meta">{row.note}</span>
      </button>
      {running && (
        <Tool
          label={`${host.say("Stop")} ${row.name}`}
          sign="■"
          onClick={() => host.execute("powa:stop-execution", { id: row.id })}
        />
      )}
      <button
        type="button"
        className="powa-side-tool"
        aria-haspopup="menu"
        aria-label={`${host.say("More")}: ${row.name}`}
        onClick={more}
      >
        <span aria-hidden="true">⋯</span>
      </button>
    </li>
  );
}

function colour(status: NonNullable<Row["status"]>): string {
  return { pending: "running", running: "running", completed: "success", failed: "error" }[status];
}

/** Opens the menu that a right click opens, below the button. */
function more({ currentTarget }: MouseEvent<HTMLElement>): void {
  const { left, bottom } = currentTarget.getBoundingClientRect();
  const at = { bubbles: true, cancelable: true, clientX: left, clientY: bottom };
  currentTarget.dispatchEvent(new window.MouseEvent("contextmenu", at));
}

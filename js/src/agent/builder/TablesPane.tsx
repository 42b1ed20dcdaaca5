// The tables of the source: which of them the agent knows, and what the one that is open means.
import { useState } from "react";
import { Nothing } from "../../workflow/panes";
import { withoutTable } from "./draft";
import type { PaneProps } from "./Header";
import { TableForm } from "./TableForm";

/** Rows of the list that are drawn at once; the search finds the others. */
const SHOWN = 200;

export function TablesPane({ builder, state }: PaneProps) {
  const { draft } = state;
  const [search, setSearch] = useState("");
  const [open, setOpen] = useState<string | null>(draft.tables[0]?.name ?? null);
  const chosen = new Map(draft.tables.map((table) => [table.name, table]));
  const names = [...new Set([...chosen.keys(), ...(state.tables ?? [])])];
  const found = names.filter((name) => name.toLowerCase().includes(search.trim().toLowerCase()));
  const table = open === null ? undefined : chosen.get(open);
  const toggle = (name: string) => {
    if (chosen.has(name)) return builder.edit(withoutTable(draft, name));
    setOpen(name);
    void builder.choose(name);
  };
  return (
    <div className="powa-builder-two">
      <div className="powa-builder-list">
        <input
          className="powa-input"
          type="search"
          aria-label="Find a table"
          placeholder={state.tables ? `Find in ${names.length} tables` : "Reading the tables…"}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <ul aria-label="Tables">
          {found.slice(0, SHOWN).map((name) => (
            <li key={name}>
              <input
                type="checkbox"
                aria-label={`The agent knows ${name}`}
                checked={chosen.has(name)}
                onChange={() => toggle(name)}
              />
              <button
                type="button"
                className="powa-builder-open"
                aria-current={name === open && chosen.has(name)}
                disabled={!chosen.has(name)}
                onClick={() => setOpen(name)}
              >
                {name}
              </button>
            </li>
          ))}
        </ul>
        {found.length > SHOWN && <p className="powa-nothing">{found.length - SHOWN} more: search for them.</p>}
        {state.tables && !found.length && <Nothing text="There is no such table." />}
      </div>
      <div className="powa-builder-main">
        {table ? (
          <TableForm key={table.name} table={table} builder={builder} state={state} />
        ) : (
          <Nothing text="Choose the tables that the agent shall know, and say what they mean." />
        )}
      </div>
    </div>
  );
}

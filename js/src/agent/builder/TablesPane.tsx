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
  const [open, setOpen] = useState<string | null>(draft.tables[0]?.name ?? null);
  const table = draft.tables.find((one) => one.name === open);
  const toggle = (name: string) => {
    if (draft.tables.some((one) => one.name === name)) return builder.edit(withoutTable(draft, name));
    setOpen(name);
    void builder.choose(name);
  };
  return (
    <div className="powa-builder-two">
      <TableList
        chosen={draft.tables.map((one) => one.name)}
        every={state.tables}
        open={open}
        onOpen={setOpen}
        onToggle={toggle}
      />
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

interface ListProps {
  chosen: string[];
  /** null: not known so far. */
  every: string[] | null;
  open: string | null;
  onOpen(name: string): void;
  onToggle(name: string): void;
}

function TableList({ chosen, every, open, onOpen, onToggle }: ListProps) {
  const [search, setSearch] = useState("");
  const known = new Set(chosen);
  const names = [...new Set([...chosen, ...(every ?? [])])];
  const found = names.filter((name) => name.toLowerCase().includes(search.trim().toLowerCase()));
  return (
    <div className="powa-builder-list">
      <input
        className="powa-input"
        type="search"
        aria-label="Find a table"
        placeholder={every ? `Find in ${names.length} tables` : "Reading the tables…"}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <ul aria-label="Tables">
        {found.slice(0, SHOWN).map((name) => (
          <li key={name}>
            <input
              type="checkbox"
              aria-label={`The agent knows ${name}`}
              checked={known.has(name)}
              onChange={() => onToggle(name)}
            />
            <button
              type="button"
              className="powa-builder-open"
              aria-current={name === open && known.has(name)}
              disabled={!known.has(name)}
              onClick={() => onOpen(name)}
            >
              {name}
            </button>
          </li>
        ))}
      </ul>
      {found.length > SHOWN && <p className="powa-nothing">{found.length - SHOWN} more: search for them.</p>}
      {every && !found.length && <Nothing text="There is no such table." />}
    </div>
  );
}

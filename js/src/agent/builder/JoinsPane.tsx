// How rows of two tables belong together: keys that the database declares, and what is said here.
import { useState } from "react";
import type { ContextTable, Relationship } from "../../model/types";
import { Nothing } from "../../workflow/panes";
import { addJoin, dropJoin, joinKey } from "./draft";
import type { PaneProps } from "./Header";

const WAYS: Record<Relationship["cardinality"], string> = {
  many_to_one: "many to one",
  one_to_one: "one to one",
  one_to_many: "one to many",
  many_to_many: "many to many",
};

export function JoinsPane({ builder, state: { draft } }: PaneProps) {
  return (
    <>
      {!draft.relationships.length && <Nothing text="No relation is known: without one, tables are not joined." />}
      <ul className="powa-builder-rows" aria-label="Relations">
        {draft.relationships.map((one) => (
          <li key={joinKey(one)}>
            <span className="powa-builder-grow">{joinKey(one)}</span>
            <span className="powa-badge">{WAYS[one.cardinality]}</span>
            {one.declared ? (
              <span className="powa-badge">declared</span>
            ) : (
              <button
                type="button"
                className="powa-button"
                aria-label={`Remove ${joinKey(one)}`}
                onClick={() => builder.edit(dropJoin(draft, joinKey(one)))}
              >
                Remove
              </button>
            )}
          </li>
        ))}
      </ul>
      {draft.tables.length > 0 && (
        <NewJoin
          tables={draft.tables}
          taken={new Set(draft.relationships.map(joinKey))}
          onAdd={(join) => builder.edit(addJoin(draft, join))}
        />
      )}
    </>
  );
}

type Join = Omit<Relationship, "id" | "declared">;
interface NewJoinProps {
  tables: ContextTable[];
  taken: Set<string>;
  onAdd(join: Join): void;
}

function NewJoin({ tables, taken, onAdd }: NewJoinProps) {
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [way, setWay] = useState<Relationship["cardinality"]>("many_to_one");
  const [one, other] = [endOf(tables, from), endOf(tables, to)];
  const join: Join | null =
    one && other && from !== to
      ? { table: one[0], columns: [one[1]], other_table: other[0], other_columns: [other[1]], cardinality: way }
      : null;
  const known = join !== null && taken.has(joinKey(join as Relationship));
  return (
    <fieldset className="powa-builder-row" aria-label="A new relation">
      <Ends label="Column that refers" tables={tables} value={from} onChange={setFrom} />
      <select
        className="powa-select"
        aria-label="How many belong to how many"
        value={way}
        onChange={(event) => setWay(event.target.value as Relationship["cardinality"])}
      >
        {Object.entries(WAYS).map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
      <Ends label="Column that is referred to" tables={tables} value={to} onChange={setTo} />
      <button
        type="button"
        className="powa-button"
        disabled={!join || known}
        onClick={() => {
          if (join) onAdd(join);
          setFrom("");
          setTo("");
        }}
      >
        Add relation
      </button>
    </fieldset>
  );
}

interface EndsProps {
  label: string;
  tables: ContextTable[];
  value: string;
  onChange(value: string): void;
}

function Ends({ label, tables, value, onChange }: EndsProps) {
  return (
    <select className="powa-select" aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{label}…</option>
      {tables.map((table, place) => (
        <optgroup key={table.name} label={table.name}>
          {table.columns.map((column, at) => (
            <option key={column.name} value={`${place}:${at}`}>
              {table.name}.{column.name}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}

function endOf(tables: ContextTable[], value: string): [table: string, column: string] | null {
  const [place, at] = value.split(":").map(Number);
  const table = value ? tables[place ?? -1] : undefined;
  const column = table?.columns[at ?? -1];
  return table && column ? [table.name, column.name] : null;
}

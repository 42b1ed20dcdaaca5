// One table: what a row of it is, which columns the agent sees, and what each means, beside what its values are like.
import { useEffect, useState } from "react";
import type { ContextColumn, ContextTable } from "../../model/types";
import { changeColumn, changeTable, ROLES, toggleColumn, valuesOf } from "./draft";
import type { PaneProps } from "./Header";
import { Profile } from "./Profile";

interface TableProps extends PaneProps {
  table: ContextTable;
}

export function TableForm({ table, builder, state }: TableProps) {
  const { draft } = state;
  const ready = table.available_columns.length > 0;
  useEffect(() => {
    if (ready) void builder.profile(table.name);
  }, [builder, table.name, ready]);
  return (
    <>
      <label className="powa-field">
        <span className="powa-field-name">What one row of {table.name} is</span>
        <textarea
          className="powa-input"
          rows={2}
          value={table.description ?? ""}
          onChange={(event) =>
            builder.edit(changeTable(draft, table.name, { description: event.target.value || null }))
          }
        />
      </label>
      {!ready && <p role="status">Reading its columns…</p>}
      <ul className="powa-builder-columns" aria-label={`Columns of ${table.name}`}>
        {table.available_columns.map((column) => (
          <Column key={column.name} column={column} table={table} builder={builder} state={state} />
        ))}
      </ul>
    </>
  );
}

function Column({ column, table, builder, state: { draft, profiles } }: TableProps & { column: ContextColumn }) {
  const own = table.columns.find((one) => one.name === column.name);
  return (
    <li data-chosen={Boolean(own)}>
      <div className="powa-builder-column">
        <label className="powa-builder-check">
          <input
            type="checkbox"
            checked={Boolean(own)}
            disabled={Boolean(own) && table.columns.length === 1}
            onChange={() => builder.edit(toggleColumn(draft, table, column.name))}
          />
          <strong>{column.name}</strong>
        </label>
        <span className="powa-builder-type">{column.type.toLowerCase()}</span>
        <Profile profile={profiles.get(table.name)?.get(column.name)} />
      </div>
      {own && (
        <Meaning
          column={own}
          onChange={(change) => builder.edit(changeColumn(draft, table.name, column.name, change))}
        />
      )}
    </li>
  );
}

interface MeaningProps {
  column: ContextColumn;
  onChange(change: Partial<ContextColumn>): void;
}

function Meaning({ column, onChange }: MeaningProps) {
  const known = !column.data_role || ROLES.includes(column.data_role);
  return (
    <div className="powa-builder-meaning">
      <input
        className="powa-input"
        aria-label={`Meaning of ${column.name}`}
        placeholder="What it means. Also called …"
        value={column.description ?? ""}
        onChange={(event) => onChange({ description: event.target.value || null })}
      />
      <select
        className="powa-select"
        aria-label={`Role of ${column.name}`}
        value={column.data_role ?? ""}
        onChange={(event) => onChange({ data_role: event.target.value || null })}
      >
        <option value="">no role</option>
        {!known && <option value={column.data_role ?? ""}>{column.data_role}</option>}
        {ROLES.map((role) => (
          <option key={role} value={role}>
            {role.toLowerCase().replace("_", " ")}
          </option>
        ))}
      </select>
      <Values column={column} onChange={onChange} />
    </div>
  );
}

/** The list of values is written as text while it has the focus, and read when it is left. */
function Values({ column, onChange }: MeaningProps) {
  const [text, setText] = useState<string | null>(null);
  const count = column.values.length;
  const leave = () => {
    if (text !== null) onChange({ values: valuesOf(text, column.values) });
    setText(null);
  };
  return (
    <details className="powa-builder-values">
      <summary>{count ? `${count} ${count === 1 ? "value" : "values"}` : "values"}</summary>
      <textarea
        className="powa-input"
        rows={4}
        aria-label={`Values of ${column.name}, one a line`}
        value={text ?? column.values.map(String).join("\n")}
        onChange={(event) => setText(event.target.value)}
        onBlur={leave}
      />
    </details>
  );
}

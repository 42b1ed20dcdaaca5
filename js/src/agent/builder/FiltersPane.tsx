// Row filters: a condition for each table that holds in every question, whoever asks.
import { Nothing } from "../../workflow/panes";
import { setFilter } from "./draft";
import type { PaneProps } from "./Header";

export function FiltersPane({ builder, state: { draft } }: PaneProps) {
  if (!draft.tables.length) return <Nothing text="Choose tables first." />;
  return (
    <>
      <p className="powa-nothing">
        A condition in SQL on a table's own columns. Every query is rewritten so that it sees only such rows, or
        refused.
      </p>
      {draft.tables.map(({ name }) => (
        <label key={name} className="powa-field">
          <span className="powa-field-name">Rows of {name} where</span>
          <input
            className="powa-input"
            data-kind="json"
            spellCheck={false}
            placeholder="all of them"
            value={draft.table_filters[name] ?? ""}
            onChange={(event) => builder.edit(setFilter(draft, name, event.target.value))}
          />
        </label>
      ))}
    </>
  );
}

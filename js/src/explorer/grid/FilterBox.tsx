// The form of a column's filter: a range, words, values to tick, nulls.
import { useId, useState } from "react";
import type { ColumnProfile, Filter } from "../../model/types";
import type { Kind } from "./cell";
import type { Condition } from "./change";
import { complaint, conditions, type Draft, draftOf, EMPTY, type Operator, ranged, TEXT_OPERATORS } from "./condition";
import { grouped } from "./numbers";
import { Popover } from "./Popover";

interface FilterBoxProps {
  column: string;
  kind: Kind;
  filters: Filter[];
  profile: ColumnProfile | undefined;
  anchor: DOMRect;
  home: HTMLElement;
  onApply(conditions: Condition[]): void;
  onClose(): void;
}

export function FilterBox({ column, kind, filters, profile, anchor, home, onApply, onClose }: FilterBoxProps) {
  const [draft, setDraft] = useState(() => draftOf(filters, kind));
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const wrong = complaint(draft.low, kind) ?? complaint(draft.high, kind);
  const apply = (next: Draft) => {
    onApply(conditions(next, kind));
    onClose();
  };
  const values = kind === "boolean" ? [{ value: true }, { value: false }] : (profile?.top ?? []);
  return (
    <Popover label={`Filter ${column}`} anchor={anchor} home={home} onClose={onClose}>
      <form
        className="powa-filter"
        onSubmit={(event) => {
          event.preventDefault();
          if (!wrong) apply(draft);
        }}
      >
        <h4>{column}</h4>
        {ranged(kind) ? (
          <RangeFields draft={draft} change={change} profile={profile} />
        ) : (
          kind !== "boolean" && <TextFields draft={draft} change={change} />
        )}
        {!ranged(kind) && values.length > 0 && <Values values={values} draft={draft} change={change} />}
        <NullFields draft={draft} change={change} />
        {wrong && <p className="powa-complaint">{wrong}</p>}
        <div className="powa-filter-foot">
          <button type="button" className="powa-link" onClick={() => apply(EMPTY)}>
            Clear
          </button>
          <button type="submit" className="powa-button powa-run" disabled={wrong !== null}>
            Apply
          </button>
        </div>
      </form>
    </Popover>
  );
}

interface FieldsProps {
  draft: Draft;
  change(part: Partial<Draft>): void;
}

function RangeFields({ draft, change, profile }: FieldsProps & { profile: ColumnProfile | undefined }) {
  const hint = (value: unknown) => (value === null || value === undefined ? "" : String(value));
  return (
    <div className="powa-range">
      <label>
        from
        <input
          value={draft.low}
          placeholder={hint(profile?.low)}
          onChange={(event) => change({ low: event.target.value })}
        />
      </label>
      <label>
        to
        <input
          value={draft.high}
          placeholder={hint(profile?.high)}
          onChange={(event) => change({ high: event.target.value })}
        />
      </label>
    </div>
  );
}

function TextFields({ draft, change }: FieldsProps) {
  return (
    <div className="powa-range">
      <select
        aria-label="How it is compared"
        value={draft.operator}
        onChange={(event) => change({ operator: event.target.value as Operator })}
      >
        {TEXT_OPERATORS.map(([operator, words]) => (
          <option key={operator} value={operator}>
            {words}
          </option>
        ))}
      </select>
      <input aria-label="Text" value={draft.text} onChange={(event) => change({ text: event.target.value })} />
    </div>
  );
}

interface ValuesProps extends FieldsProps {
  values: { value: unknown; count?: number }[];
}

function Values({ values, draft, change }: ValuesProps) {
  const toggle = (value: unknown) =>
    change({
      chosen: draft.chosen.includes(value) ? draft.chosen.filter((one) => one !== value) : [...draft.chosen, value],
    });
  return (
    <ul className="powa-values">
      {values
        .filter(({ value }) => value !== null)
        .map(({ value, count }) => (
          <li key={String(value)}>
            <label>
              <input type="checkbox" checked={draft.chosen.includes(value)} onChange={() => toggle(value)} />
              <span className="powa-value-name">{value === "" ? "(empty)" : String(value)}</span>
              {count !== undefined && <span className="powa-value-count">{grouped(count)}</span>}
            </label>
          </li>
        ))}
    </ul>
  );
}

const NULLS: [Draft["nulls"], string][] = [
  ["any", "with nulls"],
  ["without", "no nulls"],
  ["only", "only nulls"],
];

function NullFields({ draft, change }: FieldsProps) {
  const name = useId();
  return (
    <fieldset className="powa-nulls">
      <legend className="powa-sr-only">Nulls</legend>
      {NULLS.map(([value, words]) => (
        <label key={value}>
          <input type="radio" name={name} checked={draft.nulls === value} onChange={() => change({ nulls: value })} />
          {words}
        </label>
      ))}
    </fieldset>
  );
}

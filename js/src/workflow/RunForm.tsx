// The small form before a run: one control for each variable of the input block.
import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { type Field, readForm, type Values } from "./fields";

interface RunFormProps {
  fields: Field[];
  /** What was typed last time; kept by the view. */
  values: Values;
  onChange(values: Values): void;
  onRun(variables: Record<string, unknown>): void;
  onClose(): void;
}

function onKey(event: KeyboardEvent<HTMLFormElement>, onClose: () => void) {
  if (event.key === "Enter" && (event.target as HTMLElement).tagName === "INPUT") {
    event.preventDefault(); // JupyterLab takes the key before the browser would submit
    event.stopPropagation();
    event.currentTarget.requestSubmit();
  }
  if (event.key !== "Escape") return;
  event.stopPropagation();
  onClose();
}

export function RunForm({ fields, values, onChange, onRun, onClose }: RunFormProps) {
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const { variables, problems } = readForm(fields, values);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>("input, textarea")?.focus({ preventScroll: true });
  }, []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(problems).length === 0) onRun(variables);
  };
  return (
    <form
      ref={form}
      className="powa-form"
      aria-label="Input of the run"
      noValidate
      onSubmit={submit}
      onKeyDown={(event) => onKey(event, onClose)}
    >
      <p className="powa-form-title">Input</p>
      <div className="powa-form-fields">
        {fields.map((field) => (
          <Control
            key={field.name}
            field={field}
            value={values[field.name] ?? field.initial}
            problem={tried ? problems[field.name] : undefined}
            onChange={(value) => onChange({ ...values, [field.name]: value })}
          />
        ))}
      </div>
      <div className="powa-form-end">
        <button type="button" className="powa-button" onClick={onClose}>
          Cancel
        </button>
        <button type="submit" className="powa-button powa-run">
          Run
        </button>
      </div>
    </form>
  );
}

interface ControlProps {
  field: Field;
  value: string | boolean;
  problem: string | undefined;
  onChange(value: string | boolean): void;
}

function Control({ field, value, problem, onChange }: ControlProps) {
  const id = useId();
  if (typeof value === "boolean") {
    return (
      <label className="powa-field powa-field-row" htmlFor={id}>
        <span className="powa-field-name">{field.name}</span>
        <input
          id={id}
          type="checkbox"
          role="switch"
          aria-checked={value}
          className="powa-switch"
          checked={value}
          onChange={(event) => onChange(event.target.checked)}
        />
      </label>
    );
  }
  const shared = {
    id,
    value,
    className: "powa-input",
    "aria-invalid": Boolean(problem),
    "aria-describedby": problem ? `${id}-problem` : undefined,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  const long = field.kind === "text" || field.kind === "json";
  return (
    <div className="powa-field">
      <label className="powa-field-name" htmlFor={id}>
        {field.name}
        <span className="powa-field-kind">{field.shape ?? (field.kind === "text" ? "string" : field.kind)}</span>
      </label>
      {long ? (
        <textarea {...shared} rows={4} spellCheck={false} data-kind={field.kind} />
      ) : (
        <input {...shared} type="text" inputMode={field.kind === "number" ? "decimal" : undefined} autoComplete="off" />
      )}
      {problem && (
        <span id={`${id}-problem`} className="powa-field-problem" role="alert">
          {problem}
        </span>
      )}
    </div>
  );
}

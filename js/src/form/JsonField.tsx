// A field that may hold anything: JSON as text. What is not JSON yet stays on the screen and changes nothing.
import type { FieldProps } from "@rjsf/utils";
import { useEffect, useState } from "react";

export function JsonField({ idSchema, schema, formData, onChange, name, required }: FieldProps) {
  const written = formData === undefined || formData === null ? "" : JSON.stringify(formData, null, 2);
  const [text, setText] = useState(written);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    setText((now) => (same(now, written) ? now : written));
    setProblem(null);
  }, [written]);
  const take = (next: string) => {
    setText(next);
    try {
      onChange(next.trim() ? JSON.parse(next) : undefined);
      setProblem(null);
    } catch {
      setProblem("This is not JSON yet: text stands in double quotes.");
    }
  };
  return (
    <div className="form-group field">
      <label className="control-label" htmlFor={idSchema.$id}>
        {schema.title ?? name}
        {required && " *"}
      </label>
      <textarea
        id={idSchema.$id}
        className="powa-input powa-text-code"
        rows={Math.min(12, Math.max(2, text.split("\n").length))}
        spellCheck={false}
        aria-invalid={problem !== null}
        value={text}
        onChange={(event) => take(event.target.value)}
      />
      {problem && (
        <p className="powa-field-problem" role="alert">
          {problem}
        </p>
      )}
      {schema.description && <p className="field-description">{schema.description}</p>}
    </div>
  );
}

function same(text: string, written: string): boolean {
  if (!text.trim() || !written) return text.trim() === written;
  try {
    return JSON.stringify(JSON.parse(text)) === JSON.stringify(JSON.parse(written));
  } catch {
    return false;
  }
}

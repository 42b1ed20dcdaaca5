// Longer text of a config (prompt, SQL, code, expression), with what may be referred to offered after a `<`.
import type { WidgetProps } from "@rjsf/utils";
import { type KeyboardEvent, type RefObject, useRef, useState } from "react";
import { type Offer, offer, taken } from "./suggest";

export function TextWidget({ id, value, onChange, required, options, registry, rawErrors }: WidgetProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const text = String(value ?? "");
  const { shown, picked, look, take, onKeyDown, hide } = useOffers(
    area,
    text,
    registry.formContext.references,
    onChange,
  );
  return (
    <div className="powa-text">
      <textarea
        ref={area}
        id={id}
        className={`powa-input powa-text-${options.kind}`}
        rows={Math.min(14, Math.max(2, text.split("\n").length + 1))}
        spellCheck={options.kind === "prompt"}
        required={required}
        aria-invalid={Boolean(rawErrors?.length)}
        aria-autocomplete="list"
        aria-controls={shown ? `${id}-offer` : undefined}
        aria-activedescendant={shown ? `${id}-offer-${picked}` : undefined}
        value={text}
        onChange={(event) => {
          onChange(event.target.value);
          look(event.target.value);
        }}
        onClick={hide}
        onKeyDown={onKeyDown}
        onBlur={() => setTimeout(hide, 150)}
      />
      {shown && <Offers id={id} choices={shown.choices} picked={picked} take={take} />}
    </div>
  );
}

/** What is offered at the cursor, and the keys that choose from it. */
function useOffers(
  area: RefObject<HTMLTextAreaElement>,
  text: string,
  references: readonly string[],
  onChange: (text: string) => void,
) {
  const [shown, setShown] = useState<Offer | null>(null);
  const [picked, setPicked] = useState(0);
  const look = (next: string) => {
    setShown(offer(next, area.current?.selectionStart ?? next.length, references));
    setPicked(0);
  };
  const take = (choice: string) => {
    if (!shown || !area.current) return;
    const next = taken(text, area.current.selectionStart, shown.from, choice);
    onChange(next.text);
    setShown(null);
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(next.at, next.at);
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!shown) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setPicked((picked + step + shown.choices.length) % shown.choices.length);
    else if (event.key === "Enter" || event.key === "Tab") take(shown.choices[picked] ?? "");
    else if (event.key === "Escape") setShown(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { shown, picked, look, take, onKeyDown, hide: () => setShown(null) };
}

interface OffersProps {
  id: string;
  choices: string[];
  picked: number;
  take(choice: string): void;
}

/** The keyboard stays in the text, which says what is picked. */
function Offers({ id, choices, picked, take }: OffersProps) {
  return (
    <div id={`${id}-offer`} className="powa-offer" role="listbox" aria-label="What may be referred to" tabIndex={-1}>
      {choices.map((choice, place) => (
        <button
          key={choice}
          id={`${id}-offer-${place}`}
          type="button"
          role="option"
          tabIndex={-1}
          aria-selected={place === picked}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => take(choice)}
        >
          {choice}
        </button>
      ))}
    </div>
  );
}

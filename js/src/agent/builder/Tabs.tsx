// Tabs as the keyboard knows them: arrows, Home and End move between them, and the pane follows.
import { type KeyboardEvent, type ReactNode, useId, useRef } from "react";

interface TabsProps<Name extends string> {
  names: Name[];
  shown: Name;
  onShow(name: Name): void;
  children: ReactNode;
}

const STEPS: Record<string, (place: number, count: number) => number> = {
  ArrowRight: (place, count) => (place + 1) % count,
  ArrowLeft: (place, count) => (place + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

export function Tabs<Name extends string>({ names, shown, onShow, children }: TabsProps<Name>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const next = step(names.indexOf(shown), names.length);
    onShow(names[next] as Name);
    (list.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <>
      <div ref={list} className="powa-tabs" role="tablist" aria-label="What is edited" onKeyDown={onKeyDown}>
        {names.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            className="powa-tab"
            aria-selected={name === shown}
            aria-controls={`${id}-pane`}
            tabIndex={name === shown ? 0 : -1}
            onClick={() => onShow(name)}
          >
            {name}
          </button>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard. */}
      <div id={`${id}-pane`} className="powa-builder-pane" role="tabpanel" aria-label={shown} tabIndex={0}>
        {children}
      </div>
    </>
  );
}

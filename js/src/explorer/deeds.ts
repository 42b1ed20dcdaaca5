// What the bar, the editor and its keys do with the tab on top.
import { useMemo } from "react";
import { useParts } from "./context";
import type { Tab } from "./tabs";

export interface Deeds {
  run(all: boolean): void;
  explain(measured: boolean): void;
  format(): void;
}

const NOWHERE = { from: 0, to: 0 };

export function useDeeds(tab: Tab | null): Deeds {
  const { explorer, editor } = useParts();
  const id = tab?.id ?? "";
  return useMemo(() => {
    const selected = () => editor.current?.selection() ?? NOWHERE;
    const format = async () => {
      const made = await explorer.format(id, selected());
      if (made && explorer.active()?.id === id) editor.current?.replace(made.from, made.to, made.text);
    };
    return {
      run: (all) => void explorer.run(id, selected(), all),
      explain: (measured) => void explorer.explain(id, selected(), measured),
      format: () => void format(),
    };
  }, [explorer, editor, id]);
}

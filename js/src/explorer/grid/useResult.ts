// What stands behind the pane: the sheet, the profiles, and the views that were before.
import { useCallback, useEffect, useMemo, useRef } from "react";
import type { View } from "../../model/types";
import type { Client, Page } from "../client";
import { Profiles } from "../profile/profiles";
import { begun, type History, redone, undone, went } from "./history";
import { Sheet } from "./sheet";

export interface Result {
  sheet: Sheet;
  profiles: Profiles;
  undo(): void;
  redo(): void;
}

/** Other rows to begin with are another result; a changed view of the same rows is not. */
export function useResult(client: Client, view: View, first: Page | null, onView: (view: View) => void): Result {
  const key = JSON.stringify(view.relation);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the view's changes are told by setView.
  const { sheet, profiles } = useMemo(
    () => ({ sheet: new Sheet(client, view, first), profiles: new Profiles(client, view) }),
    [client, key],
  );
  useEffect(() => {
    sheet.start();
    return () => {
      sheet.close();
      profiles.close();
    };
  }, [sheet, profiles]);
  useEffect(() => {
    sheet.setView(view);
    profiles.setView(view);
  }, [sheet, profiles, view]);
  const history = useRef<History>(begun(view));
  history.current = went(history.current, view);
  const step = useCallback(
    (to: (history: History) => History) => {
      const next = to(history.current);
      if (next === history.current) return;
      history.current = next;
      onView(next.now);
    },
    [onView],
  );
  const undo = useCallback(() => step(undone), [step]);
  const redo = useCallback(() => step(redone), [step]);
  return { sheet, profiles, undo, redo };
}

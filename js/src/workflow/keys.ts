// Keys that are typed in a view stay there: JupyterLab's single-key commands do not hear them.
import type { FocusEvent } from "react";

export const KEEP_KEYS = "data-lm-suppress-shortcuts";

/** JupyterLab's single-key commands match `.jp-Notebook… :focus`, so the mark must be on what has the focus itself. */
export function keepKeys({ target }: FocusEvent): void {
  target.setAttribute(KEEP_KEYS, "true");
}

/** Gives the keyboard back to the notebook's cell; elsewhere just lets go of it. */
export function leave(element: HTMLElement | null): void {
  const cell = element?.closest<HTMLElement>(".jp-Cell") ?? element?.closest<HTMLElement>(".jp-Notebook");
  if (cell) cell.focus({ preventScroll: true });
  if (element?.contains(document.activeElement)) (document.activeElement as HTMLElement).blur();
}

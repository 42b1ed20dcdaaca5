// What a key does in the grid.
import type { Step } from "./selection";

export type Action =
  | { do: "step"; step: Step; extend: boolean }
  | { do: "all" | "copy" | "open" | "goto" | "undo" | "redo" | "leave" | "menu" };

type Key = Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">;

const STEPS: Record<string, Step> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
  PageUp: "pageUp",
  PageDown: "pageDown",
  Home: "home",
  End: "end",
};
const FAR: Partial<Record<Step, Step>> = { home: "top", end: "bottom", left: "home", right: "end" };
const WITH_CTRL: Record<string, Action["do"]> = { a: "all", c: "copy", g: "goto", z: "undo", y: "redo" };

export function actionOf({ key, shiftKey, ctrlKey, metaKey, altKey }: Key): Action | null {
  if (altKey) return null;
  const ctrl = ctrlKey || metaKey;
  const step = STEPS[key];
  if (step) return { do: "step", step: (ctrl && FAR[step]) || step, extend: shiftKey };
  if (ctrl) {
    const action = WITH_CTRL[key.toLowerCase()];
    if (!action || action === "step") return null;
    return { do: action === "undo" && shiftKey ? "redo" : action };
  }
  if (key === "Enter" || key === " ") return { do: "open" };
  if (key === "ContextMenu" || (key === "F10" && shiftKey)) return { do: "menu" };
  return key === "Escape" ? { do: "leave" } : null;
}

interface Pressed {
  key: string;
  target: EventTarget;
  defaultPrevented?: boolean;
  preventDefault(): void;
}

/** JupyterLab keeps Enter from doing what it does in a page: a button is pressed by it, a form is sent. */
export function entered(event: Pressed): void {
  if (event.key !== "Enter" || event.defaultPrevented) return;
  const { target } = event;
  if (target instanceof HTMLButtonElement) {
    event.preventDefault();
    target.click();
  } else if (target instanceof HTMLInputElement && target.form) {
    event.preventDefault();
    target.form.requestSubmit();
  }
}

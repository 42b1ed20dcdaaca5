// What the page around the widget offers: cells in JupyterLab, elsewhere the clipboard.
import { page } from "../api/http";

export interface Host {
  /** Writes a new cell below the widget's; null where the page has no notebook that lets us. */
  readonly insertCell: ((code: string) => Promise<void>) | null;
  copy(text: string): Promise<void>;
}

/** `near`: the widget's element. */
export function hostOf(near: HTMLElement): Host {
  return {
    /** Asked each time: the labextension may arrive after the widget. */
    get insertCell() {
      const insert = page()?.insertCell;
      return insert ? (code: string) => insert(code, near) : null;
    },
    copy,
  };
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    throw new Error("The browser does not let this page write to the clipboard.");
  }
}

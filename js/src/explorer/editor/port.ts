// What the view asks of an editor, so that CodeMirror stays in a bundle of its own.
import type { Suggestions } from "../complete";

/** A place in the text with something to say about it. */
export interface Mark {
  from: number;
  to: number;
  text: string;
}

export interface EditorOptions {
  onChange(id: string, text: string): void;
  /** Runs what is selected, else the statement at the cursor; or all of it. */
  onRun(all: boolean): void;
  onFormat(): void;
  onEscape(): void;
  complete(text: string, at: number, explicit: boolean): Promise<Suggestions | null>;
}

export interface Editor {
  /** Shows the text of a tab; each keeps its own undo steps. */
  show(id: string, text: string, kind: string): void;
  /** Forgets a tab that was closed. */
  drop(id: string): void;
  selection(): { from: number; to: number };
  replace(from: number, to: number, text: string): void;
  /** Writes at the cursor, in place of what is selected. */
  insert(text: string): void;
  /** Puts the cursor there, in sight. */
  go(at: number): void;
  mark(marks: Mark[]): void;
  focus(): void;
  destroy(): void;
}

export interface EditorBundle {
  createEditor(parent: HTMLElement, options: EditorOptions): Editor;
}

// The bundle of the SQL editor: the explorer loads it when an editor is shown first.
import { SqlEditor } from "../explorer/editor/codemirror";
import type { Editor, EditorOptions } from "../explorer/editor/port";

export function createEditor(parent: HTMLElement, options: EditorOptions): Editor {
  return new SqlEditor(parent, options);
}

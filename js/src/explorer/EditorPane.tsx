// The editor of the tab on top: a plain one at once, CodeMirror as soon as its bundle is here.
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { complete } from "./complete";
import { useParts } from "./context";
import { PlainEditor } from "./editor/plain";
import type { Editor, EditorOptions } from "./editor/port";
import type { Place } from "./nodes";
import type { Problem } from "./run";
import type { Tab } from "./tabs";

interface EditorPaneProps {
  tab: Tab;
  tabs: readonly Tab[];
  place: Place;
  problem: Problem | null;
  onRun(all: boolean): void;
  onFormat(): void;
  /** Escape: stops what runs, else leaves the editor. */
  onEscape(): void;
}

export function EditorPane({ tab, tabs, place, problem, ...deeds }: EditorPaneProps) {
  const parent = useRef<HTMLDivElement>(null);
  const editor = useEditor(parent, { place, ...deeds });
  const { id, text } = tab;
  useLayoutEffect(() => editor?.show(id, text, place.kind), [editor, id, text, place.kind]);
  useEffect(() => editor?.mark(problem ? [problem] : []), [editor, problem]);
  const known = useRef<string[]>([]);
  useEffect(() => {
    const ids = tabs.map((one) => one.id);
    for (const gone of known.current.filter((one) => !ids.includes(one))) editor?.drop(gone);
    known.current = ids;
  }, [editor, tabs]);
  return <div ref={parent} className="powa-editor" hidden={!tab.editor} />;
}

interface Deeds {
  place: Place;
  onRun(all: boolean): void;
  onFormat(): void;
  onEscape(): void;
}

/** What an editor calls stays the same object; what it leads to is what was drawn last. */
function useEditor(parent: RefObject<HTMLDivElement>, deeds: Deeds): Editor | null {
  const { explorer, catalog, loadEditor, editor: shared } = useParts();
  const latest = useRef(deeds);
  latest.current = deeds;
  const [editor, setEditor] = useState<Editor | null>(null);
  useEffect(() => {
    const element = parent.current;
    if (!element) return;
    const options: EditorOptions = {
      onChange: explorer.edit,
      onRun: (all) => latest.current.onRun(all),
      onFormat: () => latest.current.onFormat(),
      onEscape: () => latest.current.onEscape(),
      complete: (text, at, explicit) => complete(catalog, latest.current.place, text, at, explicit),
    };
    let closed = false;
    let current: Editor = new PlainEditor(element, options);
    const take = (next: Editor) => {
      current = next;
      shared.current = next;
      setEditor(next);
    };
    take(current);
    const grow = async () => {
      const { createEditor } = await loadEditor();
      if (closed) return;
      const focused = element.contains(document.activeElement);
      current.destroy();
      take(createEditor(element, options));
      if (focused) current.focus();
    };
    grow().catch((error) => explorer.complain(error)); // the plain one stays
    return () => {
      closed = true;
      shared.current = null;
      current.destroy();
    };
  }, [parent, explorer, catalog, loadEditor, shared]);
  return editor;
}

// The bar of whoever edits: add, undo, redo, what is saved, what the checker finds, and what stands in the way.
import { useState } from "react";
import { Tool } from "../buttons";
import { count } from "../format";
import { Notice } from "../Notices";
import { useView } from "../view";
import { useEdit } from "./context";
import { differences } from "./differences";
import type { Panel } from "./useEditing";

interface EditBarProps {
  panel: Panel;
  onPanel(panel: Panel): void;
}

export function EditBar({ panel, onPanel }: EditBarProps) {
  const edit = useEdit();
  const [open, setOpen] = useState(false);
  if (!edit) return null;
  const { editor, editing } = edit;
  const { problems } = editing;
  const stops = problems.filter((one) => one.stops).length;
  return (
    <>
      <div className="powa-edit-bar" role="toolbar" aria-label="Edit">
        <button
          type="button"
          className="powa-button"
          aria-pressed={panel === "palette"}
          onClick={() => onPanel("palette")}
        >
          Add a block
        </button>
        <Tool label="Undo (Ctrl Z)" disabled={!editing.canUndo} onClick={editor.undo}>
          <path d="M4 6.5h6a3 3 0 0 1 0 6H7M4 6.5 6.8 3.7M4 6.5l2.8 2.8" />
        </Tool>
        <Tool label="Redo (Ctrl Shift Z)" disabled={!editing.canRedo} onClick={editor.redo}>
          <path d="M12 6.5H6a3 3 0 0 0 0 6h3M12 6.5 9.2 3.7M12 6.5 9.2 9.3" />
        </Tool>
        <Tool label="History" pressed={panel === "past"} onClick={() => onPanel("past")}>
          <path d="M3 8a5 5 0 1 0 1.6-3.7M3 3v2.4h2.4M8 5.2V8l2 1.4" />
        </Tool>
        <span className="powa-state-part" role="status">
          {editing.saving ? "Saving…" : editing.unsaved ? "Not saved yet" : "Saved"}
        </span>
        {problems.length > 0 && (
          <button type="button" className="powa-link" aria-expanded={open} onClick={() => setOpen(!open)}>
            {stops ? `${count(stops, "thing")} to do` : count(problems.length, "warning")}
          </button>
        )}
      </div>
      {open && <ProblemList />}
      {editing.trouble && <Notice text={editing.trouble} onClose={editor.dismiss} />}
      <Theirs />
    </>
  );
}

function ProblemList() {
  const edit = useEdit();
  const { select } = useView();
  const names = new Map(edit?.editing.graph.blocks.map((block) => [block.id, block.name]));
  return (
    <ul className="powa-problem-list nowheel" aria-label="What the checker finds">
      {edit?.editing.problems.map((one) => (
        <li key={`${one.block_id} ${one.field} ${one.message}`}>
          <button
            type="button"
            className={one.stops ? "powa-link powa-field-problem" : "powa-link powa-field-warning"}
            disabled={!one.block_id}
            onClick={() => select(one.block_id)}
          >
            {one.block_id ? `${names.get(one.block_id) ?? one.block_id}: ${one.message}` : one.message}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Somebody else has saved meanwhile: what differs, in words, and the choice. */
function Theirs() {
  const edit = useEdit();
  const theirs = edit?.editing.theirs;
  if (!edit || !theirs) return null;
  return (
    <div className="powa-notice powa-theirs" role="alertdialog" aria-label="Saved by somebody else">
      <span>
        {`Version ${theirs.version} was saved elsewhere meanwhile. In yours against it: ${differences(theirs, edit.editing.graph)}.`}
      </span>
      <button type="button" className="powa-button" onClick={edit.editor.takeTheirs}>
        Take theirs
      </button>
      <button type="button" className="powa-button" onClick={() => void edit.editor.keepOurs()}>
        Keep mine
      </button>
    </div>
  );
}

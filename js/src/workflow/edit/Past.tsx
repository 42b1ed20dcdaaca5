// The history: the versions of the workflow, what each changed or would change back, and one put back.
import { useCallback, useEffect, useState } from "react";
import * as client from "../../api/client";
import { words } from "../../api/wires";
import type { VersionRow, WorkflowDiff } from "../../model/types";
import { ChangeList } from "../ChangeList";
import { count } from "../format";
import { useEdit } from "./context";
import type { Editor } from "./editing";

const ORIGINS: Record<VersionRow["origin"], string> = {
  api: "over HTTP",
  cell: "from a cell",
  copilot: "by the copilot",
  editor: "by hand",
  import: "imported",
  restore: "put back",
  unknown: "before versions were kept",
};

interface PastProps {
  onClose(): void;
}

export function Past({ onClose }: PastProps) {
  const edit = useEdit();
  return edit ? <Versions editor={edit.editor} saving={edit.editing.saving} onClose={onClose} /> : null;
}

/** The versions, read again whenever something was saved, and putting one back. */
function useVersions(editor: Editor, saving: boolean) {
  const [rows, setRows] = useState<VersionRow[]>([]);
  const [open, setOpen] = useState<number | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const attempt = useCallback(async (what: () => Promise<void>) => {
    setTrouble(null);
    try {
      await what();
    } catch (error) {
      setTrouble(words(error));
    }
  }, []);
  const read = useCallback(
    async () => setRows(await editor.ask((wire, id) => client.listVersions(wire, id))),
    [editor],
  );
  useEffect(() => void (saving || attempt(read)), [saving, attempt, read]);
  const restore = (number: number) =>
    attempt(async () => {
      await putBack(editor, number);
      await read();
      setOpen(null);
    });
  return { rows, open, setOpen, trouble, restore };
}

function Versions({ editor, saving, onClose }: PastProps & { editor: Editor; saving: boolean }) {
  const { rows, open, setOpen, trouble, restore } = useVersions(editor, saving);
  return (
    <aside
      className="powa-palette powa-past"
      aria-label="History"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      {trouble && (
        <p className="powa-field-problem" role="alert">
          {trouble}
        </p>
      )}
      <div className="powa-palette-list nowheel">
        {rows.map((row, place) => (
          <Item
            key={row.number}
            {...{ row, editor, restore }}
            newest={place === 0}
            open={open === row.number}
            toggle={() => setOpen(open === row.number ? null : row.number)}
          />
        ))}
      </div>
    </aside>
  );
}

interface ItemProps {
  row: VersionRow;
  editor: Editor;
  newest: boolean;
  open: boolean;
  restore(number: number): Promise<void>;
  toggle(): void;
}

function Item({ row, editor, newest, open, restore, toggle }: ItemProps) {
  const how = row.restored === null ? ORIGINS[row.origin] : `version ${row.restored} ${ORIGINS.restore}`;
  return (
    <>
      <button type="button" className="powa-past-item" aria-expanded={open} onClick={toggle}>
        <span>{newest ? `Version ${row.number}, now` : `Version ${row.number}`}</span>
        <span>{`${moment(row.saved_at)} · ${how} · ${count(row.blocks, "block")}`}</span>
      </button>
      {open && <Difference {...{ row, editor, newest, restore }} />}
    </>
  );
}

/** What came with a version, or what putting it back would change. */
function Difference({ row, editor, newest, restore }: Omit<ItemProps, "open" | "toggle">) {
  const [back, setBack] = useState(!newest);
  const [diff, setDiff] = useState<WorkflowDiff | string | null>(null);
  useEffect(() => {
    let current = true;
    const take = (value: WorkflowDiff | string) => current && setDiff(value);
    const asked = editor.ask((wire, id, version) => client.compare(wire, id, back ? version : null, row.number));
    asked.then(take, (error) => take(words(error)));
    return () => {
      current = false;
    };
  }, [editor, row, back]);
  return (
    <div className="powa-past-shown">
      {!newest && (
        <select
          className="powa-select"
          aria-label="What is shown"
          value={back ? "back" : "came"}
          onChange={(event) => setBack(event.target.value === "back")}
        >
          <option value="back">What putting it back changes</option>
          <option value="came">What came with it</option>
        </select>
      )}
      {typeof diff === "string" ? <p className="powa-field-problem">{diff}</p> : diff && <Changes diff={diff} />}
      {!newest && (
        <button type="button" className="powa-button" onClick={() => void restore(row.number)}>
          Put this version back
        </button>
      )}
    </div>
  );
}

function Changes({ diff }: { diff: WorkflowDiff }) {
  return (
    <>
      <p>{diff.summary.text}</p>
      <ChangeList summary={diff.summary} />
    </>
  );
}

/** What is drawn is saved first, so that it is a version too; then the graph is a step like any other, which undo takes back. */
async function putBack(editor: Editor, number: number): Promise<void> {
  await editor.save();
  if (editor.snapshot().unsaved) return;
  await editor.ask((wire, id, version) => client.restoreVersion(wire, id, number, version));
  await editor.refresh();
}

function moment(saved: string): string {
  const time = new Date(saved);
  const today = time.toDateString() === new Date().toDateString();
  return today ? time.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" }) : time.toLocaleDateString();
}

// Asks which workflow gets the statement as a block, and what the block is called.
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { words } from "../api/wires";
import { addBlock, type Listed, listWorkflows } from "./blocks";
import { useParts } from "./context";
import { entered } from "./grid/keys";

interface BlockFormProps {
  sql: string;
  source: string | null;
  name: string;
  onClose(): void;
}

export function BlockForm({ sql, source, name: first, onClose }: BlockFormProps) {
  const { client, explorer } = useParts();
  const [workflows, setWorkflows] = useState<Listed[] | null>(null);
  const [chosen, setChosen] = useState("");
  const [name, setName] = useState(first);
  const [problem, setProblem] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    listWorkflows(client.wire).then(
      (found) => {
        setWorkflows(found);
        setChosen(found[0]?.id ?? "");
      },
      (error) => setProblem(words(error)),
    );
  }, [client]);
  useLentFocus(form);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!chosen || !name.trim()) return;
    try {
      const to = await addBlock(client.wire, chosen, name.trim(), sql, source);
      explorer.say(`Added ${name.trim()} to ${to}.`);
      onClose();
    } catch (error) {
      setProblem(words(error));
    }
  };
  return (
    <form
      ref={form}
      className="powa-dialog"
      role="dialog"
      aria-label="Add as a SQL block"
      tabIndex={-1}
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => onKey(event, onClose)}
    >
      <p className="powa-form-title">Add as a SQL block</p>
      {problem && <p role="alert">{problem}</p>}
      {workflows?.length === 0 && <p>There are no workflows yet: make one with Workflow("Name") in a cell.</p>}
      <WorkflowChoice workflows={workflows ?? []} chosen={chosen} onChoose={setChosen} />
      <label>
        Name of the block
        <input className="powa-input" value={name} onChange={(event) => setName(event.target.value)} />
      </label>
      <DialogEnd ready={Boolean(chosen && name.trim())} onClose={onClose} />
    </form>
  );
}

/** Takes the focus, and gives it back at the end. */
function useLentFocus(form: { current: HTMLElement | null }): void {
  useEffect(() => {
    const before = document.activeElement;
    form.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, [form]);
}

interface WorkflowChoiceProps {
  workflows: Listed[];
  chosen: string;
  onChoose(id: string): void;
}

function WorkflowChoice({ workflows, chosen, onChoose }: WorkflowChoiceProps) {
  return (
    <label>
      Workflow
      <select className="powa-select" value={chosen} onChange={(event) => onChoose(event.target.value)}>
        {workflows.map((workflow) => (
          <option key={workflow.id} value={workflow.id}>
            {workflow.name}
          </option>
        ))}
      </select>
    </label>
  );
}

function DialogEnd({ ready, onClose }: { ready: boolean; onClose(): void }) {
  return (
    <div className="powa-dialog-end">
      <button type="button" className="powa-button" onClick={onClose}>
        Cancel
      </button>
      <button type="submit" className="powa-button powa-run" disabled={!ready}>
        Add
      </button>
    </div>
  );
}

function onKey(event: KeyboardEvent<HTMLFormElement>, onClose: () => void): void {
  event.stopPropagation();
  entered(event);
  if (event.key === "Escape") onClose();
}

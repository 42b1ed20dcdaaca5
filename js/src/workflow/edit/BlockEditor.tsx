// One block's settings while it is edited: name, whether it runs, its config, where it goes on to, delete.
import { useEffect, useId, useMemo, useRef, useState } from "react";
import type { Form } from "../../form/port";
import type { Block } from "../../model/types";
import { Nothing } from "../panes";
import { useTheme } from "../theme";
import { useView } from "../view";
import { Connections } from "./Connections";
import { problemsOf, useEdit } from "./context";
import { change, removeParts } from "./graph";
import { referencesOf } from "./references";

export function BlockEditor({ block }: { block: Block }) {
  const edit = useEdit();
  const { select } = useView();
  if (!edit) return null;
  const { editor, editing } = edit;
  const problems = problemsOf(editing.problems, block.id).filter((one) => !one.field);
  return (
    <div className="powa-block-editor">
      {problems.map((one) => (
        <p key={one.message} className={one.stops ? "powa-field-problem" : "powa-field-warning"}>
          {one.message}
        </p>
      ))}
      <Name key={block.name} block={block} />
      <label className="powa-field-row">
        <input
          type="checkbox"
          className="powa-switch"
          checked={block.enabled !== false}
          onChange={(event) => editor.apply(change(editing.graph, block.id, { enabled: event.target.checked }))}
        />
        It runs
      </label>
      <ConfigEditor key={`${block.id} ${block.type}`} block={block} />
      <Connections block={block} />
      <button
        type="button"
        className="powa-button powa-stop"
        onClick={() => {
          select(null);
          editor.apply(removeParts(editing.graph, [block.id], []));
        }}
      >
        Delete this block
      </button>
    </div>
  );
}

/** A name is taken when the field is left or Enter is pressed: references follow it. */
function Name({ block }: { block: Block }) {
  const edit = useEdit();
  const [name, setName] = useState(block.name);
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();
  const take = async () => {
    const wanted = name.trim();
    if (!edit || wanted === block.name) return;
    if (!wanted) return setName(block.name);
    setProblem(await edit.editor.rename(block.id, wanted));
  };
  return (
    <div className="powa-field">
      <label className="powa-field-name" htmlFor={id}>
        Name
      </label>
      <input
        id={id}
        className="powa-input"
        value={name}
        aria-invalid={problem !== null}
        onChange={(event) => setName(event.target.value)}
        onBlur={() => void take()}
        onKeyDown={(event) => {
          if (event.key === "Enter") void take();
        }}
      />
      {problem && (
        <p className="powa-field-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

function ConfigEditor({ block }: { block: Block }) {
  const { edit, state } = useFormState(block);
  const element = useRef<HTMLDivElement>(null);
  const form = useRef<Form | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const latest = useRef({ state, edit, id: block.id });
  latest.current = { state, edit, id: block.id };

  const ready = state !== null;
  const load = edit?.loadForm;
  useEffect(() => {
    let closed = false;
    const open = async () => {
      const bundle = await load?.();
      if (closed || !bundle || !element.current || !latest.current.state) return;
      form.current = bundle.createForm(element.current, latest.current.state, {
        onChange: (config, field) => {
          const { edit: now, id } = latest.current;
          if (now) now.editor.apply(change(now.editor.snapshot().graph, id, { config }), `${id} ${field}`);
        },
      });
    };
    if (ready) open().catch((error) => setTrouble(`The form could not be loaded. ${error}`));
    return () => {
      closed = true;
      form.current?.destroy();
      form.current = null;
    };
  }, [ready, load]);
  useEffect(() => {
    if (state) form.current?.show(state);
  }, [state]);

  if (!state) return <Nothing text={`The block type ${block.type} is not known here.`} />;
  return (
    <>
      {trouble && <p className="powa-field-problem">{trouble}</p>}
      <div ref={element} className="powa-config" />
    </>
  );
}

/** What the form shows; null for a type that the catalog does not know. */
function useFormState(block: Block) {
  const edit = useEdit();
  const { known, run } = useView();
  const theme = useTheme();
  const schema = known.catalog.get(block.type)?.schema;
  const state = useMemo(() => {
    if (!edit || !schema) return null;
    const { problems, graph } = edit.editing;
    const fields = problemsOf(problems, block.id).flatMap((one) => (one.field ? [[one.field, one.message]] : []));
    const references = referencesOf(graph, block.id, run);
    return { schema, config: block.config, problems: Object.fromEntries(fields), references, theme };
  }, [edit, schema, block, run, theme]);
  return { edit, state };
}

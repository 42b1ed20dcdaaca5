// What can be done with an answer: say whether it is right, keep it as a golden question, add its SQL to a workflow.
import { useEffect, useState } from "react";
import type { Wire } from "../api/wire";
import { words } from "../api/wires";
import { addBlock, type Listed, listWorkflows } from "../explorer/blocks";
import { approve, rate, type Shown } from "./answer";

interface ActionsProps {
  shown: Shown;
  wire: Wire;
}

/** Does what may fail, and keeps what there is to say of it. */
function useDeeds() {
  const [said, setSaid] = useState("");
  const [problem, setProblem] = useState("");
  const attempt = async (deed: () => Promise<string>) => {
    setProblem("");
    try {
      setSaid(await deed());
    } catch (error) {
      setProblem(words(error));
    }
  };
  return { said, problem, attempt };
}

export function Actions({ shown, wire }: ActionsProps) {
  const [feedback, setFeedback] = useState(shown.entry.feedback);
  const [adding, setAdding] = useState(false);
  const { said, problem, attempt } = useDeeds();
  const thumb = (way: "up" | "down") =>
    attempt(async () => {
      const next = feedback === way ? null : way;
      await rate(wire, shown, next);
      setFeedback(next);
      return next ? "Thank you." : "";
    });
  return (
    <>
      <div className="powa-answer-row">
        <Thumb label="Right" pressed={feedback === "up"} onClick={() => void thumb("up")} />
        <Thumb label="Wrong" pressed={feedback === "down"} onClick={() => void thumb("down")} />
        <button
          type="button"
          className="powa-button"
          onClick={() => void attempt(() => approve(wire, shown).then(() => "Kept as a golden question."))}
        >
          Approve as golden
        </button>
        <button type="button" className="powa-button" aria-expanded={adding} onClick={() => setAdding(!adding)}>
          Add as SQL block
        </button>
        <span role="status">{said}</span>
      </div>
      {problem && <p role="alert">{problem}</p>}
      {adding && (
        <BlockChoice
          wire={wire}
          onChoose={(id) =>
            void attempt(async () => {
              const sql = shown.entry.chat.response.sql_text;
              const to = await addBlock(wire, id, "Answer", sql, shown.source || null);
              setAdding(false);
              return `Added to ${to}.`;
            })
          }
        />
      )}
    </>
  );
}

interface ThumbProps {
  label: string;
  pressed: boolean;
  onClick(): void;
}

function Thumb({ label, pressed, onClick }: ThumbProps) {
  return (
    <button type="button" className="powa-button" aria-label={label} aria-pressed={pressed} onClick={onClick}>
      <svg
        className={label === "Wrong" ? "powa-thumb-down" : ""}
        width="15"
        height="15"
        viewBox="0 0 16 16"
        aria-hidden="true"
      >
        <path d="M1 7h3v7H1zM5 14V7l3-6c1.4 0 2 1 1.7 2.3L9.2 6H14l-1.5 8z" fill="currentColor" />
      </svg>
    </button>
  );
}

function BlockChoice({ wire, onChoose }: { wire: Wire; onChoose(id: string): void }) {
  const [workflows, setWorkflows] = useState<Listed[] | null>(null);
  const [problem, setProblem] = useState("");
  const [chosen, setChosen] = useState("");
  useEffect(() => {
    listWorkflows(wire).then(
      (found) => {
        setWorkflows(found);
        setChosen(found[0]?.id ?? "");
      },
      (error) => setProblem(words(error)),
    );
  }, [wire]);
  if (problem) return <p role="alert">{problem}</p>;
  if (!workflows) return <p role="status">Loading the workflows…</p>;
  if (!workflows.length) return <p>There are no workflows yet: make one with Workflow("Name") in a cell.</p>;
  return (
    <div className="powa-answer-row">
      <label>
        Workflow{" "}
        <select className="powa-select" value={chosen} onChange={(event) => setChosen(event.target.value)}>
          {workflows.map((workflow) => (
            <option key={workflow.id} value={workflow.id}>
              {workflow.name}
            </option>
          ))}
        </select>
      </label>
      <button type="button" className="powa-button powa-run" onClick={() => onChoose(chosen)}>
        Add
      </button>
    </div>
  );
}

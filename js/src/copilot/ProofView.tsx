// What a run of the changed graph showed, beside the run that had failed: block by block.
import type { Proof } from "../model/types";
import { Sign, STATUS_WORDS } from "../workflow/Status";
import { type State, stateOf } from "./proof";

export function ProofView({ proof }: { proof: Proof }) {
  return (
    <section className={proof.green ? "powa-proof powa-is-success" : "powa-proof powa-is-error"} aria-label="Proof">
      <p className="powa-proof-words">
        <Sign status={proof.green ? "success" : "error"} size={14} />
        {proof.words}
      </p>
      {proof.blocks.length > 0 && (
        <table className="powa-proof-table">
          <thead>
            <tr>
              <th scope="col">Block</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
            </tr>
          </thead>
          <tbody>
            {proof.blocks.map((block) => (
              <tr key={String(block.name)}>
                <th scope="row">{String(block.name ?? "")}</th>
                <Side state={stateOf(block, "before")} />
                <Side state={stateOf(block, "after")} />
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Side({ state }: { state: State }) {
  return (
    <td className={`powa-is-${state.status}`}>
      <Sign status={state.status} size={12} /> {STATUS_WORDS[state.status]}
      {state.error && <span className="powa-proof-error">{state.error}</span>}
    </td>
  );
}

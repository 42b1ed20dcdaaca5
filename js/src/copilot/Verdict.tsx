// What the checker says of a proposed change, and what a run of it would touch.
import type { Review } from "../model/types";
import { Sign } from "../workflow/Status";
import type { Reviewed } from "./review";

export function Verdict({ review, problem }: Reviewed) {
  if (problem) {
    return (
      <p className="powa-field-problem" role="alert">
        {problem}
      </p>
    );
  }
  if (!review) return <p className="powa-verdict-wait">The checker looks at it…</p>;
  return (
    <div className="powa-verdict">
      {!review.current && (
        <p className="powa-verdict-line powa-verdict-warning">
          The workflow was saved since this was proposed: it may no longer fit.
        </p>
      )}
      <Problems review={review} />
      {review.stale.length > 0 && <Touched title="Would have to run again" items={review.stale} inline />}
      {review.writes.length > 0 && <Touched title="What a run would touch" items={review.writes} />}
    </div>
  );
}

function Problems({ review: { problems } }: { review: Review }) {
  if (!problems.length) {
    return (
      <p className="powa-verdict-line powa-is-success">
        <Sign status="success" size={13} />
        The checker finds nothing wrong with it.
      </p>
    );
  }
  return (
    <ul className="powa-problems" aria-label="What the checker says">
      {problems.map((problem) => (
        <li
          key={`${problem.block_id} ${problem.field} ${problem.message}`}
          className={problem.stops ? "powa-verdict-line powa-is-error" : "powa-verdict-line powa-verdict-warning"}
        >
          <Sign status={problem.stops ? "error" : "idle"} size={13} />
          <span>
            <span className="powa-sr-only">{problem.stops ? "Error: " : "Warning: "}</span>
            {problem.message}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Touched({ title, items, inline }: { title: string; items: string[]; inline?: boolean }) {
  return (
    <div className="powa-touched">
      <span className="powa-part-name">{title}</span>
      {inline ? (
        <span>{items.join(", ")}</span>
      ) : (
        <ul>
          {items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

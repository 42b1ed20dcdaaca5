// Where a result's columns come from: the tables and columns behind each, and what made the rows.
import { useEffect, useMemo, useState } from "react";
import { isTakenBack } from "../api/wire";
import { words } from "../api/wires";
import type { Relation } from "../model/types";
import type { Feed, Lineage } from "./client";
import { useParts } from "./context";
import type { Tab } from "./tabs";

type State = { lineage: Lineage | null; problem: string | null };

function useLineage(relation: Relation): State {
  const { client } = useParts();
  const [state, setState] = useState<State>({ lineage: null, problem: null });
  useEffect(() => {
    const going = new AbortController();
    setState({ lineage: null, problem: null });
    client.lineage(relation, going.signal).then(
      (lineage) => setState({ lineage, problem: null }),
      (error) => isTakenBack(error) || setState({ lineage: null, problem: words(error) }),
    );
    return () => going.abort();
  }, [client, relation]);
  return state;
}

export function LineagePane({ tab }: { tab: Tab }) {
  const relation = useRelation(tab);
  if (!relation) {
    return (
      <div className="powa-message">
        <p className="powa-message-title">No rows yet</p>
        <p>Where columns come from is told of a result: run a statement, or open a table.</p>
      </div>
    );
  }
  return <Told relation={relation} />;
}

/** The same object for the same tab: it is asked about once. */
function useRelation({ view, ran, source }: Tab): Relation | null {
  return useMemo(() => originOf(view, ran, source), [view, ran, source]);
}

/** A result that is kept comes from the statement that was run. */
function originOf(view: Tab["view"], ran: string | null, source: string | null): Relation | null {
  if (!view) return null;
  return view.relation.kept && ran ? { source, sql: ran } : view.relation;
}

function Told({ relation }: { relation: Relation }) {
  const { lineage, problem } = useLineage(relation);
  if (problem) {
    return (
      <div className="powa-message" role="alert">
        <p className="powa-message-title">Where these columns come from is not known</p>
        <p>{problem}</p>
      </div>
    );
  }
  if (!lineage) {
    return (
      <div className="powa-message" role="status">
        <p>Looking where the columns come from…</p>
      </div>
    );
  }
  return (
    <section className="powa-lineage" aria-label="Where the columns come from">
      <Maker made={lineage.made_by} />
      {lineage.note && (
        <p className="powa-maker" role="note">
          {lineage.note}
        </p>
      )}
      <Columns columns={lineage.columns} />
    </section>
  );
}

function Columns({ columns }: Pick<Lineage, "columns">) {
  return (
    <table className="powa-table">
      <thead>
        <tr>
          <th scope="col">Column</th>
          <th scope="col">Comes from</th>
          <th scope="col">As</th>
        </tr>
      </thead>
      <tbody>
        {columns.map(({ name, expression, feeds, note }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: columns stay where they are, and may share a name.
          <tr key={index}>
            <th scope="row">{name}</th>
            <td>
              {feeds.map((feed) => (
                <FeedButton key={JSON.stringify(feed)} feed={feed} />
              ))}
              {note ?? (feeds.length ? null : "no table")}
            </td>
            <td>
              <code title={expression}>{expression}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function FeedButton({ feed: { source, schema, table, column, relation } }: { feed: Feed }) {
  const { explorer } = useParts();
  const name = (
    <>
      {table}.<b>{column}</b>
    </>
  );
  if (!relation) return <span className="powa-feed">{name}</span>;
  const whole = [source, schema, table].filter(Boolean).join(".");
  const open = () => explorer.openRelation(relation, table);
  return (
    <button type="button" className="powa-feed" title={`Open ${whole}`} onClick={open}>
      {name}
    </button>
  );
}

/** The block, the run and the chat turn that made the rows. */
function Maker({ made }: { made: Lineage["made_by"] }) {
  const { explorer } = useParts();
  if (!made) return null;
  const { block, name, execution_id: run, message_id: message } = made;
  const open = run ? () => explorer.openRelation({ block, execution_id: run }, name || block) : undefined;
  return (
    <p className="powa-maker">
      Made by the block{" "}
      <button type="button" className="powa-feed" disabled={!open} onClick={open}>
        <b>{name || block}</b>
      </button>
      {run && (
        <>
          {" "}
          in the run <code>{run}</code>
        </>
      )}
      {message && (
        <>
          , which the copilot proposed in the message <code>{message}</code>
        </>
      )}
      .
    </p>
  );
}

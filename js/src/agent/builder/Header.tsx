// The head of the builder: name, model, state; fill in, discard, publish; and what came of it.
import { useState } from "react";
import type { Builder, State } from "./builder";

export interface PaneProps {
  builder: Builder;
  state: State;
}

export function Header({ builder, state }: PaneProps) {
  const { draft } = state;
  return (
    <header className="powa-builder-head">
      <div className="powa-builder-row">
        <label className="powa-builder-grow">
          <span className="powa-sr-only">Name</span>
          <input
            className="powa-input powa-builder-name"
            placeholder="Name of the agent"
            value={draft.name}
            onChange={(event) => builder.edit({ ...draft, name: event.target.value })}
          />
        </label>
        <Badges builder={builder} state={state} />
        <Buttons builder={builder} state={state} />
      </div>
      <div className="powa-builder-row">
        <Sources builder={builder} state={state} />
        <Models builder={builder} state={state} />
        <label className="powa-builder-grow">
          <span className="powa-sr-only">What it is for</span>
          <input
            className="powa-input"
            placeholder="What it is for; instructions for whoever answers"
            value={draft.description ?? ""}
            onChange={(event) => builder.edit({ ...draft, description: event.target.value || null })}
          />
        </label>
      </div>
      <Said builder={builder} state={state} />
    </header>
  );
}

/** What is being done, what came of it, and what went wrong. */
function Said({ builder, state }: PaneProps) {
  return (
    <>
      <p role="status" className="powa-builder-said">
        {state.busy || state.said}
      </p>
      {state.problem && (
        <p role="alert" className="powa-builder-problem">
          {state.problem}{" "}
          {state.outdated && (
            <button type="button" className="powa-button" onClick={() => void builder.publish(true)}>
              Publish over it
            </button>
          )}
        </p>
      )}
      {state.lost.length > 0 && (
        <p className="powa-builder-problem">
          The database does not have these any more, and they are left out: {state.lost.slice(0, 20).join(", ")}.
        </p>
      )}
    </>
  );
}

const INDEX: Record<string, string> = {
  INSYNC: "Index fits",
  OUTOFSYNC: "Index is out of date",
  INDEXING: "Index is being made",
  FAILED: "Index failed",
};

function Badges({ builder, state }: PaneProps) {
  const { agent, busy } = state;
  const index = agent?.index_status ?? "";
  return (
    <span className="powa-builder-badges">
      <span className="powa-badge">{agent ? agent.status.toLowerCase() : "new"}</span>
      {agent && <span className="powa-badge">{INDEX[index] ?? index}</span>}
      {agent && (
        <button type="button" className="powa-button" disabled={Boolean(busy)} onClick={() => void builder.rebuild()}>
          Rebuild
        </button>
      )}
      {builder.dirty && <span className="powa-badge powa-badge-dirty">unpublished changes</span>}
    </span>
  );
}

function Buttons({ builder, state: { draft, busy, agent } }: PaneProps) {
  const [sure, setSure] = useState(false);
  const waits = Boolean(busy);
  const news = builder.dirty || agent?.status !== "PUBLISHED";
  const discard = () => {
    if (sure) builder.discard();
    setSure(!sure);
  };
  return (
    <span className="powa-builder-badges">
      <button
        type="button"
        className="powa-button"
        disabled={waits || !draft.tables.length}
        onClick={() => void builder.generate()}
      >
        Generate
      </button>
      <button
        type="button"
        className={sure ? "powa-button powa-stop" : "powa-button"}
        disabled={waits || !builder.dirty}
        onClick={discard}
        onBlur={() => setSure(false)}
      >
        {sure ? "Discard everything?" : "Discard"}
      </button>
      <button
        type="button"
        className="powa-button powa-run"
        disabled={waits || !draft.tables.length || !draft.name.trim() || !news}
        onClick={() => void builder.publish()}
      >
        Publish
      </button>
    </span>
  );
}

/** Another source is another agent: it can be chosen while nothing is published, and asks before tables are let go. */
function Sources({ builder, state: { draft, sources, agent } }: PaneProps) {
  const [asked, setAsked] = useState<string | null>(null);
  const choose = (id: string) => (draft.tables.length ? setAsked(id) : void builder.chooseSource(id));
  return (
    <span className="powa-builder-badges">
      <label>
        <span className="powa-sr-only">Data source</span>
        <select
          className="powa-select"
          value={draft.datasource_id}
          disabled={agent !== null}
          onChange={(event) => choose(event.target.value)}
        >
          {sources.map((source) => (
            <option key={source.id} value={source.id}>
              {source.name}
            </option>
          ))}
        </select>
      </label>
      {asked && (
        <>
          <span>This lets go of {draft.tables.length} tables.</span>
          <button
            type="button"
            className="powa-button powa-stop"
            onClick={() => {
              setAsked(null);
              void builder.chooseSource(asked);
            }}
          >
            Change the source
          </button>
          <button type="button" className="powa-button" onClick={() => setAsked(null)}>
            Stay
          </button>
        </>
      )}
    </span>
  );
}

function Models({ builder, state: { draft, models } }: PaneProps) {
  const known = models.some((model) => model.value === draft.model) || !draft.model;
  return (
    <label>
      <span className="powa-sr-only">Model</span>
      <select
        className="powa-select"
        value={draft.model}
        onChange={(event) => builder.edit({ ...draft, model: event.target.value })}
      >
        <option value="">Default model</option>
        {!known && <option value={draft.model}>{draft.model}</option>}
        {models.map((model) => (
          <option key={model.value} value={model.value} disabled={!model.ready}>
            {model.label}
          </option>
        ))}
      </select>
    </label>
  );
}

// Where a block goes on to: each edge with a button that takes it away, and a choice of where else. For the keyboard, too.
import { useState } from "react";
import type { Block, Edge } from "../../model/types";
import { BUTTON_ICONS } from "../buttons";
import { type Edit, useEdit } from "./context";
import { connect, portOf, refusal, removeParts } from "./graph";

export function Connections({ block }: { block: Block }) {
  const edit = useEdit();
  const [port, setPort] = useState("");
  if (!edit) return null;
  const { editor, editing } = edit;
  const { graph } = editing;
  const ways = editing.handles[block.id] ?? ["output"];
  const way = { source: block.id, port: ways.includes(port) ? port : (ways[0] ?? "output") };
  const own = graph.edges.filter((edge) => edge.source === block.id);
  const free = graph.blocks.filter((one) => !refusal(graph, way, one.id));
  return (
    <section className="powa-part" aria-label="Goes on to">
      <h4 className="powa-part-name">Goes on to</h4>
      <Own edges={own} edit={edit} />
      <div className="powa-connect">
        {ways.length > 1 && (
          <select
            className="powa-select"
            aria-label="Way out"
            value={way.port}
            onChange={(event) => setPort(event.target.value)}
          >
            {ways.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        )}
        <select
          className="powa-select"
          aria-label="Connect to"
          value=""
          disabled={!free.length}
          onChange={(event) => event.target.value && editor.apply(connect(graph, way, event.target.value))}
        >
          <option value="">{free.length ? "Connect to…" : "There is no block to go on to."}</option>
          {free.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      </div>
    </section>
  );
}

function Own({ edges, edit: { editor, editing } }: { edges: Edge[]; edit: Edit }) {
  const { graph } = editing;
  const names = new Map(graph.blocks.map((one) => [one.id, one.name]));
  return (
    <ul className="powa-connections">
      {edges.map((edge) => (
        <li key={edge.id}>
          <span>{`${portOf(edge) === "output" ? "" : `${portOf(edge)}: `}${names.get(edge.target) ?? edge.target}`}</span>
          <button
            type="button"
            className="powa-tool"
            aria-label={`Disconnect from ${names.get(edge.target) ?? edge.target}`}
            onClick={() => editor.apply(removeParts(graph, [], [edge.id]))}
          >
            {BUTTON_ICONS.close}
          </button>
        </li>
      ))}
    </ul>
  );
}

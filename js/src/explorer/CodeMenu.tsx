// The way back to code: what is looked at as SQL, as Python, as a cell, as a block of a workflow.
import { useState } from "react";
import { BlockForm } from "./BlockForm";
import { type Code, viewOf } from "./client";
import { type Parts, useParts } from "./context";
import { ICONS } from "./icons";
import { type Item, MenuButton } from "./Menu";
import { toRun } from "./statements";
import type { Tab } from "./tabs";

export function CodeMenu({ tab }: { tab: Tab }) {
  const parts = useParts();
  const [sql, setSql] = useState<string | null>(null);
  const addBlock = async () => {
    const made = await codeOf(parts, tab, "sql").catch(parts.explorer.complain);
    if (made) setSql(made);
  };
  return (
    <>
      <MenuButton label="As code" className="powa-button powa-quiet" items={() => items(parts, tab, addBlock)}>
        {ICONS.code}
        Code
      </MenuButton>
      {sql !== null && <BlockForm sql={sql} source={tab.source} name={tab.title} onClose={() => setSql(null)} />}
    </>
  );
}

function items(parts: Parts, tab: Tab, addBlock: () => Promise<void>): (Item | null)[] {
  const { explorer, host } = parts;
  const copy = (kind: Code, what: string) => async () => {
    const code = await codeOf(parts, tab, kind);
    await host.copy(code);
    explorer.say(`Copied as ${what}.`);
  };
  const insert = (kind: Code) => async () => {
    await host.insertCell?.(await codeOf(parts, tab, kind));
    explorer.say("Inserted as a cell.");
  };
  const item = (label: string, act: () => Promise<void>): Item => ({
    label,
    act: () => void act().catch(explorer.complain),
  });
  const cells = host.insertCell
    ? [item("Insert as a Python cell", insert("python")), item("Insert as a SQL cell", insert("magic"))]
    : [item("Copy as a SQL cell", copy("magic", "a cell"))];
  return [
    item("Copy as SQL", copy("sql", "SQL")),
    item("Copy as Python", copy("python", "Python")),
    null,
    ...cells,
    null,
    item("Add as a SQL block…", addBlock),
  ];
}

/** Of the rows that are shown; before the first run, of the statement at the cursor. */
async function codeOf({ client, editor }: Parts, tab: Tab, kind: Code): Promise<string> {
  if (tab.view) return client.code(tab.view, kind);
  const { from, to } = editor.current?.selection() ?? { from: 0, to: 0 };
  const [piece] = toRun(tab.text, from, to, false);
  if (!piece) throw new Error("There is no statement yet.");
  return client.code(viewOf({ source: tab.source, sql: piece.text }), kind);
}

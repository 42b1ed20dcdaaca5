// What can be done with a node of the tree.
import { type Parts, useParts } from "./context";
import type { Item } from "./Menu";
import { inSql, type Place, relationOf, selectAll, type TreeNode } from "./nodes";
import type { Row } from "./rows";

export function useNodeMenu(row: Row): (Item | null)[] {
  const parts = useParts();
  if (row.kind === "place") return placeItems(parts, row.place, row.key);
  if (row.kind === "node") return nodeItems(parts, row.place, row.node, row.key);
  return [];
}

function placeItems({ explorer, tree, client }: Parts, place: Place, key: string): (Item | null)[] {
  const test = async () => {
    try {
      const { role } = await client.testSource(place.ref ?? place.name);
      explorer.say([`${place.name} answers.`, role?.words].filter(Boolean).join(" "));
      await tree.load();
    } catch (error) {
      explorer.complain(error);
    }
  };
  return [
    { label: "New query", act: () => explorer.act({ type: "query", source: place.ref }) },
    { label: "Read anew", hint: "F5", act: () => void tree.refresh(key) },
    ...(place.ref === null || place.found ? [] : [{ label: "Test the connection", act: () => void test() }]),
  ];
}

function nodeItems(parts: Parts, place: Place, node: TreeNode, key: string): (Item | null)[] {
  const { explorer, tree, host } = parts;
  const relation = relationOf(place, node);
  const name = inSql(node, place.kind);
  const select = () => {
    explorer.act({ type: "query", source: place.ref, text: selectAll(node, place.kind), title: node.name });
    const made = explorer.active();
    if (made) void explorer.run(made.id, { from: 0, to: 0 }, true);
  };
  const rows: (Item | null)[] = relation
    ? [
        { label: "Open", hint: "Enter", act: () => explorer.openRelation(relation, node.name) },
        { label: "Preview", hint: "Space", act: () => explorer.openRelation(relation, node.name, true) },
        { label: "Select * …", act: select },
        null,
      ]
    : [];
  const copy = () => host.copy(name).then(() => explorer.say(`Copied ${name}.`), explorer.complain);
  const again =
    node.kind === "column" ? [] : [null, { label: "Read anew", hint: "F5", act: () => void tree.refresh(key) }];
  return [
    ...rows,
    { label: "Insert into the editor", act: () => insert(parts, place, name) },
    { label: "Copy the name", act: () => void copy() },
    ...again,
  ];
}

/** Where no editor is open, into a new query. */
function insert({ explorer, editor }: Parts, place: Place, text: string): void {
  if (explorer.active()?.editor && editor.current) editor.current.insert(text);
  else explorer.act({ type: "query", source: place.ref, text });
}

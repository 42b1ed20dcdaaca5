// The language of cells that begin with %%powa_sql.
// @vitest-environment jsdom
import { sql } from "@codemirror/lang-sql";
import { ensureSyntaxTree, language, syntaxTree } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { expect, test, vi } from "vitest";
import { isSqlCell, sqlMode } from "../../lab/src/sqlMode";

const load = async () => sql().language;

async function opened(doc: string): Promise<EditorView> {
  const view = new EditorView({ state: EditorState.create({ doc, extensions: [sqlMode(load)] }) });
  await new Promise((done) => setTimeout(done));
  return view;
}

function nodes(view: EditorView): string[] {
  const found: string[] = [];
  const tree = ensureSyntaxTree(view.state, view.state.doc.length, 1_000) ?? syntaxTree(view.state);
  tree.iterate({ enter: (node) => void found.push(`${node.name}:${view.state.sliceDoc(node.from, node.to)}`) });
  return found;
}

test.each([
  ["%%powa_sql\nselect 1", true],
  ["%%powa_sql pg x <<\nselect 1", true],
  ["%%sql\nselect 1", true],
  ["%%sqlx\nselect 1", false],
  ["%%powa_sql_more\n", false],
  ["select 1", false],
  [" %%sql", false],
])("%j", (doc, expected) => {
  expect(isSqlCell(EditorState.create({ doc }))).toBe(expected);
});

test("a cell's words are SQL's, at their places, and its first line is none", async () => {
  const found = nodes(await opened("%%powa_sql from x\nselect 'a' from b -- c"));
  expect(found).toContain("MagicLine:%%powa_sql from x");
  expect(found).toContain("Keyword:select");
  expect(found).toContain("String:'a'");
  expect(found).toContain("LineComment:-- c");
  expect(found.filter((one) => one.startsWith("Keyword:from"))).toHaveLength(1);
});

test("a cell becomes SQL when its first line says so, and Python again when not", async () => {
  const view = await opened("select 1");
  expect(view.state.facet(language)).toBeNull();
  view.dispatch({ changes: { from: 0, insert: "%%powa_sql\n" } });
  await new Promise((done) => setTimeout(done));
  expect(view.state.facet(language)?.name).toBe("sql");
  expect(nodes(view)).toContain("Keyword:select");
  view.dispatch({ changes: { from: 0, to: 2 } });
  await new Promise((done) => setTimeout(done));
  expect(view.state.facet(language)).toBeNull();
});

test("what is typed is read anew", async () => {
  const view = await opened("%%powa_sql\n");
  view.dispatch({ changes: { from: 11, insert: "select a\nfrom b" } });
  view.dispatch({ changes: { from: 11, insert: "-- " } });
  expect(nodes(view)).toContain("LineComment:-- select a");
  expect(nodes(view)).toContain("Keyword:from");
});

test("the language is loaded once, when the first such cell is seen", async () => {
  const loads = vi.fn(load);
  const extension = sqlMode(loads);
  const view = (doc: string) => new EditorView({ state: EditorState.create({ doc, extensions: [extension] }) });
  view("select 1");
  expect(loads).not.toHaveBeenCalled();
  view("%%sql\nselect 1");
  view("%%sql\nselect 2");
  expect(loads).toHaveBeenCalledTimes(1);
});

test("a page that cannot load it shows the cell as before", async () => {
  const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
  const failing = sqlMode(() => Promise.reject(new Error("offline")));
  const view = new EditorView({ state: EditorState.create({ doc: "%%sql\nselect 1", extensions: [failing] }) });
  await new Promise((done) => setTimeout(done));
  expect(view.state.facet(language)).toBeNull();
  expect(warned).toHaveBeenCalledOnce();
});

// What may be typed at the cursor: tables, columns of the statement's tables, functions and keywords.
import type { Catalog, Tables } from "./catalog";
import { inSql, type Place, quoted, type TreeNode } from "./nodes";
import { type Cursor, commonIn, cursorIn, tablesIn } from "./scope";
import { statementAt } from "./statements";
import { wordsOf } from "./words";

export interface Suggestion {
  label: string;
  /** What is written, where that is not the label. */
  apply?: string;
  type: "table" | "column" | "function" | "keyword" | "type" | "schema";
  detail?: string;
  /** What its owner wrote about it. */
  info?: string;
  boost?: number;
  /** Where those that fit as well as one another stand. */
  sortText?: string;
}

export interface Suggestions {
  from: number;
  options: Suggestion[];
}

/** `explicit`: they were asked for, not typed into. Null: nothing fits there. */
export async function complete(
  catalog: Catalog,
  place: Place,
  text: string,
  at: number,
  explicit: boolean,
): Promise<Suggestions | null> {
  const here = statementAt(text, at);
  const inside = here && at >= here.from && at <= here.to + 1;
  const [sql, start] = inside ? [text.slice(here.from, Math.max(here.to, at)), here.from] : [text.slice(0, at), 0];
  const cursor = cursorIn(sql, at - start);
  if (cursor.wants === "nothing" || !(explicit || cursor.word || cursor.qualifier.length)) return null;
  const options = cursor.qualifier.length
    ? await afterDot(catalog, place, sql, cursor)
    : cursor.wants === "table"
      ? await tables(catalog, place, sql, cursor)
      : await anything(catalog, place, sql);
  return options.length ? { from: start + cursor.from, options } : null;
}

/** After `alias.` its columns; after `schema.` its tables. */
async function afterDot(catalog: Catalog, place: Place, sql: string, cursor: Cursor): Promise<Suggestion[]> {
  const { qualifier } = cursor;
  const [first = ""] = qualifier;
  const alias = first.toLowerCase();
  const named = qualifier.length === 1 ? tablesIn(sql).find((one) => one.alias.toLowerCase() === alias) : undefined;
  const known = await catalog.tablesOf(place.ref);
  if (cursor.wants === "table" || !named) {
    const inSchema = known.nodes.filter((node) => node.path.length > 1 && node.path[0]?.toLowerCase() === alias);
    if (inSchema.length && qualifier.length === 1) return inSchema.map((node) => table(node, place, true));
  }
  const node = await catalog.table(place.ref, named?.name ?? qualifier);
  return node ? columns(await catalog.columnsOf(place.ref, node), place, 2) : [];
}

async function tables(catalog: Catalog, place: Place, sql: string, cursor: Cursor): Promise<Suggestion[]> {
  const known = await catalog.tablesOf(place.ref).catch((): Tables => ({ nodes: [], schemas: [], more: false }));
  const found = known.more && cursor.word.length > 1 ? await catalog.find(place.ref, cursor.word).catch(() => []) : [];
  const paths = new Set(known.nodes.map((node) => JSON.stringify(node.path)));
  const nodes = [...known.nodes, ...found.filter((node) => !paths.has(JSON.stringify(node.path)))];
  return [
    ...commonIn(sql).map((name): Suggestion => ({ ...written(name, place), type: "table", detail: "with", boost: 3 })),
    ...nodes.map((node) => table(node, place, false)),
    ...known.schemas.map((node): Suggestion => ({ ...written(node.name, place), type: "schema", detail: "schema" })),
  ];
}

async function anything(catalog: Catalog, place: Place, sql: string): Promise<Suggestion[]> {
  const words = wordsOf(place.kind);
  const of = tablesIn(sql);
  const read = of.map(async ({ name }) => {
    const node = await catalog.table(place.ref, name);
    return node ? columns(await catalog.columnsOf(place.ref, node), place, 2) : [];
  });
  const known = (await Promise.all(read.map((one) => one.catch((): Suggestion[] => [])))).flat();
  const seen = new Set<string>();
  return [
    ...known.filter(({ label }) => !seen.has(label) && seen.add(label)),
    ...of.map(
      ({ alias, name }): Suggestion => ({ ...written(alias, place), type: "table", detail: name.join("."), boost: 1 }),
    ),
    ...words.functions.map((name): Suggestion => ({ label: name, apply: `${name}(`, type: "function" })),
    ...words.keywords.map((name): Suggestion => ({ label: name, type: "keyword" })),
    ...words.types.map((name): Suggestion => ({ label: name, type: "type", boost: -1 })),
  ];
}

function written(name: string, place: Place): Pick<Suggestion, "label" | "apply"> {
  const apply = quoted(name, place.kind);
  return apply === name ? { label: name } : { label: name, apply };
}

function table(node: TreeNode, place: Place, bare: boolean): Suggestion {
  const apply = bare ? quoted(node.name, place.kind) : inSql(node, place.kind);
  const schema = node.path.length > 1 ? node.path[0] : node.kind;
  return { label: node.name, apply, type: "table", detail: schema ?? "", info: node.comment ?? undefined, boost: 2 };
}

function columns(nodes: readonly TreeNode[], place: Place, boost: number): Suggestion[] {
  return nodes.map((node, at) => ({
    ...written(node.name, place),
    sortText: String(at).padStart(5, "0"),
    type: "column",
    detail: node.type?.toLowerCase() ?? "",
    info: node.comment ?? undefined,
    boost,
  }));
}

// Tables and columns by source, for completion: read when they are asked for, kept until something changes.
import { type Client, viewOf } from "./client";
import { relationOf, type TreeNode } from "./nodes";

/** Schemas that are read whole, and tables of each; what is beyond is searched by the server. */
const SCHEMAS = 12;
const TABLES = 1000;
const FOUND = 50;

const HOLDERS = new Set(["schema", "group"]);

export interface Tables {
  nodes: TreeNode[];
  schemas: TreeNode[];
  /** There are more than were read. */
  more: boolean;
}

export class Catalog {
  private readonly tables = new Map<string, Promise<Tables>>();
  private readonly columns = new Map<string, Promise<TreeNode[]>>();

  constructor(private readonly client: Client) {}

  /** All sources, or that one, may hold something else now. */
  forget(ref?: string | null): void {
    for (const kept of [this.tables, this.columns])
      for (const key of [...kept.keys()]) if (ref === undefined || key.startsWith(keyed(ref))) kept.delete(key);
  }

  tablesOf(ref: string | null): Promise<Tables> {
    return once(this.tables, keyed(ref), () => this.readTables(ref));
  }

  /** Where there are too many to read all: those of that name. */
  async find(ref: string | null, q: string): Promise<TreeNode[]> {
    const { nodes } = await this.client.tree(ref, null, { q, limit: FOUND });
    return nodes.filter((node) => node.kind !== "column");
  }

  /** Those of a frame or a file are told with its first row. */
  columnsOf(ref: string | null, node: TreeNode): Promise<TreeNode[]> {
    const key = keyed(ref) + JSON.stringify([node.kind, ...node.path]);
    return once(this.columns, key, () => this.readColumns(ref, node));
  }

  /** The table that a statement names so, in the parts of its name. */
  async table(ref: string | null, name: readonly string[]): Promise<TreeNode | null> {
    const { nodes, more } = await this.tablesOf(ref);
    const wanted = name.map((part) => part.toLowerCase());
    const fits = (node: TreeNode) => {
      const parts = (node.kind === "file" ? [node.name] : node.path).map((part) => part.toLowerCase());
      return wanted.every((part, index) => part === parts[parts.length - wanted.length + index]);
    };
    const here = nodes.find(fits);
    if (here || !more) return here ?? null;
    return (await this.find(ref, name.at(-1) ?? "")).find(fits) ?? null;
  }

  private async readColumns(ref: string | null, node: TreeNode): Promise<TreeNode[]> {
    const relation =
      node.kind === "variable" || node.kind === "file" ? relationOf({ ref, name: "", kind: "" }, node) : null;
    if (!relation) return (await this.client.tree(ref, node, { limit: TABLES })).nodes;
    const { shown } = await this.client.page(viewOf(relation), 0, 1);
    return shown.columns.map(({ name, type }) => ({ kind: "column", name, type, path: [...node.path, name] }));
  }

  private async readTables(ref: string | null): Promise<Tables> {
    const top = await this.client.tree(ref, null, { limit: TABLES });
    const schemas = top.nodes.filter((node) => HOLDERS.has(node.kind));
    const read = await Promise.all(
      schemas.slice(0, SCHEMAS).map((schema) => this.client.tree(ref, schema, { limit: TABLES })),
    );
    return {
      nodes: [...top.nodes.filter((node) => !HOLDERS.has(node.kind)), ...read.flatMap(({ nodes }) => nodes)],
      schemas: schemas.filter((node) => node.kind === "schema"),
      more: top.more || schemas.length > SCHEMAS || read.some(({ more }) => more),
    };
  }
}

function keyed(ref: string | null): string {
  return `${JSON.stringify(ref)}:`;
}

/** What failed is tried again the next time. */
function once<T>(kept: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
  const known = kept.get(key);
  if (known) return known;
  const made = read();
  kept.set(key, made);
  made.catch(() => kept.delete(key));
  return made;
}

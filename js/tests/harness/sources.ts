// A kernel that is not there, asked about its sources: a tree of 10,000 tables, statements, plans, a history. Not shipped.
import { type Wire, WireError } from "../../src/api/wire";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const SOURCES = [
  { name: "project", kind: "duckdb" },
  {
    id: "1",
    name: "warehouse",
    kind: "postgresql",
    role: {
      superuser: true,
      may_write: true,
      words:
        "Signs in as postgres, a superuser who may read and write everything. A role that may only read would be safer.",
    },
  },
  { name: "engine", kind: "mariadb", found: true, role: { words: "Signs in as reader, who may only read." } },
];
const TABLES = ["customers", "flights", "orders", "order lines", "planes", "weather"];
const COLUMNS: [string, string, object?][] = [
  ["order_id", "BIGINT", { key: true, nullable: false }],
  ["customer_id", "BIGINT", { references: "customers" }],
  ["ordered_at", "TIMESTAMP WITH TIME ZONE", { comment: "When the basket was paid." }],
  ["amount", "DECIMAL(18,2)"],
  ["city", "VARCHAR"],
];
const SQL =
  "-- Which cities bring most?\nselect c.city, count(*) as orders, sum(o.amount) as total\nfrom orders o\njoin customers c on c.customer_id = o.customer_id\nwhere o.ordered_at >= timestamp '2026-01-01'\ngroup by c.city\norder by total desc;\n";

function level(source: string | null, kind: string, path: string[], offset: number, limit: number) {
  if (kind === "table") {
    return COLUMNS.map(([name, type, more]) => ({ kind: "column", path: [...path, name], name, type, ...more }));
  }
  if (kind === "group") return [{ kind: "variable", path: ["df"], name: "df", type: "pandas.DataFrame", rows: 336776 }];
  const schema = (name: string) => ({ kind: "schema", path: [name], name });
  if (kind === "source")
    return source
      ? [schema("public"), schema("archive")]
      : [schema("main"), { kind: "group", path: ["variables"], name: "variables" }];
  if (path[0] === "archive") {
    const made = Array.from({ length: Math.max(0, Math.min(limit, 10_000 - offset)) }, (_, index) => offset + index);
    return made.map((at) => ({ kind: "table", path: [...path, `t_${at}`], name: `t_${at}`, rows: at * 31 }));
  }
  return TABLES.map((name, at) => ({
    ...{ kind: at === 4 ? "view" : "table", path: [...path, name], name },
    ...{ rows: at === 4 ? undefined : 17 ** (at + 2), bytes: source ? 29 ** (at + 2) : undefined },
  }));
}

const leaf = (name: string, rows: number, milliseconds: number, detail: object, children: object[] = []) => ({
  ...{ name, rows, milliseconds, detail, children },
});
const PLAN = leaf("Order by", 6, 0.2, { by: "total desc" }, [
  leaf("Group by", 6, 38.4, { groups: "city", sums: "amount" }, [
    leaf("Hash join", 336776, 61.7, { kind: "inner", on: "customer_id = customer_id" }, [
      leaf("Table scan", 336776, 102.9, { table: "orders", filters: "ordered_at >= '2026-01-01'" }),
      leaf("Table scan", 4913, 3.1, { table: "customers" }),
    ]),
  ]),
]);
const at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const PAST = [
  { sql: SQL, source: null, started_at: at(1), milliseconds: 212, row_count: 6, error: null },
  {
    sql: "select * from flights limit 100",
    source: null,
    started_at: at(9),
    milliseconds: 4,
    row_count: 100,
    error: null,
  },
  {
    sql: "select dest, cuont(*) from flights group by 1",
    source: "warehouse",
    started_at: at(80),
    milliseconds: 12,
    row_count: null,
    error: "No function matches cuont",
  },
  {
    sql: "update orders set city = 'Łódź' where city is null",
    source: "engine",
    started_at: at(3000),
    milliseconds: 1900,
    row_count: 41,
    error: null,
  },
];
const feed = (table: string, column: string) => {
  const relation = { source: null, table: ["main", table] };
  return { source: null, schema: "main", table, column, relation };
};
const LINEAGE = {
  columns: [
    { name: "city", expression: "c.city", feeds: [feed("customers", "city")], note: null },
    { name: "orders", expression: "COUNT(*)", feeds: [], note: null },
    { name: "total", expression: "SUM(o.amount)", feeds: [feed("orders", "amount")], note: null },
  ],
  made_by: { block: "b", name: "By city", execution_id: "4f0c2a", message_id: null },
  note: null,
};

async function answer(method: string, path: string): Promise<unknown> {
  const url = new URL(path, "http://kernel");
  const get = (name: string) => url.searchParams.get(name);
  await pause(30);
  if (url.pathname.endsWith("/sources")) return { sources: SOURCES };
  if (url.pathname.endsWith("/history")) return { queries: method === "GET" ? PAST : [] };
  if (url.pathname.endsWith("/explain")) return { plan: PLAN, text: "ORDER BY\n└─ GROUP BY" };
  if (url.pathname.endsWith("/lineage")) return LINEAGE;
  if (url.pathname.endsWith("/code")) return { code: SQL };
  if (url.pathname.endsWith("/format")) return { sql: SQL };
  if (url.pathname.endsWith("/workflows")) return { workflows: [{ id: "w", name: "Sales by region" }] };
  if (!url.pathname.endsWith("/tree")) throw new WireError(404, `Nothing at ${path}`);
  const [offset, limit] = [Number(get("offset") ?? 0), Number(get("limit") ?? 1000)];
  const q = get("q");
  const nodes = q
    ? level(get("source"), "schema", ["main"], 0, 9).filter(({ name }) => name.includes(q))
    : level(get("source"), get("kind") ?? "source", JSON.parse(get("path") ?? "[]"), offset, limit);
  return { nodes, more: nodes.length === limit };
}

async function run(sql: string, tell: (event: unknown) => void, signal?: AbortSignal): Promise<void> {
  tell({ type: "started" });
  for (let step = 1; sql.includes("slow") && step < 100 && !signal?.aborted; step += 1) {
    await pause(100);
    tell({ type: "progress", fraction: step / 100 });
  }
  if (signal?.aborted) return;
  await pause(60);
  if (sql.includes("cuont")) {
    const error = 'Catalog Error: Scalar Function with name cuont does not exist!\nDid you mean "count"?';
    return tell({ type: "error", error, code: "sql_error", details: { line: 1, column: 1 + sql.indexOf("cuont") } });
  }
  if (sql.startsWith("update")) return tell({ type: "changed", count: 41, milliseconds: 1.9 });
  tell({ type: "result", relation: { sql }, shown: {} });
}

export const sourcesWire: Wire = {
  name: "comm",
  request: answer,
  bytes: async () => new ArrayBuffer(0),
  stream: async (_method, _path, body, onEvent, signal) => run((body as { sql: string }).sql, onEvent, signal),
};
export const STATEMENT = SQL;

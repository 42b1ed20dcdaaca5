// A draft of an agent, outside of React: each change gives a new draft, and what is the same stays the same object.
import type { AgentDraft, ContextColumn, ContextTable, DraftGolden, Relationship } from "../../model/types";

export const ROLES = ["IDENTIFIER", "FOREIGN_KEY", "CATEGORICAL", "MEASURE", "TIMESTAMP", "TEXT"];

export function blank(name: string, datasourceId: string): AgentDraft {
  const lists = { tables: [], relationships: [], table_filters: {}, goldens: [], dropped: [] };
  return { agent_id: null, version: "", name, description: null, model: "", datasource_id: datasourceId, ...lists };
}

/** A table of which no more than its name is known yet; the database fills in the rest. */
export function withTable(draft: AgentDraft, name: string): AgentDraft {
  const table = { name, description: null, columns: [], available_columns: [] } as unknown as ContextTable;
  return { ...draft, tables: [...draft.tables, table] };
}

/** Without a table, and without what is said of it. */
export function withoutTable(draft: AgentDraft, name: string): AgentDraft {
  const { [name]: _, ...filters } = draft.table_filters;
  return {
    ...draft,
    tables: draft.tables.filter((table) => table.name !== name),
    relationships: draft.relationships.filter((one) => one.table !== name && one.other_table !== name),
    table_filters: filters,
  };
}

export function changeTable(draft: AgentDraft, name: string, change: Partial<ContextTable>): AgentDraft {
  const tables = draft.tables.map((table) => (table.name === name ? { ...table, ...change } : table));
  return { ...draft, tables };
}

export function changeColumn(
  draft: AgentDraft,
  table: string,
  column: string,
  change: Partial<ContextColumn>,
): AgentDraft {
  const found = draft.tables.find((one) => one.name === table);
  const columns = (found?.columns ?? []).map((one) => (one.name === column ? { ...one, ...change } : one));
  return changeTable(draft, table, { columns });
}

/** Chooses a column or lets go of it, with the relations that stand on it; they keep the database's order. */
export function toggleColumn(draft: AgentDraft, table: ContextTable, column: string): AgentDraft {
  const chosen = table.columns.some((one) => one.name === column);
  if (!chosen) {
    const known = new Map(table.columns.map((one) => [one.name, one]));
    const columns = table.available_columns
      .filter((one) => known.has(one.name) || one.name === column)
      .map((one) => known.get(one.name) ?? one);
    return changeTable(draft, table.name, { columns });
  }
  const columns = table.columns.filter((one) => one.name !== column);
  const stands = (one: Relationship) =>
    (one.table === table.name && one.columns.includes(column)) ||
    (one.other_table === table.name && one.other_columns.includes(column));
  const relationships = draft.relationships.filter((one) => !stands(one));
  return { ...changeTable(draft, table.name, { columns }), relationships };
}

export function setFilter(draft: AgentDraft, table: string, condition: string): AgentDraft {
  const { [table]: _, ...others } = draft.table_filters;
  return { ...draft, table_filters: condition ? { ...others, [table]: condition } : others };
}

export function addJoin(draft: AgentDraft, join: Omit<Relationship, "id" | "declared">): AgentDraft {
  const made = { ...join, declared: false } as Relationship; // the server gives it an id
  return { ...draft, relationships: [...draft.relationships, made] };
}

/** What tells a relation from others. */
export function joinKey(one: Relationship): string {
  return `${one.table}.${one.columns.join("+")} → ${one.other_table}.${one.other_columns.join("+")}`;
}

export function dropJoin(draft: AgentDraft, key: string): AgentDraft {
  return { ...draft, relationships: draft.relationships.filter((one) => joinKey(one) !== key) };
}

let made = 0;

export function addGolden(draft: AgentDraft, golden: Omit<DraftGolden, "id">): AgentDraft {
  made += 1;
  return { ...draft, goldens: [...draft.goldens, { ...golden, id: `new-${Date.now()}-${made}` }] };
}

/** With other words or other SQL it must be approved again, as everywhere. */
export function changeGolden(draft: AgentDraft, id: string, change: Partial<DraftGolden>): AgentDraft {
  const again = "question" in change || "sql_text" in change ? { approved: false } : {};
  return { ...draft, goldens: draft.goldens.map((one) => (one.id === id ? { ...one, ...again, ...change } : one)) };
}

export function dropGolden(draft: AgentDraft, id: string): AgentDraft {
  const goldens = draft.goldens.filter((one) => one.id !== id);
  return { ...draft, goldens, dropped: id.startsWith("new-") ? draft.dropped : [...draft.dropped, id] };
}

/** Values as people write them: one a line. Numbers stay numbers where they were. */
export function valuesOf(text: string, before: unknown[]): unknown[] {
  const known = new Map(before.map((value) => [String(value), value]));
  const lines = text.split("\n").map((line) => line.trim());
  return [...new Set(lines.filter(Boolean))].map((line) => (known.has(line) ? known.get(line) : line));
}

/** Whether two drafts say the same; ids and times that the database side adds do not count. */
export function same(one: AgentDraft, other: AgentDraft): boolean {
  return one === other || plain(one) === plain(other);
}

function plain(draft: AgentDraft): string {
  const left = new Set(["id", "created_on", "context_id", "available_columns", "version", "declared"]);
  const filters = Object.entries(draft.table_filters).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify({ ...draft, table_filters: filters }, (key, value) => (left.has(key) ? undefined : value));
}

/** Without the columns that are only available: the database knows them, and of many tables they are most of a draft. */
export function slim(draft: AgentDraft): AgentDraft {
  return { ...draft, tables: draft.tables.map((table) => ({ ...table, available_columns: [] })) };
}

/** A table's name in its parts: quoted ones may hold dots. */
export function partsOf(name: string): string[] {
  const found = [...name.matchAll(/"((?:[^"]|"")*)"|([^.]+)/g)];
  return found.map(([, quoted, bare]) => (quoted === undefined ? (bare ?? "") : quoted.replaceAll('""', '"')));
}

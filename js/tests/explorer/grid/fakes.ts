// A client whose answers a test gives one by one.
import { columnFromArray, type DataType, int64, type Table, tableFromColumns, utf8 } from "@uwdata/flechette";
import { type Client, type Page, READING } from "../../../src/explorer/client";
import type { Shown, View } from "../../../src/model/types";

export const VIEW: View = { relation: { table: ["orders"] }, filters: [], orders: [], columns: null };

export function tableOf(columns: Record<string, [DataType, unknown[]]>): Table {
  const made = Object.entries(columns).map(([name, [type, values]]) => [name, columnFromArray(values, type, READING)]);
  return tableFromColumns(made as never);
}

export function shownOf(columns: Record<string, string>, more: Partial<Shown> = {}): Shown {
  const list = Object.entries(columns).map(([name, type]) => ({
    name,
    type,
    nullable: true,
    default: null,
    comment: null,
  }));
  return {
    ...{ columns: list, offset: 0, row_count: null, exact: true, more: false, milliseconds: 3, sql: "" },
    ...more,
  };
}

/** Rows `offset` to `offset + count` of a table with the columns id and name. */
export function pageOf(offset: number, count: number, more: Partial<Shown> = {}): Page {
  const rows = Array.from({ length: count }, (_, index) => offset + index);
  const table = tableOf({
    id: [int64(), rows.map(BigInt)],
    name: [utf8(), rows.map((row) => (row % 10 ? `name ${row}` : null))],
  });
  return { shown: shownOf({ id: "BIGINT", name: "VARCHAR" }, { offset, ...more }), table };
}

interface Asked {
  view: View;
  offset: number;
  limit: number;
  signal: AbortSignal | undefined;
  answer(page: Page): void;
  fail(error: Error): void;
}

/** Pages are answered by the test; `total` rows are counted where the test wants that. */
export class FakeClient {
  asked: Asked[] = [];
  total: number | null = null;
  told: unknown[] = [];
  profiles: {
    view: View;
    columns: string[] | undefined;
    tell(event: unknown): void;
    signal?: AbortSignal;
    end(): void;
  }[] = [];

  page = (view: View, offset: number, limit: number, signal?: AbortSignal): Promise<Page> =>
    new Promise((answer, fail) => this.asked.push({ view, offset, limit, signal, answer, fail }));

  count = async (): Promise<{ row_count: number; milliseconds: number }> => {
    if (this.total === null) throw new Error("nobody counts");
    return { row_count: this.total, milliseconds: 1 };
  };

  profile = (view: View, wish: { columns?: string[] }, tell: (event: never) => void, signal?: AbortSignal) =>
    new Promise<void>((end) => {
      this.profiles.push({ view, columns: wish.columns, tell: tell as (event: unknown) => void, signal, end });
      signal?.addEventListener("abort", () => end());
    });

  get client(): Client {
    return this as unknown as Client;
  }

  /** Answers the newest question of an offset. */
  async give(offset: number, page: Page): Promise<void> {
    [...this.asked]
      .reverse()
      .find((one) => one.offset === offset)
      ?.answer(page);
    await settled();
  }
}

export async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
}

// @vitest-environment jsdom
// Where columns come from: each table is opened by a click, what is not known is said.
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import "../setup";
import type { Lineage } from "../../src/explorer/client";
import { ExplorerContext, type Parts } from "../../src/explorer/context";
import { LineagePane } from "../../src/explorer/LineagePane";
import type { Tab } from "../../src/explorer/tabs";
import type { Relation } from "../../src/model/types";

afterEach(cleanup);

const relation: Relation = { block: "b", execution_id: "e" };
const LINEAGE: Lineage = {
  columns: [
    {
      name: "total",
      expression: "SUM(o.amount)",
      feeds: [
        {
          source: "pg",
          schema: "shop",
          table: "orders",
          column: "amount",
          relation: { source: "pg", table: ["shop", "orders"] },
        },
        { source: null, schema: null, table: "range(3)", column: "range", relation: null },
      ],
      note: null,
    },
    { name: "total", expression: "1", feeds: [], note: null },
    { name: "odd", expression: "?", feeds: [], note: "This could not be followed." },
  ],
  made_by: { block: "b", name: "Total", workflow_id: "w", execution_id: "e", session_id: "s", message_id: "m1" },
  note: "Something is not known.",
};

async function shown(lineage: Lineage): Promise<[Relation, string][]> {
  const opened: [Relation, string][] = [];
  const parts = {
    client: { lineage: async () => lineage },
    explorer: { openRelation: (one: Relation, title: string) => opened.push([one, title]) },
  };
  const tab = { view: { relation }, ran: null, source: null } as unknown as Tab;
  await act(async () => {
    render(
      <ExplorerContext.Provider value={parts as unknown as Parts}>
        <LineagePane tab={tab} />
      </ExplorerContext.Provider>,
    );
  });
  return opened;
}

test("a click opens the table that feeds a column, and the block that made the rows", async () => {
  const opened = await shown(LINEAGE);
  fireEvent.click(screen.getByTitle("Open pg.shop.orders"));
  fireEvent.click(screen.getByRole("button", { name: "Total" }));
  expect(opened).toEqual([
    [{ source: "pg", table: ["shop", "orders"] }, "orders"],
    [relation, "Total"],
  ]);
  expect(screen.getByText("m1")).toBeTruthy();
});

test("what nothing opens is no button, and what is not known is said", async () => {
  await shown(LINEAGE);
  expect(screen.getAllByRole("button")).toHaveLength(2);
  expect(screen.getAllByRole("row")).toHaveLength(4);
  expect(screen.getByText("This could not be followed.")).toBeTruthy();
  expect(screen.getByText("no table")).toBeTruthy();
  expect(screen.getByRole("note").textContent).toBe("Something is not known.");
});

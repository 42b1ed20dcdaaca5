// The rows of a view, a window of them at a time.
import type { View } from "../../model/types";
import type { Client } from "../client";

export interface ResultPaneProps {
  client: Client;
  view: View;
  onView(view: View): void;
}

export function ResultPane({ view }: ResultPaneProps) {
  return <div className="powa-result">{view.relation.sql ?? view.relation.table?.join(".")}</div>;
}

// What every part of the explorer may reach.
import { createContext, useContext } from "react";
import type { View } from "../model/types";
import type { Catalog } from "./catalog";
import type { ChartWish, Client, Page } from "./client";
import type { Editor, EditorBundle } from "./editor/port";
import type { Explorer } from "./explorer";
import type { Host } from "./host";
import type { Place } from "./nodes";
import type { PastStore } from "./past";
import type { TreeStore } from "./tree";

export interface Parts {
  client: Client;
  explorer: Explorer;
  tree: TreeStore;
  past: PastStore;
  catalog: Catalog;
  host: Host;
  /** The first rows of a view, as the notebook was saved with them. */
  saved: { view: View; page: Page } | null;
  /** The chart that a cell asked for, and the rows it is of. */
  drawn: { view: View; wish: ChartWish } | null;
  loadEditor(): Promise<EditorBundle>;
  /** The editor on the screen, while there is one. */
  editor: { current: Editor | null };
}

export const ExplorerContext = createContext<Parts | null>(null);

export function useParts(): Parts {
  const parts = useContext(ExplorerContext);
  if (!parts) throw new Error("A part of the explorer stands outside of it.");
  return parts;
}

/** The source of that name; the project's where it is not known. */
export function placeOf(places: readonly Place[], ref: string | null): Place {
  const known = places.find((place) => place.ref === ref || place.name === ref);
  return known ?? { ref, name: ref ?? "Project", kind: "duckdb" };
}

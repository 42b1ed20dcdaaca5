// The whole explorer over a made source of 10,000 tables: ?story=…&theme=dark&height=640. Not shipped.
import { createRoot } from "react-dom/client";
import { createEditor } from "../../src/bundles/editor";
import { ExplorerView } from "../../src/explorer/ExplorerView";
import { opened, type TraitModel } from "../../src/explorer/opened";
import { sheets } from "../../src/explorer/style";
import { fakeClient } from "./rows";
import { sourcesWire } from "./sources";

const query = new URLSearchParams(location.search);
const story = query.get("story") ?? "query";
document.body.dataset.jpThemeLight = String(query.get("theme") !== "dark");
const traits: Record<string, unknown> = {
  view: story === "table" ? { relation: { table: ["main", "orders"] } } : null,
  title: story === "table" ? "orders" : "",
};
const model: TraitModel = {
  get: (name) => traits[name],
  set: (name, value) => {
    traits[name] = value;
  },
  send: () => {},
  on: () => {},
  off: () => {},
};
const element = document.getElementById("widget") as HTMLElement;
const { parts, side } = opened(element, model, sourcesWire, async () => ({ createEditor }));
const rows = fakeClient(Number(query.get("rows") ?? 336_776), 15);
for (const name of ["page", "count", "profile", "export", "chart"] as const)
  Object.assign(parts.client, { [name]: rows[name] });
Object.assign(globalThis, { parts });
const style = document.createElement("style");
style.textContent = sheets.join("\n");
document.head.append(style);
const height = Number(query.get("height") ?? 640);
createRoot(element).render(<ExplorerView parts={parts} height={height} side={query.has("side") ? null : side} />);
void parts.tree.load();

// The result pane over made rows: ?rows=1e8&lag=20&theme=dark, or over a server's: ?server=…&token=… Not shipped.
import { useState } from "react";
import { createRoot } from "react-dom/client";
import { HttpWire } from "../../src/api/http";
import { Client } from "../../src/explorer/client";
import { ResultPane } from "../../src/explorer/grid/ResultPane";
import { sheets as gridSheets } from "../../src/explorer/grid/style";
import type { View } from "../../src/model/types";
import { sheets } from "../../src/workflow/style";
import { useTheme } from "../../src/workflow/theme";
import { fakeClient } from "./rows";

const query = new URLSearchParams(location.search);
const server = query.get("server");
const http = {
  baseUrl: server ?? "",
  request: (path: string, init: RequestInit) =>
    fetch(server + path.replace(/^\//, ""), {
      ...init,
      headers: { ...init.headers, Authorization: `Bearer ${query.get("token")}` },
    }),
};
const client = server
  ? new Client(new HttpWire(http))
  : fakeClient(Number(query.get("rows") ?? 1e6), Number(query.get("lag") ?? 15));
const first: View = {
  relation: JSON.parse(query.get("relation") ?? '{"table": ["orders"]}'),
  filters: [],
  orders: [],
  columns: null,
};

function Harness() {
  const [view, setView] = useState(first);
  Object.assign(globalThis, { shownView: view });
  return (
    <div className="powa-root" data-theme={useTheme()} style={{ height: Number(query.get("height") ?? 460) }}>
      <ResultPane client={client} view={view} onView={setView} />
    </div>
  );
}

document.body.dataset.jpThemeLight = String(query.get("theme") !== "dark");
const style = document.createElement("style");
style.textContent = [...sheets, ...gridSheets].join("\n");
document.head.append(style);
createRoot(document.getElementById("widget") as HTMLElement).render(<Harness />);

// The view of data: sources on the left, statements above, rows below.
import { useState } from "react";
import type { View } from "../model/types";
import { useTheme } from "../workflow/theme";
import type { Client } from "./client";
import { ResultPane } from "./grid/ResultPane";

interface ExplorerViewProps {
  client: Client;
  view: View | null;
  height: number;
}

export function ExplorerView({ client, view: first, height }: ExplorerViewProps) {
  const theme = useTheme();
  const [view, setView] = useState(first);
  return (
    <div className="powa-root" data-theme={theme} style={{ height }}>
      {view && <ResultPane client={client} view={view} onView={setView} />}
    </div>
  );
}

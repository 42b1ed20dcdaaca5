// A row of the sidebar is dragged into a notebook, where it becomes a cell.
import { MimeData } from "@lumino/coreutils";
import { Drag } from "@lumino/dragdrop";
import { codeOf } from "./code";

/** What JupyterLab's notebooks take: cells, as they stand in a file. */
const CELLS = "application/vnd.jupyter.cells";
/** Pixels that the pointer moves before it drags. */
const FAR = 6;

function picture(name: string): HTMLElement {
  const node = document.createElement("div");
  node.className = "powa-lab-dragged";
  node.textContent = name;
  return node;
}

function begin(row: HTMLElement, { clientX, clientY }: PointerEvent): void {
  const { powaKind = "", powaId = "", powaName = "" } = row.dataset;
  const source = codeOf(powaKind, powaId, powaName);
  if (source === null) return;
  const mimeData = new MimeData();
  mimeData.setData(CELLS, [{ cell_type: "code", source, metadata: {}, outputs: [], execution_count: null }]);
  mimeData.setData("text/plain", source);
  const drag = new Drag({ mimeData, dragImage: picture(powaName), proposedAction: "copy", supportedActions: "copy" });
  void drag.start(clientX, clientY).then(() => drag.dispose());
}

/** Rows below that element can be dragged. */
export function addDrag(node: HTMLElement): void {
  node.addEventListener("pointerdown", (down) => {
    const row = (down.target as HTMLElement).closest<HTMLElement>("[data-powa-kind]");
    if (!row || down.button !== 0 || down.pointerType === "touch") return;
    const over = new AbortController();
    const { signal } = over;
    const moved = (move: PointerEvent) => {
      if (Math.hypot(move.clientX - down.clientX, move.clientY - down.clientY) < FAR) return;
      over.abort();
      begin(row, move);
    };
    document.addEventListener("pointermove", moved, { signal });
    document.addEventListener("pointerup", () => over.abort(), { signal });
  });
}

// The bundle of the sidebar: open(element, host) draws it over HTTP and gives what looks again and takes it away.
import { createRoot } from "react-dom/client";
import { HttpWire, page } from "../api/http";
import { Lists } from "../sidebar/lists";
import { type Host, Sidebar } from "../sidebar/Sidebar";
import css from "../sidebar/style.css";
import controls from "../workflow/style/controls.css";
import rootCss from "../workflow/style/root.css";

const STYLE_ID = "powa-sidebar-style";

function addStyle(): void {
  if (document.getElementById(STYLE_ID)) return;
  const style = document.createElement("style");
  style.id = STYLE_ID;
  style.textContent = [rootCss, controls, css].join("\n");
  document.head.append(style);
}

export function open(element: HTMLElement, host: Host) {
  const server = page()?.http;
  if (!server) throw new Error("No Jupyter server is known to this page.");
  addStyle();
  const lists = new Lists(new HttpWire(server));
  const root = createRoot(element);
  root.render(<Sidebar lists={lists} host={host} />);
  const look = () => void lists.load();
  window.addEventListener("focus", look);
  look();
  return {
    look,
    wake: look,
    close: () => {
      window.removeEventListener("focus", look);
      lists.close();
      root.unmount();
    },
  };
}

// What the widgets on this page find under Symbol.for("jupyter_powa"): their bundles' address, and a signed-in request.
import { PageConfig, URLExt } from "@jupyterlab/coreutils";
import { ServerConnection } from "@jupyterlab/services";
import { insertCell, renderMime } from "./panels";

export const NAME = "jupyter-powa";

/** Must stay as js/src/api/http.ts reads it. */
export interface Page {
  bundleUrl(name: string, hash: string): string;
  http: { baseUrl: string; request(path: string, init: RequestInit): Promise<Response> };
  /** A new cell below the one that `near` stands in. */
  insertCell(code: string, near: HTMLElement): Promise<void>;
  /** Draws what a notebook's output could hold, a chart for example. */
  renderMime(mime: string, data: unknown, element: HTMLElement): Promise<void>;
}

/** A bundle is named by its hash: a kernel with another version than the server's is never given the wrong one. */
export function bundleUrl(name: string, hash: string): string {
  const root = PageConfig.getOption("fullLabextensionsUrl") || URLExt.join(PageConfig.getBaseUrl(), "lab/extensions");
  const file = name.replace(/\.js$/, `.${hash}.js`);
  const url = URLExt.join(root, NAME, "static/widgets", file);
  return new URL(`${url}?v=${encodeURIComponent(hash)}`, location.href).href;
}

/** One request to the server, with its sign-in and XSRF token. */
export function request(settings: ServerConnection.ISettings, path: string, init: RequestInit): Promise<Response> {
  return ServerConnection.makeRequest(settings.baseUrl + path.replace(/^\//, ""), init, settings);
}

export function publish(settings: ServerConnection.ISettings): void {
  const page: Page = {
    bundleUrl,
    http: { baseUrl: settings.baseUrl, request: (path, init) => request(settings, path, init) },
    insertCell,
    renderMime,
  };
  (globalThis as Record<symbol, unknown>)[Symbol.for("jupyter_powa")] = page;
}

// The views' bundles, for panels: fetched when a panel is shown first, never when JupyterLab starts.
import { PageConfig, URLExt } from "@jupyterlab/coreutils";
import { bundleUrl, NAME } from "./page";

/** Where the labextension's files are. */
export function filesUrl(): string {
  return PageConfig.getOption("fullLabextensionsUrl") || URLExt.join(PageConfig.getBaseUrl(), "lab/extensions");
}

let hashes: Promise<Record<string, string>> | null = null;

async function readHashes(): Promise<Record<string, string>> {
  const url = URLExt.join(filesUrl(), NAME, "static/widgets/bundles.json");
  const response = await fetch(url, { cache: "no-cache" });
  if (!response.ok) throw new Error(`The list of views could not be fetched (${response.status}).`);
  return response.json();
}

/** A bundle by its name, `workflow` for example. What failed is tried again the next time. */
export async function bundle(name: string): Promise<unknown> {
  hashes ??= readHashes();
  hashes.catch(() => {
    hashes = null;
  });
  const hash = (await hashes)[`${name}.js`];
  if (!hash) throw new Error(`There is no view ${name}.`);
  return import(/* webpackIgnore: true */ bundleUrl(`${name}.js`, hash));
}

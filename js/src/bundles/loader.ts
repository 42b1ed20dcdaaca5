// The small `_esm` of every widget: finds the view's bundle, once per page, and hands it the element.
const SILENCE_MS = 15_000;

interface Model {
  get(name: string): unknown;
  send(content: unknown): void;
  on(name: string, callback: (content: unknown, buffers: DataView[]) => void): void;
  off(name: string, callback: (content: unknown, buffers: DataView[]) => void): void;
}

interface Reply {
  id?: string;
  kind?: string;
  error?: { error?: string };
}

interface Context {
  model: Model;
  el: HTMLElement;
  experimental?: unknown;
}

type Cleanup = () => void;
interface Bundle {
  mount(element: HTMLElement, context: Mounting): Cleanup | undefined;
}
interface Mounting {
  model: Model;
  experimental?: unknown;
  /** Another bundle, for what a view needs later. */
  bundle(name: string): Promise<unknown>;
}

// biome-ignore lint/suspicious/noExplicitAny: the page's globals have no type of ours.
const page = globalThis as any;
const BUNDLES = Symbol.for("jupyter_powa.bundles");
page[BUNDLES] ??= new Map<string, Promise<Bundle>>();
const bundles: Map<string, Promise<Bundle>> = page[BUNDLES];

/** Where the server would have it: as the labextension says, else as JupyterLab's own page data says. */
function address(name: string, hash: string): string | null {
  const link = page[Symbol.for("jupyter_powa")];
  if (link) return link.bundleUrl(name, hash);
  const data = JSON.parse(document.getElementById("jupyter-config-data")?.textContent || "null");
  if (!data?.baseUrl) return null;
  const root = data.fullLabextensionsUrl || `${data.baseUrl}lab/extensions`;
  const file = name.replace(".js", `.${hash}.js`);
  return new URL(`${root}/jupyter-powa/static/widgets/${file}?v=${hash}`, location.href).href;
}

async function fromServer(name: string, hash: string): Promise<Bundle> {
  const url = address(name, hash);
  if (!url) throw new Error("No Jupyter server is known to this page.");
  return import(url);
}

function fromKernel(model: Model, name: string): Promise<Bundle> {
  return new Promise((resolve, reject) => {
    const id = `bundle-${Math.random().toString(36).slice(2)}`;
    const finish = () => {
      clearTimeout(timer);
      model.off("msg:custom", hear);
    };
    const timer = setTimeout(() => {
      finish();
      reject(new Error("The kernel does not answer. Run the cell again."));
    }, SILENCE_MS);
    const hear = (content: unknown, buffers: DataView[]) => {
      const reply = content as Reply;
      if (reply?.id !== id) return;
      finish();
      const bytes = buffers?.[0];
      if (!bytes) return reject(new Error(reply.error?.error ?? "The kernel has no such view."));
      const url = URL.createObjectURL(new Blob([bytes as BlobPart], { type: "text/javascript" }));
      import(url).then(resolve, reject).finally(() => URL.revokeObjectURL(url));
    };
    model.on("msg:custom", hear);
    model.send({ kind: "request", id, method: "GET", path: `/_bundle/${name}`, body: null });
  });
}

function load(model: Model, view: string): Promise<Bundle> {
  const name = `${view}.js`;
  const hash = (model.get("_bundles") as Record<string, string> | undefined)?.[name] ?? "";
  const key = `${name}?${hash}`;
  let bundle = bundles.get(key);
  if (!bundle) {
    bundle = fromServer(name, hash).catch(() => fromKernel(model, name));
    bundle.catch(() => bundles.delete(key)); // the next view tries again
    bundles.set(key, bundle);
  }
  return bundle;
}

function say(el: HTMLElement, text: string, role: string): void {
  const note = document.createElement("div");
  note.setAttribute("role", role);
  note.style.cssText = "padding:12px 14px;font:13px system-ui,sans-serif;opacity:.85";
  note.textContent = text;
  el.replaceChildren(note);
}

export default {
  async render({ model, el, experimental }: Context): Promise<Cleanup> {
    const height = Number(model.get("height"));
    if (height > 0) el.style.minHeight = `${height}px`; // the page does not jump when the view arrives
    say(el, "Loading the view…", "status");
    try {
      const { mount } = await load(model, String(model.get("_view")));
      el.replaceChildren();
      return mount(el, { model, experimental, bundle: (name) => load(model, name) }) ?? (() => {});
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      say(el, `This view could not be loaded. ${why}`, "alert");
      return () => el.replaceChildren();
    } finally {
      el.style.minHeight = "";
    }
  },
};

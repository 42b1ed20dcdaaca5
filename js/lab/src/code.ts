// The cells that show a thing of the sidebar in a notebook.

const quoted = (text: string) => JSON.stringify(text);

const CELLS: Record<string, (id: string, name: string) => string> = {
  workflow: (id, name) =>
    `from jupyter_powa import Workflow\n\nworkflow = Workflow.load(${quoted(id)})  # ${line(name)}\nworkflow`,
  agent: (_, name) => `from jupyter_powa import agent\n\nagent(${quoted(name)}).ask("")`,
  source: (_, name) => `from jupyter_powa import explore\n\nexplore(source=${quoted(name)})`,
  dataset: (_, name) => `from jupyter_powa import project\n\nproject.datasets[${quoted(name)}].explore()`,
};

function line(text: string): string {
  return text.replace(/\s+/g, " ");
}

/** Null for a kind that has none. */
export function codeOf(kind: string, id: string, name: string): string | null {
  return CELLS[kind]?.(id, name) ?? null;
}

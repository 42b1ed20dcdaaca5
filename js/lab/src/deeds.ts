// What is done with workflows and executions on the server; each deed is a command, and says in words what went wrong.
import { Dialog, InputDialog, showDialog } from "@jupyterlab/apputils";
import type { TranslationBundle } from "@jupyterlab/translation";
import type { Workflow } from "../../src/model/types";
import type { Ask } from "./server";

const at = (id: string) => `/api/workflows/${encodeURIComponent(id)}`;

export class Deeds {
  constructor(
    private readonly ask: Ask,
    private readonly trans: TranslationBundle,
  ) {}

  /** The new workflow's id; null where the user thought better of it. */
  async create(): Promise<string | null> {
    const { value } = await InputDialog.getText({
      title: this.trans.__("New workflow"),
      label: this.trans.__("Name"),
      text: this.trans.__("Untitled workflow"),
      okLabel: this.trans.__("Create"),
      required: true,
    });
    return value?.trim() ? this.make({ name: value.trim() }) : null;
  }

  async rename(id: string, name: string): Promise<boolean> {
    const { value } = await InputDialog.getText({
      title: this.trans.__("Rename workflow"),
      label: this.trans.__("Name"),
      text: name,
      okLabel: this.trans.__("Rename"),
      required: true,
    });
    const wanted = value?.trim();
    if (!wanted || wanted === name) return false;
    await this.ask("PATCH", at(id), { name: wanted });
    return true;
  }

  async duplicate(id: string): Promise<string> {
    const { name, description, variables, blocks, edges } = await this.ask<Workflow>("GET", at(id));
    return this.make({ name: this.trans.__("Copy of %1", name), description, variables, blocks, edges });
  }

  /** Whether it was deleted. */
  async remove(id: string, name: string): Promise<boolean> {
    const { button } = await showDialog({
      title: this.trans.__("Delete this workflow?"),
      body: this.trans.__("“%1” is deleted with all its runs. This cannot be undone.", name),
      buttons: [Dialog.cancelButton(), Dialog.warnButton({ label: this.trans.__("Delete") })],
      defaultButton: 0,
    });
    if (!button.accept) return false;
    await this.ask("DELETE", at(id));
    return true;
  }

  /** Hands the workflow to the browser as a file. */
  async download(id: string): Promise<void> {
    const { name, text } = await this.file(id);
    const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url));
  }

  file(id: string): Promise<{ name: string; text: string }> {
    return this.ask("GET", `/api/powa/workflows/${encodeURIComponent(id)}/file`);
  }

  /** Of a file that the user chooses. */
  async upload(): Promise<string | null> {
    const file = await chosenFile();
    if (!file) return null;
    const content = { name: stem(file.name), text: await file.text() };
    return (await this.ask<{ workflow_id: string }>("POST", "/api/powa/files", content)).workflow_id;
  }

  async run(id: string): Promise<void> {
    await this.ask("POST", `${at(id)}/executions`, {});
  }

  async stop(execution: string): Promise<void> {
    await this.ask("POST", `/api/powa/executions/${encodeURIComponent(execution)}/cancel`);
  }

  private async make(content: Record<string, unknown>): Promise<string> {
    return (await this.ask<Workflow>("POST", "/api/workflows", content)).id;
  }
}

export function stem(name: string): string {
  return name.replace(/(\.powa)?\.json$/i, "") || name;
}

function chosenFile(): Promise<File | null> {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".json,application/json";
  return new Promise((resolve) => {
    input.onchange = () => resolve(input.files?.[0] ?? null);
    input.oncancel = () => resolve(null);
    input.click();
  });
}

// Files that end with .powa.json open in the editor; what is edited there is saved to the file.
import type { ILayoutRestorer } from "@jupyterlab/application";
import { InputDialog, showErrorMessage, WidgetTracker } from "@jupyterlab/apputils";
import { ABCWidgetFactory, type DocumentRegistry, DocumentWidget } from "@jupyterlab/docregistry";
import type { Told } from "../../src/workflow/opened";
import { type Home, keep } from "./home";
import { powaIcon } from "./icon";
import { View } from "./view";
import { openWorkflow, type WorkflowView } from "./workflow";

const FILE_TYPE = "powa-workflow";
const FACTORY = "Workflow";
const SUFFIX = ".powa.json";

type Context = DocumentRegistry.IContext<DocumentRegistry.ICodeModel>;

interface FileOpened {
  workflow_id: string;
  version: number;
}

/** Keeps a file and the workflow that stands for it alike: the file is what counts when it is opened or has changed. */
class Binding {
  view: WorkflowView | null = null;
  private version = 0;
  private writing: Promise<void> = Promise.resolve();
  private ours = "";

  constructor(
    private readonly home: Home,
    private readonly context: Context,
  ) {
    context.fileChanged.connect(() => void this.changed());
  }

  /** The file's workflow, as the file has it. */
  async read(): Promise<string> {
    await this.context.ready;
    const text = this.context.model.toString();
    const opened = await this.home.ask<FileOpened>("POST", "/api/powa/files", { path: this.context.path, text });
    this.version = opened.version;
    this.ours = text;
    return opened.workflow_id;
  }

  /** What was saved in the editor goes to the file, one after the other. */
  take(workflowId: string, { version, unsaved, problem }: Told): void {
    if (problem !== null || unsaved || version <= this.version) return;
    this.version = version;
    this.writing = this.writing.then(() => this.write(workflowId));
  }

  private async write(workflowId: string): Promise<void> {
    const { model } = this.context;
    try {
      const { text } = await this.home.deeds.file(workflowId);
      if (this.context.isDisposed || text === model.toString()) return;
      this.ours = text;
      model.fromString(text);
      await this.context.save();
    } catch (error) {
      await showErrorMessage(this.home.trans.__("The workflow could not be written to its file"), error as Error);
    }
  }

  /** Somebody else has written the file, and JupyterLab has read it again. */
  private async changed(): Promise<void> {
    if (!this.view?.opened || this.context.model.toString() === this.ours) return;
    try {
      await this.read();
      await this.view.opened.look({ name: "", version: this.version });
    } catch (error) {
      await showErrorMessage(this.home.trans.__("The file could not be read as a workflow"), error as Error);
    }
  }
}

type FileWidget = DocumentWidget<WorkflowView, DocumentRegistry.ICodeModel>;

class WorkflowFiles extends ABCWidgetFactory<FileWidget, DocumentRegistry.ICodeModel> {
  constructor(private readonly home: Home) {
    super({
      name: FACTORY,
      label: home.trans.__("Workflow"),
      modelName: "text",
      fileTypes: [FILE_TYPE],
      defaultFor: [FILE_TYPE],
    });
  }

  protected override createNewWidget(context: Context): FileWidget {
    const binding = new Binding(this.home, context);
    const content: WorkflowView = new View(async (element) => {
      const id = await binding.read();
      const opened = await openWorkflow(element, id, (told) => binding.take(id, told));
      keep(this.home, content, id);
      return opened;
    });
    binding.view = content;
    const widget: FileWidget = new DocumentWidget({ content, context });
    widget.title.icon = powaIcon;
    widget.toolbar.hide();
    return widget;
  }
}

export function addFiles(home: Home, restorer: ILayoutRestorer | null): void {
  const { app, trans } = home;
  app.docRegistry.addFileType({
    name: FILE_TYPE,
    displayName: trans.__("Workflow"),
    extensions: [SUFFIX],
    mimeTypes: ["application/json"],
    contentType: "file",
    fileFormat: "text",
    icon: powaIcon,
  });
  const factory = new WorkflowFiles(home);
  const files = new WidgetTracker<FileWidget>({ namespace: "powa-file" });
  factory.widgetCreated.connect((_, widget) => {
    widget.context.pathChanged.connect(() => void files.save(widget));
    void files.add(widget);
  });
  app.docRegistry.addWidgetFactory(factory);
  void restorer?.restore(files, {
    command: "docmanager:open",
    args: ({ context }) => ({ path: context.path, factory: FACTORY }),
    name: ({ context }) => context.path,
  });
}

/** An empty file in that folder, opened. */
export async function newFile({ app }: Home, folder: string): Promise<void> {
  const { path } = await app.serviceManager.contents.newUntitled({ path: folder, type: "file", ext: SUFFIX });
  await app.commands.execute("docmanager:open", { path, factory: FACTORY });
}

/** Writes a workflow to a file that the user names, and opens that. */
export async function saveAsFile({ app, deeds, trans }: Home, workflowId: string): Promise<void> {
  const { name, text } = await deeds.file(workflowId);
  const { value } = await InputDialog.getText({
    title: trans.__("Save workflow as a file"),
    label: trans.__("Path"),
    text: name,
    okLabel: trans.__("Save"),
    required: true,
  });
  if (!value?.trim()) return;
  const path = value.trim().endsWith(SUFFIX) ? value.trim() : value.trim() + SUFFIX;
  const { contents } = app.serviceManager;
  const there = await contents.get(path, { content: false }).catch(() => null);
  if (there) throw new Error(trans.__("There is a file %1 already: choose another name.", path));
  await contents.save(path, { type: "file", format: "text", content: text });
  await app.commands.execute("docmanager:open", { path, factory: FACTORY });
}

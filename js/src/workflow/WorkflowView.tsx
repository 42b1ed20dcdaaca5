// The view of a workflow: its graph, live, with the details of a block, the form of a run and the list of blocks.
import { type ReactNode, type RefObject, useCallback, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { Workflow, WorkflowDiff } from "../model/types";
import { Canvas } from "./Canvas";
import { EditContext, type Means, useMeans } from "./edit/context";
import { EditBar } from "./edit/EditBar";
import { useEditing } from "./edit/useEditing";
import { fieldsOf, type Values } from "./fields";
import { Header } from "./Header";
import { Hook } from "./Hook";
import { Inspector } from "./Inspector";
import { leave } from "./keys";
import { staleness, withEarlier } from "./last";
import type { Live, Snapshot } from "./live";
import { Notices } from "./Notices";
import { Outline } from "./Outline";
import { type Marks, proposed } from "./proposal";
import { type Height, Root } from "./Root";
import { RunForm } from "./RunForm";
import type { Run } from "./run";
import { Empty, Failed, Loading } from "./States";
import { useTheme } from "./theme";
import { useDeeds } from "./useDeeds";
import { type Deeds, useView, type View, ViewContext } from "./view";

interface WorkflowViewProps {
  live: Live;
  height: Height;
  title?: string;
  /** A change that is drawn over the graph. */
  proposal?: WorkflowDiff | null;
  /** What stands beside the graph; above one another where the page is narrow. */
  aside?: ReactNode;
  /** How it is edited; without, it is only looked at. */
  means?: Means;
  /** Whether it is run from here; false where that is done beside it. */
  runs?: boolean;
}

export function WorkflowView({ live, height, title, proposal = null, aside, means, runs = true }: WorkflowViewProps) {
  const snapshot = useSyncExternalStore(live.subscribe, live.snapshot);
  const { workflow } = snapshot.known;
  const graph = (
    <>
      {snapshot.phase === "loading" && !workflow && <Loading />}
      {snapshot.phase === "failed" && (
        <Failed problem={snapshot.problem ?? "It is not known why."} onRetry={() => void live.load()} />
      )}
      {workflow && snapshot.phase !== "failed" && (
        <Shown {...{ live, snapshot, workflow, proposal, means, runs }} title={title || workflow.name} />
      )}
    </>
  );
  return (
    <Root height={height}>
      {aside ? (
        <div className="powa-beside">
          <div className="powa-pane-graph">{graph}</div>
          {aside}
        </div>
      ) : (
        graph
      )}
    </Root>
  );
}

interface ShownProps {
  live: Live;
  snapshot: Snapshot;
  workflow: Workflow;
  title: string;
  proposal: WorkflowDiff | null;
  means: Means | undefined;
  runs: boolean;
}

/** What only the screen knows lives here. */
function Shown({ live, snapshot, workflow: stored, title, proposal, means, runs }: ShownProps) {
  const root = useRef<HTMLDivElement>(null);
  const [outline, setOutline] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const known = snapshot.known;
  const { editing, edit } = useMeans(means);
  const workflow = useMemo(() => (edit ? { ...stored, ...edit.editing.graph } : stored), [stored, edit]);
  const run = useMemo(() => withEarlier(known, known.runs[chosen ?? known.latest ?? ""] ?? null), [known, chosen]);
  const { workflow: drawn, marks } = useMemo(() => proposed(workflow, proposal), [workflow, proposal]);
  const deeds = useDeeds(live, means, () => setChosen(null));
  const view = useSelection(known, run, drawn, marks, runs ? deeds : null);
  const form = usePanels(live, snapshot, workflow, means, () => setChosen(null));
  const { panel, element, toggle, openPanel } = useEditing(edit, means, workflow, view.select, view.selected);
  const choose = (runId: string | null) => {
    setChosen(runId);
    if (runId) void live.openRun(runId);
  };
  return (
    <ViewContext.Provider value={view}>
      <EditContext.Provider value={edit}>
        <div ref={root} className="powa-view">
          <Header
            title={title}
            starting={snapshot.starting}
            stopping={snapshot.stopping}
            gone={snapshot.gone}
            outline={outline}
            onOutline={() => setOutline(!outline)}
            editing={editing && (workflow.state === "deployed" ? null : editing.on)}
            onEdit={toggle}
            runs={runs}
            hook={form.hook}
            onHook={form.toggleHook}
            onRun={form.begin}
            onStop={() => run && void live.stop(run.id)}
            onChoose={choose}
          >
            {form.element}
          </Header>
          <Notices snapshot={snapshot} dismiss={live.dismiss} />
          <EditBar panel={panel} onPanel={openPanel} />
          <Body {...{ root, drawn, outline }} beside={element} editable={edit !== null} />
          <p className="powa-sr-only" role="status" aria-live="polite">
            {spoken(run, workflow)}
          </p>
        </div>
      </EditContext.Provider>
    </ViewContext.Provider>
  );
}

interface BodyProps {
  root: RefObject<HTMLDivElement>;
  drawn: Workflow;
  outline: boolean;
  /** The palette, or the history. */
  beside: ReactNode;
  editable: boolean;
}

function Body({ root, drawn, outline, beside, editable }: BodyProps) {
  const theme = useTheme();
  return (
    <div className="powa-body">
      <Outline workflow={drawn} visible={outline} />
      {beside}
      {drawn.blocks.length || editable ? (
        <Canvas workflow={drawn} theme={theme} leave={() => leave(root.current)} />
      ) : (
        <Empty />
      )}
      <Details workflow={drawn} onClose={() => focusBlock(root.current)} />
    </div>
  );
}

function Details({ workflow, onClose }: { workflow: Workflow; onClose(): void }) {
  const { selected, select } = useView();
  const block = workflow.blocks.find((candidate) => candidate.id === selected);
  const close = () => {
    select(null);
    onClose();
  };
  return block ? <Inspector block={block} onClose={close} /> : null;
}

function useSelection(
  known: Snapshot["known"],
  run: Run | null,
  workflow: Workflow,
  marks: Marks,
  deeds: Deeds | null,
): View {
  const [selected, select] = useState<string | null>(null);
  const [focused, setCurrent] = useState<string | null>(null);
  const exists = workflow.blocks.some((block) => block.id === focused);
  const current = exists ? focused : (workflow.blocks[0]?.id ?? null);
  const stale = useMemo(() => staleness(known, workflow), [known, workflow]);
  return useMemo(
    () => ({ known, run, selected, select, current, setCurrent, marks, stale, deeds }),
    [known, run, selected, current, marks, stale, deeds],
  );
}

/** Run opens the form where the workflow asks for input, and starts at once where it does not. One panel at a time. */
function usePanels(live: Live, snapshot: Snapshot, workflow: Workflow, means: Means | undefined, onStart: () => void) {
  const [open, setOpen] = useState<"run" | "hook" | null>(null);
  const [values, setValues] = useState<Values>({});
  const fields = useMemo(() => fieldsOf(workflow, snapshot.known.catalog), [workflow, snapshot.known.catalog]);
  const start = useCallback(
    (variables: Record<string, unknown>) => {
      setOpen(null);
      onStart();
      void (async () => {
        await means?.editor.save(); // what runs is what is seen
        await live.run(variables);
      })();
    },
    [live, means, onStart],
  );
  const close = () => setOpen(null);
  const begin = () => (fields.length ? setOpen(open === "run" ? null : "run") : start({}));
  const toggleHook = () => setOpen(open === "hook" ? null : "hook");
  const element =
    open === "run" ? (
      <RunForm fields={fields} values={values} onChange={setValues} onRun={start} onClose={close} />
    ) : (
      open === "hook" && <Hook live={live} workflow={workflow} onClose={close} />
    );
  return { begin, element, hook: open === "hook", toggleHook };
}

function focusBlock(element: HTMLElement | null): void {
  element?.querySelector<HTMLElement>("[data-block][tabindex='0']")?.focus({ preventScroll: true });
}

/** Said once for each turn of the run, not for each event. */
function spoken(run: Run | null, workflow: Workflow): string {
  if (!run) return "";
  if (run.status === "completed") return `${workflow.name}: the run succeeded.`;
  if (run.status === "failed") return `${workflow.name}: the run failed. ${run.error ?? ""}`;
  const running = workflow.blocks.filter((block) => run.blocks[block.id]?.status === "running");
  return running.length ? `Running ${running.map((block) => block.name).join(", ")}.` : "The run starts.";
}

// The chat beside its graph: what is proposed is drawn over the graph, and nothing changes before it is applied.
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { WorkflowDiff } from "../model/types";
import { BUTTON_ICONS } from "../workflow/buttons";
import { count, dollars } from "../workflow/format";
import { leave } from "../workflow/keys";
import type { Live } from "../workflow/live";
import { propose } from "../workflow/proposals";
import { type Height, Root } from "../workflow/Root";
import { ErrorBoundary } from "../workflow/States";
import { WorkflowView } from "../workflow/WorkflowView";
import { Composer } from "./Composer";
import type { Chat } from "./chat";
import { CopilotContext } from "./context";
import type { Conversation } from "./item";
import { ModelPicker } from "./ModelPicker";
import { useSpoken } from "./spoken";
import { changes, total } from "./state";
import { Transcript } from "./Transcript";
import type { Talk } from "./talk";

interface CopilotViewProps {
  chat: Chat;
  live: Live;
  height: Height;
  title?: string;
  /** Whether a goal leads it, as in a pipeline's session. */
  led?: boolean;
  /** Without its graph: that is shown elsewhere. */
  alone?: boolean;
}

export function CopilotView({ chat, live, height, title, led = false, alone = false }: CopilotViewProps) {
  const talk = useSyncExternalStore(chat.subscribe, chat.snapshot);
  useRefresh(chat, live);
  const [accepted, setAccepted] = useState<{ id: string; part: WorkflowDiff } | null>(null);
  const accept = useCallback((id: string, part: WorkflowDiff) => setAccepted({ id, part }), []);
  const { id: openId, diff } = openChange(talk.conversation, led);
  const proposal = openId && accepted?.id === openId ? accepted.part : diff;
  const copilot = useMemo(() => ({ chat, live, led, openId, accept }), [chat, live, led, openId, accept]);
  useShared(live, alone && changes(proposal) ? proposal : null);
  const pane = <ChatPane chat={chat} talk={talk} led={led} />;
  return (
    <CopilotContext.Provider value={copilot}>
      {alone ? (
        <Root height={height}>{pane}</Root>
      ) : (
        <WorkflowView
          live={live}
          height={height}
          title={title}
          runs={!led}
          proposal={changes(proposal) ? proposal : null}
          aside={<ErrorBoundary>{pane}</ErrorBoundary>}
        />
      )}
    </CopilotContext.Provider>
  );
}

/** A chat without its graph has it drawn where the graph is shown. */
function useShared(live: Live, proposal: WorkflowDiff | null): void {
  const id = useSyncExternalStore(live.subscribe, () => live.snapshot().known.workflow?.id ?? null);
  useEffect(() => {
    if (!id || !proposal) return;
    propose(id, proposal);
    return () => propose(id, null);
  }, [id, proposal]);
}

/** A workflow that was saved, or a page that is looked at again: something may have been said or applied elsewhere. */
function useRefresh(chat: Chat, live: Live): void {
  const version = useSyncExternalStore(live.subscribe, () => live.snapshot().known.workflow?.version ?? 0);
  useEffect(() => {
    if (version) void chat.refresh();
  }, [chat, version]);
  useEffect(() => {
    const look = () => void chat.refresh();
    window.addEventListener("focus", look);
    return () => window.removeEventListener("focus", look);
  }, [chat]);
}

/** The change that is open: the draft of the turn that runs, or what was proposed last and is not applied; led, it was applied or taken back. */
function openChange({ past, running }: Conversation, led: boolean): { id: string | null; diff: WorkflowDiff | null } {
  if (running) return { id: null, diff: running.diff };
  const last = past.at(-1);
  if (led || !last || last.role === "user" || last.appliedVersion !== null || !changes(last.diff))
    return { id: null, diff: null };
  return { id: last.id, diff: last.diff };
}

function ChatPane({ chat, talk, led }: { chat: Chat; talk: Talk; led: boolean }) {
  const pane = useRef<HTMLElement>(null);
  const running = talk.conversation.running !== null && !talk.elsewhere;
  const said = useSpoken(talk);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
    event.stopPropagation();
    if (running) void chat.stop();
    else leave(pane.current);
  };
  return (
    <aside ref={pane} className="powa-chat" aria-label="Copilot" onKeyDown={onKeyDown}>
      <header className="powa-chat-head">
        <h2 className="powa-title">Copilot</h2>
        <Spending conversation={talk.conversation} />
        {!led && <ModelPicker models={talk.models} />}
      </header>
      {talk.problem && talk.phase !== "failed" && <Problem text={talk.problem} onClose={chat.dismiss} />}
      {talk.elsewhere && (
        <p className="powa-elsewhere">The turn goes on elsewhere. Its answer comes here when it has ended.</p>
      )}
      <Main chat={chat} talk={talk} />
      {talk.phase === "ready" && <Composer running={running} stopping={talk.stopping} />}
      <p className="powa-sr-only" role="status" aria-live="polite">
        {said}
      </p>
    </aside>
  );
}

function Main({ chat, talk }: { chat: Chat; talk: Talk }) {
  if (talk.phase === "ready") return <Transcript conversation={talk.conversation} suggestions={talk.suggestions} />;
  if (talk.phase === "loading") {
    return (
      <div className="powa-message" role="status">
        <p>Loading the conversation…</p>
      </div>
    );
  }
  return (
    <div className="powa-message" role="alert">
      <p className="powa-message-title">The conversation cannot be shown</p>
      <p>{talk.problem}</p>
      <button type="button" className="powa-button" onClick={() => void chat.load()}>
        Try again
      </button>
    </div>
  );
}

function Problem({ text, onClose }: { text: string; onClose(): void }) {
  return (
    <div className="powa-notice" role="alert">
      <span>{text}</span>
      <button type="button" className="powa-tool" aria-label="Dismiss" onClick={onClose}>
        {BUTTON_ICONS.close}
      </button>
    </div>
  );
}

function Spending({ conversation }: { conversation: Conversation }) {
  const spent = useMemo(() => total({ past: conversation.past, running: null }), [conversation.past]);
  const tokens = spent ? spent.prompt_tokens + spent.completion_tokens : 0;
  if (!spent || !tokens) return null;
  return (
    <span className="powa-spending" title="What the models of this conversation took">
      {count(tokens, "token")}
      {spent.cost ? ` · ${dollars(spent.cost)}` : ""}
    </span>
  );
}

// Where the user speaks: Enter sends, Shift+Enter makes a new line.
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from "react";
import { BUTTON_ICONS } from "../workflow/buttons";
import { useCopilot } from "./context";

const MOST_PIXELS = 150;

interface ComposerProps {
  running: boolean;
  stopping: boolean;
}

export function Composer({ running, stopping }: ComposerProps) {
  const { chat, led } = useCopilot();
  const [text, setText] = useState("");
  const area = useRef<HTMLTextAreaElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it grows with its text.
  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(MOST_PIXELS, element.scrollHeight + 2)}px`;
  }, [text]);
  const send = async () => {
    if (running || !text.trim()) return;
    setText("");
    if (!(await chat.send(text.trim()))) setText((now) => now || text);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (!event.shiftKey) return void send();
    // By hand: JupyterLab takes a line break within a cell for its own Shift+Enter.
    const { currentTarget: box } = event;
    box.setRangeText("\n", box.selectionStart, box.selectionEnd, "end");
    setText(box.value);
  };
  return (
    <div className="powa-composer">
      <textarea
        ref={area}
        className="powa-input"
        rows={1}
        aria-label="Message to the copilot"
        placeholder={led ? "Say what shall be different…" : "Describe what the workflow shall do…"}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <Go running={running} stopping={stopping} ready={text.trim() !== ""} send={() => void send()} />
    </div>
  );
}

interface GoProps extends ComposerProps {
  ready: boolean;
  send(): void;
}

function Go({ running, stopping, ready, send }: GoProps) {
  const { chat } = useCopilot();
  if (running) {
    return (
      <button type="button" className="powa-button powa-stop" aria-disabled={stopping} onClick={() => void chat.stop()}>
        {BUTTON_ICONS.stop}
        {stopping ? "Stopping…" : "Stop"}
      </button>
    );
  }
  return (
    <button type="button" className="powa-button powa-run" aria-disabled={!ready} title="Send (Enter)" onClick={send}>
      Send
    </button>
  );
}

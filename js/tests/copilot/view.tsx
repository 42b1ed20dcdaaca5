// The chat on a page, and a wire that answers it: what its tests begin with.
import "../setup";
import { act, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach } from "vitest";
import { CopilotView } from "../../src/copilot/CopilotView";
import { Chat } from "../../src/copilot/chat";
import type { ChatEvent, Message } from "../../src/model/types";
import { Live } from "../../src/workflow/live";
import { TalkWire, talkAnswers } from "./fakes";

const PACE = { frameMs: 0, firstWaitMs: 1, longestWaitMs: 4, nobodyMs: 15 };
const open: { close(): void }[] = [];
export const soon = (ms = 30) => act(() => new Promise<void>((resolve) => setTimeout(resolve, ms)));

export async function show(messages: Message[] = [], more: Record<string, unknown> = {}) {
  const wire = new TalkWire("comm", talkAnswers(messages, more));
  const live = new Live([wire], "w", { batchMs: 0, firstWaitMs: 1, longestWaitMs: 1 });
  const chat = new Chat([wire], "w", { pace: PACE, changed: live.take });
  open.push(chat, live);
  render(<CopilotView chat={chat} live={live} height={500} />);
  live.open();
  chat.open();
  await soon();
  const tell = async (...events: ChatEvent[]) => {
    for (const event of events) wire.of("/chat").tell(event);
    await soon();
  };
  return { wire, tell };
}

afterEach(() => {
  for (const item of open.splice(0)) item.close();
});

export const box = () => screen.getByLabelText("Message to the copilot") as HTMLTextAreaElement;
export const pane = () => within(screen.getByRole("complementary", { name: "Copilot" }));
export const card = () => within(screen.getByRole("region", { name: /^Proposed change/ }));
export const outline = () => within(screen.getByRole("navigation", { name: "Blocks" }));

export async function ask(text = "Add a filter") {
  fireEvent.change(box(), { target: { value: text } });
  fireEvent.keyDown(box(), { key: "Enter" });
  await soon();
}

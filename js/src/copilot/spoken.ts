// What a screen reader is told of a turn: what goes on, and the answer once it is there; never word by word.
import { useEffect, useRef, useState } from "react";
import type { Item } from "./item";
import { textOf } from "./pieces";
import type { Talk } from "./talk";

const MOST = 600;

export function useSpoken(talk: Talk): string {
  const { past, running } = talk.conversation;
  const ran = useRef(false);
  const [ending, setEnding] = useState("");
  useEffect(() => {
    const last = past.at(-1);
    if (!running && ran.current && last && last.role !== "user") setEnding(end(last));
    ran.current = running !== null;
  }, [past, running]);
  return running ? midway(running) : ending;
}

function midway(item: Item): string {
  const waits = item.asked.find((asked) => asked.settled === null);
  if (waits) return `The copilot waits for you: ${waits.words}`;
  return item.doing || "The copilot begins.";
}

function end(item: Item): string {
  if (item.status === "failed") return `The copilot failed: ${item.error ?? ""}`;
  if (item.status === "stopped") return "The copilot was stopped.";
  const proposes = item.diff?.summary.text ? ` It proposes: ${item.diff.summary.text}` : "";
  return `The copilot: ${textOf(item.text).slice(0, MOST)}${proposes}`;
}

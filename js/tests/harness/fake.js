// A kernel that is not there: answers the widget's requests and plays a scripted run.
import { BLOCKS, EVENTS, LONG, WORKFLOW } from "./script.js";
import { TALK_ROUTES, turn } from "./talk.js";

const ROUTES = [
  ["GET", /\/blocks$/, () => ({ blocks: BLOCKS })],
  ["GET", /\/logs$/, () => ({ block_logs: [] })],
  ["GET", /\/executions\?/, () => ({ executions: [] })],
  ["POST", /\/executions$/, () => ({ execution_id: "run-1", status: "pending" })],
  ["POST", /\/cancel$/, () => ({ ok: true })],
];

export function fakeModel(story, height) {
  const listeners = new Set();
  const say = (content) =>
    setTimeout(() => {
      for (const hear of listeners) hear(content, []);
    }, 1);
  const traits = { workflow_id: "w", height, title: "" };
  const workflow = story === "empty" ? { ...WORKFLOW, blocks: [], edges: [] } : story === "long" ? LONG : WORKFLOW;
  const answer = ({ kind, id, method, path }) => {
    if (kind !== "request" || story === "loading") return;
    if (path.endsWith("/events")) return play(story, (event) => say({ kind: "event", id, event }));
    if (path.endsWith("/turn")) return turn(story, (event) => say({ kind: "event", id, event }));
    if (story === "broken")
      return say({
        kind: "error",
        id,
        status: 404,
        error: { error: "There is no workflow with the id 'w'.", code: "NOT_FOUND" },
      });
    const route = [...TALK_ROUTES(story), ...ROUTES].find(([verb, pattern]) => verb === method && pattern.test(path));
    say({ kind: "result", id, status: 200, body: route ? route[2]() : workflow });
  };
  return {
    get: (name) => traits[name],
    send: answer,
    on: (name, hear) => name === "msg:custom" && listeners.add(hear),
    off: (_, hear) => listeners.delete(hear),
  };
}

/** `running` stops in the middle, `done` and `failed` go to the end; nothing happens in the others. */
function play(story, tell) {
  const events = EVENTS[story] ?? [];
  events.forEach((event, index) => {
    tell({ execution_id: "run-1", workflow_id: "w", seq: index + 1, ...event });
  });
}

// The story that the fake kernel tells of the copilot: a conversation about the workflow over flights.
import { WORKFLOW } from "./script.js";

const SQL = WORKFLOW.blocks.find((block) => block.id === "sql").config.sql;
const LATE = SQL.replace("group by", "and dep_delay > 15\ngroup by");
const added = {
  id: "top",
  type: "sql",
  name: "Top five",
  config: { query: 'select * from "Delays by carrier"\nlimit 5' },
  position: { x: 0, y: 0 },
  enabled: true,
};
const edge = (source, target) => ({
  id: `${source}->${target}`,
  source,
  target,
  sourceHandle: "output",
  targetHandle: "input",
});

const DIFF = {
  add_blocks: [added],
  remove_blocks: ["weather"],
  update_blocks: [{ id: "sql", config: { sql: LATE }, unset: [], options: {} }],
  add_edges: [edge("sql", "top"), edge("top", "llm")],
  remove_edges: [],
  summary: {
    added: [
      { ...added, change: "added", before: null, after: { name: added.name, type: added.type, config: added.config } },
    ],
    modified: [
      {
        id: "sql",
        name: "Delays by carrier",
        type: "sql",
        change: "modified",
        before: { name: "Delays by carrier", type: "sql", config: { sql: SQL, source: "project" } },
        after: { name: "Delays by carrier", type: "sql", config: { sql: LATE, source: "project" } },
      },
    ],
    removed: [{ id: "weather", name: "Weather", type: "api_call", change: "removed", before: {}, after: null }],
    edges_added: 2,
    edges_removed: 2,
    text: "Adds Top five, changes Delays by carrier, removes Weather.",
  },
  base_version: 3,
};

const message = (id, role, content, more = {}) => ({
  id,
  session_id: "s",
  role,
  content,
  workflow_diff: null,
  created_at: "2026-11-25T10:00:00Z",
  status: "completed",
  error: null,
  model: "",
  spent: null,
  steps: [],
  proof: null,
  applied_version: null,
  ...more,
});
const SAID = message(
  "m1",
  "user",
  "Only count delays of more than 15 minutes, and report the five worst carriers. I do not need the weather.",
);
const WORDS =
  'I kept your query and **added one condition** to it. `Top five` then takes the five worst carriers.\n\n- `Delays by carrier` counts delays above 15 minutes\n- `Weather` goes, with its two connections\n\n```sql\nselect * from "Delays by carrier"\nlimit 5\n```\n\n| carrier | mean delay |\n| - | -: |\n| F9 | 21.6 |\n| EV | 20.3 |';
const STEPS = [
  {
    name: "get_db_schema",
    arguments: { table_name: "flights" },
    result: { tables: [{ name: "flights", rows: 336776 }] },
    ok: true,
  },
  { name: "modify_workflow", arguments: { add_blocks: [added] }, result: { error: "Unknown block." }, ok: false },
  { name: "modify_workflow", arguments: { add_blocks: [added] }, result: { ok: true }, ok: true },
];
const spent = { prompt_tokens: 4210, completion_tokens: 312, cost: 0.0121 };
const ANSWER = message("m2", "assistant", WORDS, { workflow_diff: DIFF, steps: STEPS, model: "gpt-5.2", spent });
const PROOF = {
  green: true,
  words: "Fixed: the three blocks that failed ran well on the input of that run.",
  failed_execution: "e",
  execution: null,
  blocks: [
    {
      name: "Worst carriers",
      before: { status: "error", error: "NameError: threshold" },
      after: { status: "success" },
    },
    { name: "Result", before: { status: "skipped" }, after: { status: "success" } },
  ],
};
const RUNNING = [SAID, message("m2", "assistant", "", { status: "running" })];
const MESSAGES = {
  talk: [SAID, ANSWER],
  "talk-running": RUNNING,
  "talk-asks": RUNNING,
  "talk-proof": [SAID, { ...ANSWER, proof: PROOF, applied_version: 4 }],
  "talk-empty": [],
  "talk-failed": [
    SAID,
    message("m2", "assistant", "I begin with", {
      status: "failed",
      error: "The model did not answer for 300 seconds.",
    }),
  ],
};
const REVIEW = {
  workflow_diff: DIFF,
  graph: { blocks: [], edges: [] },
  problems: [
    {
      code: "unresolved_reference",
      message: "Anything late? refers to <Weather.storm>, which is not there any more.",
      block_id: "check",
      field: "elif_1",
      stops: true,
    },
    { code: "no_limit", message: "Delays by carrier may give many rows.", block_id: "sql", field: null, stops: false },
  ],
  stale: ["Delays by carrier", "Worst carriers", "Result"],
  writes: ["Tell operations sends a POST to ops.example.org"],
  current: true,
  applied: false,
};
const MODELS = {
  model: "gpt-5.2",
  default: "gpt-5.2",
  options: [
    { label: "Local planner", value: "planner", ready: true, reason: "" },
    { label: "GPT 5.2", value: "gpt-5.2", ready: true, reason: "" },
    { label: "Claude Opus", value: "anthropic/claude-opus-4-6", ready: false, reason: "ANTHROPIC_API_KEY is not set" },
  ],
};
const SUGGESTIONS = [
  "Load flights, count them by carrier and report the ten largest",
  "Join flights with weather and show the mean delay by wind",
  "Fix the last failed run",
];

export const TALK_ROUTES = (story) => [
  ["GET", /\/sessions\?/, () => ({ session: { id: "s", workflow_id: "w" } })],
  ["GET", /\/messages$/, () => ({ messages: MESSAGES[story] ?? [] })],
  ["POST", /\/review$/, () => REVIEW],
  ["GET", /\/suggestions\?/, () => ({ suggestions: SUGGESTIONS })],
  ["GET", /\/settings\/model$/, () => MODELS],
];

/** The turn that goes on, up to its middle. */
export function turn(story, tell) {
  const call = { name: "get_db_schema", arguments: { table_name: "flights" } };
  tell({ event: "turn_start", message_id: "m2", user_message_id: "m1", message: SAID.content, model: "gpt-5.2" });
  tell({ event: "reasoning_delta", step: 0, delta: "The user wants fewer rows." });
  tell({ event: "tool_call", ...call, call_id: "c1" });
  tell({ event: "tool_result", ...call, result: { tables: [] }, call_id: "c1", ok: true });
  tell({ event: "draft", workflow_diff: DIFF });
  tell({ event: "content_delta", delta: "I have added **one condition** to the query and now" });
  if (story === "talk-asks") {
    const expires_at = new Date(Date.now() + 240_000).toISOString();
    const summary = "Create the agent “Delay reporter” with the model gpt-5.2";
    const config = { name: "Delay reporter", model: "gpt-5.2", tools: ["get_db_schema"] };
    tell({
      event: "question",
      question_id: "q",
      question: "Which carriers count: all, or those that fly daily?",
      options: ["All", "Those that fly daily"],
      expires_at,
    });
    tell({
      event: "confirmation_required",
      confirmation_id: "k",
      action: "create",
      asset_type: "agent",
      asset_id: null,
      summary,
      config,
      expires_at,
    });
  } else {
    tell({ event: "tool_call", name: "run_draft", arguments: { up_to: "Top five" }, call_id: "c2" });
    tell({ event: "status", message: "Runs the draft up to Top five" });
  }
}

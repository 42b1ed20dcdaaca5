// The story that the fake kernel tells: a workflow over flights, and how its run goes.
const block = (id, type, name, config = {}, extra = {}) => ({
  id,
  type,
  name,
  config,
  position: { x: 0, y: 0 },
  enabled: true,
  ...extra,
});
const edge = (source, target, sourceHandle = "output") => ({
  id: `${source}:${sourceHandle}->${target}`,
  source,
  target,
  sourceHandle,
  targetHandle: "input",
  condition: null,
});

const info = (type, title, icon, handles, aliases = []) => ({
  type,
  title,
  icon,
  handles,
  aliases,
  description: "",
  group: "",
  schema: {},
  example: {},
});

export const BLOCKS = [
  info("input", "Input", "input", ["output"], ["starter", "manual"]),
  info("sql", "SQL", "table", ["output", "error"]),
  info("code", "Python", "code", ["output", "error"], ["function"]),
  info("condition", "Condition", "branch", ["if", "else"]),
  info("llm", "Model", "robot", ["output", "error"]),
  info("general_api", "Web request", "globe", ["output", "error"], ["api_call"]),
  info("output", "Output", "output", [], ["response"]),
];

const SQL =
  "select carrier, count(*) as flights, round(avg(dep_delay), 1) as mean_delay\nfrom flights\nwhere month = <Start.output.month>\ngroup by carrier\norder by mean_delay desc";
const CODE =
  "late = input['Delays by carrier']\nprint('carriers:', len(late))\nworst = late[late.mean_delay > threshold]\nresult = worst.head(5)\nresult";

export const WORKFLOW = {
  id: "w",
  name: "Late flights of the month",
  description: null,
  version: 3,
  variables: {},
  blocks: [
    block("start", "starter", "Start", {
      input: { month: 7, airport: "string", threshold: 12.5, notify: true, carriers: ["UA", "DL"] },
    }),
    block("sql", "sql", "Delays by carrier", { sql: SQL, source: "project" }),
    block("weather", "api_call", "Weather", { url: "https://api.example.org/weather", method: "GET" }),
    block("code", "code", "Worst carriers", { code: CODE, timeout: 30 }),
    block("check", "condition", "Anything late?", { if: "<Worst carriers.count> > 0", elif_1: "<Weather.storm>" }),
    block("llm", "llm", "Write the report", { prompt: "Summarise <Worst carriers.output>" }),
    block("alert", "api_call", "Tell operations", { url: "https://ops.example.org/hook" }),
    block("calm", "code", "All is calm", { code: "'nothing to report'" }),
    block("out", "response", "Result", {}),
  ],
  edges: [
    edge("start", "sql"),
    edge("start", "weather"),
    edge("sql", "code"),
    edge("weather", "check"),
    edge("code", "check"),
    edge("check", "llm", "if"),
    edge("check", "alert", "elif_1"),
    edge("check", "calm", "else"),
    edge("llm", "out"),
    edge("calm", "out"),
    edge("llm", "alert", "error"),
  ],
};

const long = "A block with a name so long that no card could ever hold all of it without cutting some away";
export const LONG = {
  ...WORKFLOW,
  name: `${long}, and a workflow with the same habit`,
  blocks: [
    ...WORKFLOW.blocks.map((item) => (item.id === "code" ? { ...item, name: long } : item)),
    ...Array.from({ length: 14 }, (_, i) =>
      block(`x${i}`, i % 2 ? "sql" : "mystery_type", `Extra ${i}`, {}, { enabled: i !== 3 }),
    ),
  ],
  edges: [...WORKFLOW.edges, ...Array.from({ length: 14 }, (_, i) => edge(i < 3 ? "start" : `x${i - 3}`, `x${i}`))],
};

const CARRIERS = ["F9", "EV", "YV", "FL", "WN", "9E", "B6", "VX", "OO", "UA", "MQ", "DL", "AA", "AS", "HA", "US"];
const rows = CARRIERS.map((carrier, i) => ({
  carrier,
  flights: 54635 - i * 3111,
  mean_delay: i === 14 ? null : 21.6 - i * 1.3,
}));
const of = (id) => {
  const { type, name } = WORKFLOW.blocks.find((item) => item.id === id);
  return { block_id: id, block_type: type, block_name: name };
};
const start = {
  type: "execution_start",
  trigger: "notebook",
  kernel: "this notebook (python3)",
  input: { month: 7 },
  started_at: new Date().toISOString(),
};
const begin = (id) => ({ type: "block_start", ...of(id) });
const print = (id, chunk) => ({ type: "block_chunk", ...of(id), chunk, stream: "stdout" });
const end = (id, data, duration_ms, more = {}) => ({
  type: "block_complete",
  ...of(id),
  data,
  duration_ms,
  route: null,
  input: {},
  ...more,
});
const skip = (id, reason) => ({ type: "block_skipped", ...of(id), reason });

const FIRST = [
  start,
  begin("start"),
  end("start", { output: { month: 7, airport: "JFK" } }, 0.4),
  begin("sql"),
  begin("weather"),
  end(
    "sql",
    { output: rows, columns: ["carrier", "flights", "mean_delay"], row_count: 1204, rows_truncated: true },
    184,
    { input: { Start: { output: { month: 7, airport: "JFK" } } } },
  ),
  end("weather", { output: { storm: false, wind: 14.2, stations: ["JFK", "LGA"] }, status: 200 }, 612),
  begin("code"),
  print("code", "carriers: 16\n"),
];

const LAST = [
  end(
    "code",
    { output: rows.slice(0, 5), columns: ["carrier", "flights", "mean_delay"], row_count: 5, rows_truncated: false },
    2340,
    {
      input: {
        "Delays by carrier": {
          output: rows.slice(0, 3),
          columns: ["carrier", "flights", "mean_delay"],
          row_count: 1204,
          rows_truncated: true,
        },
      },
    },
  ),
  begin("check"),
  end("check", { output: true, branch: "if" }, 1.2, { route: "if" }),
  skip("calm", "The condition went another way."),
  skip("alert", "The condition went another way."),
  begin("llm"),
  print("llm", "Five carriers were late by more than 12.5 minutes on average. "),
];

export const EVENTS = {
  running: [...FIRST, { type: "block_progress", ...of("code"), fraction: 0.62, message: "10 of 16 carriers" }],
  streaming: [...FIRST, ...LAST],
  done: [
    ...FIRST,
    ...LAST,
    end(
      "llm",
      { output: "Five carriers were late by more than 12.5 minutes on average: F9, EV, YV, FL and WN.", tokens: 412 },
      3180,
    ),
    begin("out"),
    end("out", { output: "Five carriers were late." }, 0.3),
    { type: "done", status: "completed", output: {}, duration_ms: 6231 },
  ],
  failed: [
    ...FIRST,
    {
      type: "block_error",
      ...of("code"),
      error: "NameError: name 'threshold' is not defined",
      code: "NameError",
      line: 3,
      duration_ms: 41,
      input: {},
      trace:
        'File "Worst carriers", line 3\n    worst = late[late.mean_delay > threshold]\n                                   ^^^^^^^^^',
    },
    ...["check", "llm", "alert", "calm", "out"].map((id) => skip(id, "A block before it failed.")),
    {
      type: "done",
      status: "failed",
      output: null,
      error: "Worst carriers: NameError: name 'threshold' is not defined",
      code: "NameError",
      duration_ms: 911,
    },
  ],
};
EVENTS.long = EVENTS.running;

// The dictionary as the browser sees it. Generated from jupyter_powa/model by js/types.mjs: not edited by hand.
// To write it anew: npm --prefix js run types:generate

export type ChatEvent =
  | TurnStart
  | ChatStatus
  | ToolCalled
  | ToolAnswered
  | ContentDelta
  | ReasoningDelta
  | DraftChanged
  | ConfirmationRequired
  | ConfirmationSettled
  | QuestionAsked
  | QuestionAnswered
  | PipelineSettled
  | Complete
  | ChatFailed;

export type Event =
  | ExecutionStart
  | BlockStart
  | BlockChunk
  | BlockProgress
  | BlockComplete
  | BlockFailed
  | BlockSkipped
  | Done
  | RunError;

/** An agent as it is edited, with all that it knows. Nothing of it holds before it is published. */
export interface AgentDraft {
  /** The agent that it changes; none: a new one. */
  agent_id: string | null;
  /** Which state of the agent it began from. */
  version: string;
  /** What people call it. */
  name: string;
  /** What it is for; instructions for whoever answers. */
  description: string | null;
  /** The model that writes its SQL; empty: the default one. */
  model: string;
  /** The data source. */
  datasource_id: string;
  /**
   * The tables that are chosen, and what they mean.
   *
   * @maxItems 20000
   */
  tables: ContextTable[];
  /**
   * How they belong together.
   *
   * @maxItems 100000
   */
  relationships: Relationship[];
  /** A condition in SQL on the rows of each table, of every question. */
  table_filters: {
    [k: string]: string;
  };
  /**
   * Golden questions; a stored one that is left out stays.
   *
   * @maxItems 5000
   */
  goldens: DraftGolden[];
  /**
   * Golden questions to delete, by id.
   *
   * @maxItems 5000
   */
  dropped: string[];
}

/** One table that an agent knows. */
export interface ContextTable {
  /** uuid4. */
  id: string;
  /** Its name, with its schema where that is not the default one. */
  name: string;
  /** What one row of it is. */
  description: string | null;
  /** The context that it belongs to. */
  context_id: string;
  /** When it was chosen. */
  created_on: string;
  /** The columns that were chosen. */
  columns: ContextColumn[];
  /** Every column of the table. */
  available_columns: ContextColumn[];
}

/** One column of a table, and what it means. */
export interface ContextColumn {
  /** uuid4; none for a column that was never chosen. */
  id: string | null;
  /** The column's name. */
  name: string;
  /** The database's own word for its type. */
  type: string;
  /** What it means. */
  description: string | null;
  /** What it is for: IDENTIFIER, FOREIGN_KEY, CATEGORICAL, … */
  data_role: string | null;
  /** Its values, where they are few. */
  values: unknown[];
}

/** How rows of two tables belong together. */
export interface Relationship {
  /** uuid4. */
  id: string;
  /** The table that refers. */
  table: string;
  /**
   * Its columns.
   *
   * @minItems 1
   */
  columns: string[];
  /** The table that is referred to. */
  other_table: string;
  /**
   * Its columns, in the same order.
   *
   * @minItems 1
   */
  other_columns: string[];
  /** How many rows of the one belong to how many of the other. */
  cardinality: "many_to_one" | "one_to_one" | "one_to_many" | "many_to_many";
  /** Whether the database itself declares it. */
  declared: boolean;
}

/** A golden question of a draft. */
export interface DraftGolden {
  /** That of the stored one; anything else for a new one. */
  id: string;
  /** The question in words. */
  question: string;
  /** The SQL that answers it. */
  sql_text: string;
  /** Whether it is right, and may be used. */
  approved: boolean;
  /** Whether the order of the rows matters. */
  ordered: boolean;
}

/** What an agent says to a question. `col_keys`, `content`, `error_text` and `sql_text` are those of the API. */
export interface Answer {
  /** The columns of the rows, in order. */
  col_keys: string[];
  /** The database's word for the type of each column; in content all are JSON. */
  col_types: string[];
  /** Rows as objects where SQL ran, words where none did, null for an error. */
  content: unknown;
  /** What went wrong; empty where nothing did. */
  error_text: string;
  /** The SQL that ran; empty where none did. */
  sql_text: string;
  /** Rows in content. */
  row_count: number;
  /** Whether there are more. */
  rows_truncated: boolean;
  /** The answer in words, and what was understood. */
  words: string;
  /** A question back, where two readings of it are likely; empty elsewhere. */
  asks: string;
  /** 0 to 1; none where nothing was answered. */
  confidence: number | null;
  /** Why it is as high as it is. */
  reasons: Reason[];
  /** A chart that suits the rows: mark, x, y, color. */
  chart: Record<string, unknown> | null;
  /** How it came about. */
  stages: Stage[];
  /** What wrote the SQL: a model's name, or `planner`. */
  model: string;
  /** What it took. */
  used: Used;
}

/** Why an answer can be trusted more or less. */
export interface Reason {
  /** The reason in one sentence. */
  words: string;
  /** What it adds to the confidence, or takes away. */
  weight: number;
}

/** One step of the way to an answer. */
export interface Stage {
  /** The step. */
  name: "understand" | "link" | "write" | "check" | "run" | "look" | "repair";
  /** Whether it went well. */
  ok: boolean;
  /** What came of it. */
  words: string;
  /** How long it took. */
  milliseconds: number;
}

/** What an answer took. */
export interface Used {
  /** Tokens that were sent to models. */
  prompt_tokens: number;
  /** Tokens that came back. */
  completion_tokens: number;
  /** Queries that were run. */
  queries: number;
  /** Rows that were read. */
  rows: number;
  /** US dollars, where every price is known. */
  cost: number | null;
}

/** A bar of a histogram. */
export interface Bin {
  /** Its lower bound, included. */
  low: unknown;
  /** Its upper bound, included in the last bar only. */
  high: unknown;
  /** Rows in it. */
  count: number;
}

/** One box on the canvas. Keeps the type word that its sender used. */
export interface Block {
  /** Any non-empty string, unique in its graph. */
  id: string;
  /** A block type or one of its aliases. */
  type: string;
  /** What people and references call it; its id where empty. */
  name: string;
  /** The fields of its type. */
  config: Record<string, unknown>;
  /** Where it stands on the canvas. */
  position: Position;
  /** A disabled block is skipped and cuts its branch. */
  enabled: boolean;
  /** Seconds that one attempt may take. */
  timeout?: number | null;
  /** Whether it is tried again where it fails. */
  retry?: Retry | null;
  /** What its output must be like. */
  expect?: Expect | null;
  /** The execution whose output it holds; while it is said, the block is not run. */
  pin?: string | null;
}

/** Where a block stands on the canvas, in pixels. */
export interface Position {
  /** Pixels from the left. */
  x: number;
  /** Pixels from the top. */
  y: number;
}

/** Try a block again where it fails. What it does elsewhere may then be done more than once. */
export interface Retry {
  /** Attempts in all. */
  attempts: number;
  /** Seconds before the second attempt. */
  wait: number;
  /** How much longer each further wait is. */
  factor: number;
  /** Longest wait, in seconds. */
  max_wait: number;
  /**
   * Codes of failures that are worth it; empty: all but those that would fail alike.
   *
   * @maxItems 50
   */
  on: string[];
}

/** The contract of a block's output, which must be a table: a frame, or a list of objects. */
export interface Expect {
  /**
   * By name, in any order.
   *
   * @maxItems 1000
   */
  columns: ExpectedColumn[];
  /** Whether there may be others. */
  extra_columns: boolean;
  /** Fewest rows. */
  min_rows: number | null;
  /** Most rows. */
  max_rows: number | null;
  /**
   * Columns that together tell rows apart.
   *
   * @maxItems 20
   */
  unique: string[][];
}

/** What one column must be like. */
export interface ExpectedColumn {
  /** Its name. */
  name: string;
  /** What its values are; a number may be an integer. */
  type: "any" | "integer" | "number" | "text" | "boolean" | "date" | "timestamp";
  /** Whether it must be there. */
  required: boolean;
  /** Largest share of missing values. */
  max_null_rate: number;
  /** Whether no value may be there twice. */
  unique: boolean;
  /** Smallest value. */
  min: number | string | null;
  /** Largest value. */
  max: number | string | null;
}

/** One block before and after, for review. */
export interface BlockChange {
  /** The block's id. */
  id: string;
  /** Its name afterwards, or the last one it had. */
  name: string;
  /** Its type. */
  type: string;
  /** What happens to it. */
  change: "added" | "removed" | "modified";
  /** Its name, type, config, options; None for an added one. */
  before: Record<string, unknown> | null;
  /** The same afterwards; None for a removed one. */
  after: Record<string, unknown> | null;
}

/** Some text of a running block: what it printed, or a piece of what it streams. */
export interface BlockChunk {
  type: "block_chunk";
  /** The execution that it belongs to. */
  execution_id: string;
  /** The workflow that is run. */
  workflow_id: string;
  /** Its number in the execution, from 1. */
  seq: number;
  block_id: string;
  block_type: string;
  block_name: string;
  chunk: string;
  stream: "stdout" | "stderr" | "text";
}

/** A block ended well; `data` is a preview of its output. */
export interface BlockComplete {
  type: "block_complete";
  /** The execution that it belongs to. */
  execution_id: string;
  /** The workflow that is run. */
  workflow_id: string;
  /** Its number in the execution, from 1. */
  seq: number;
  block_id: string;
  block_type: string;
  block_name: string;
  data: unknown;
  duration_ms: number;
  /** The way out that it chose, where its type has several. */
  route: string | null;
  /** A preview of what came in, by the name of the block that sent it. */
  input: unknown;
  /** How often it was tried; 0 where its result is an earlier run's. */
  attempts: number;
  kept: boolean;
  /** How a later run takes its result up: {} where `data` is the whole of it, None where the block must run again. */
  stored: Record<string, unknown> | null;
  /** The execution that ran it, where this one has kept its result. */
  reused_from: string | null;
  /** Why its result was kept. */
  why: string;
}

/** A block ended in an error. */
export interface BlockFailed {
  type: "block_error";
  /** The execution that it belongs to. */
  execution_id: string;
  /** The workflow that is run. */
  workflow_id: string;
  /** Its number in the execution, from 1. */
  seq: number;
  block_id: string;
  block_type: string;
  block_name: string;
  error: string;
  code: string;
  duration_ms: number;
  /** The line of the block's own text, where there is one. */
  line: number | null;
  input: unknown;
  /** The lines of the block's own text that the error went through. */
  trace: string;
  /** How often it was tried. */
  attempts: number;
}

/** One block type, described. */
export interface BlockInfo {
  /** The word for it in a graph. */
  type: string;
  /** What people call it. */
  title: string;
  /** What it does; the first line is enough to choose by. */
  description: string;
  /** Where it stands in the palette. */
  group: string;
  /** A word for its picture. */
  icon: string;
  /** Other words for it in a graph. */
  aliases: string[];
  /** The ways out of its example, in order. */
  handles: string[];
  /** Whether it starts a workflow. */
  entry: boolean;
  /** JSON schema of its config. */
  schema: Record<string, unknown>;
  /** A config that works. */
  example: Record<string, unknown>;
}

/** What one block did in one execution. */
export interface BlockLog {
  block_id: string;
  /** The type word of its graph. */
  block_type: string;
  block_name: string;
  status: "running" | "success" | "error" | "skipped";
  /** 1 for the block that started first. */
  execution_order: number;
  /** How long it took; None where it did not run. */
  duration_ms: number | null;
  /** A preview of what came in, by the name of the block that sent it. */
  input: unknown;
  /** A preview of its output. */
  output: unknown;
  /** What went wrong, or why it was skipped. */
  error: string | null;
  /** A short word for what went wrong. */
  code: string | null;
  /** The line of its own text that failed. */
  line: number | null;
  /** The lines of its own text that the error went through. */
  trace: string;
  /** The way out that it chose. */
  route: string | null;
  /** What it printed or streamed; the middle of very long text is left out. */
  printed: string;
  /** Its config as it was, without secrets. */
  config_snapshot: Record<string, unknown>;
  /** How often it was tried. */
  attempts: number;
  /** Whether it was not run: its result is an earlier run's. */
  kept: boolean;
  /** How a later run takes its result up: {} where `output` is the whole of it, None where it must run again. */
  stored: Record<string, unknown> | null;
  /** The execution that ran it, where this one has kept its result. */
  reused_from: string | null;
  /** Why it was run, or its result kept, where not all blocks were simply run. */
  why: string;
  /** The vendor's field; no agent runs yet. */
  agent_run_id: string | null;
}

/** How far a running block is. */
export interface BlockProgress {
  type: "block_progress";
  /** The execution that it belongs to. */
  execution_id: string;
  /** The workflow that is run. */
  workflow_id: string;
  /** Its number in the execution, from 1. */
  seq: number;
  block_id: string;
  block_type: string;
  block_name: string;
  /** 0 to 1, None where it cannot be told. */
  fraction: number | null;
  message: string;
}

/** A block was not run, and why. */
export interface BlockSkipped {
  type: "block_skipped";
  /** The execution that it belongs to. */
  execution_id: string;
  /** The workflow that is run. */
  workflow_id: string;
  /** Its number in the execution, from 1. */
  seq: number;
  block_id: string;
  block_type: string;
  block_name: string;
  reason: string;
}

/** A block begins. */
export interface BlockStart {
  type: "block_start";
  /** The execution that it belongs to. */
  execution_id: string;
  /** The workflow that is run. */
  workflow_id: string;
  /** Its number in the execution, from 1. */
  seq: number;
  block_id: string;
  block_type: string;
  block_name: string;
  /** Why it is run although its result might have been kept; empty where the whole workflow runs. */
  why: string;
}

/** What changes in one block; a field that is not given stays as it is. */
export interface BlockUpdate {
  /** Id of the block that changes. */
  id: string;
  /** Fields of its config, new or with new values. */
  config: Record<string, unknown>;
  /** Fields of its config that are taken out. */
  unset: string[];
  /** Its new name. */
  name?: string | null;
  /** Its new type. */
  type?: string | null;
  /** Whether it runs from now on. */
  enabled?: boolean | null;
  /** Where it stands from now on. */
  position?: Position | null;
  /** New timeout, retry, expect; None takes one out. */
  options: Record<string, unknown>;
}

/** What a run may use up, all its blocks together; what is not given is not limited. */
export interface Budget {
  /** US dollars for models. */
  usd: number | null;
  /** Tokens of models, questions and answers together. */
  tokens: number | null;
  /** Seconds that the run may take. */
  seconds: number | null;
}

/** A question and its answer. */
export interface Chat {
  /** The question. */
  prompt: string;
  /** The answer. */
  response: Answer;
}

/** A turn begins. Ours. */
export interface TurnStart {
  event: "turn_start";
  /** The answer's id, which is stored already. */
  message_id: string;
  user_message_id: string;
  /** What the user said. */
  message: string;
  model: string;
}

/** What the copilot is doing, for people. */
export interface ChatStatus {
  event: "status";
  message: string;
}

/** A tool is about to run. `tool_call` holds the same once more, as the vendor nests it. */
export interface ToolCalled {
  event: "tool_call";
  name: string;
  arguments: Record<string, unknown>;
  tool_call: Record<string, unknown>;
  call_id: string;
}

/** A tool has ended; its result is cut to a readable size. */
export interface ToolAnswered {
  event: "tool_result";
  name: string;
  result: unknown;
  call_id: string;
  ok: boolean;
}

/** A piece of the answer. */
export interface ContentDelta {
  event: "content_delta";
  delta: string;
}

/** A piece of what the model thinks first. */
export interface ReasoningDelta {
  event: "reasoning_delta";
  step: number;
  delta: string;
}

/** The draft has changed: the whole change so far. Ours. */
export interface DraftChanged {
  event: "draft";
  workflow_diff: WorkflowDiff;
}

/** A change-set, normalised: applied to the graph that it was made against it gives the other, exactly. */
export interface WorkflowDiff {
  /** Blocks that are new, whole. */
  add_blocks: Block[];
  /** Ids of blocks that go. */
  remove_blocks: string[];
  /** What changes in blocks that stay. */
  update_blocks: BlockUpdate[];
  /** Edges that are new. */
  add_edges: Edge[];
  /** Edges that go. */
  remove_edges: Edge[];
  /** The same for review. */
  summary: DiffSummary;
  /** The version of the workflow that it was made against. */
  base_version: number | null;
}

/** One arrow. `source_handle` is the way out that it leaves by: output, if, elif_1, else, 1, error. */
export interface Edge {
  /** Derived from its ends where empty. */
  id: string;
  /** Id of the block that it leaves. */
  source: string;
  /** Id of the block that it enters. */
  target: string;
  /** The way out that it leaves by. */
  sourceHandle: string;
  /** The way in. */
  targetHandle: string;
  /** The way out once more, as the vendor's engine reads it. */
  condition: string | null;
}

/** A change-set by block, in words and with configs, for review. */
export interface DiffSummary {
  /** Blocks that are new. */
  added: BlockChange[];
  /** Blocks that go. */
  removed: BlockChange[];
  /** Blocks that change. */
  modified: BlockChange[];
  /** How many edges are new. */
  edges_added: number;
  /** How many edges go. */
  edges_removed: number;
  /** The whole in one sentence. */
  text: string;
}

/** Something waits for the user's yes. */
export interface ConfirmationRequired {
  event: "confirmation_required";
  confirmation_id: string;
  /** create, update, delete; or run. */
  action: string;
  asset_type: string;
  asset_id: string | null;
  summary: string;
  config: Record<string, unknown>;
  /** ISO 8601, UTC: no answer until then is a no. */
  expires_at: string;
}

/** What waited is settled. */
export interface ConfirmationSettled {
  event: "confirmation_settled";
  confirmation_id: string;
  approved: boolean;
  reason: "answered" | "expired" | "stopped" | "nobody";
}

/** The copilot asks the user. */
export interface QuestionAsked {
  event: "question";
  question_id: string;
  question: string;
  options: string[];
  expires_at: string;
}

/** The user has answered, or time is up (None). */
export interface QuestionAnswered {
  event: "question_answered";
  question_id: string;
  answer: string | null;
}

/** What became of a pipeline's proposed change, before the turn ends. Ours. */
export interface PipelineSettled {
  event: "pipeline";
  /** The pipeline as it is now; None where there is no valid one. */
  current_config: PipelineConfig | null;
  config_changed: boolean;
  /** The workflow's version. */
  version: number;
  /** Why the change was not taken over; empty where it was, or where there was none. */
  refused: string;
}

/** A pipeline as a document: it becomes a workflow's graph and comes back as it went. */
export interface PipelineConfig {
  /** The form of this document. */
  version: 1;
  /** What people call it. */
  name: string;
  /** What it is for: the goal. */
  description: string | null;
  /** Variables of a run, with their defaults. */
  inputs: Record<string, unknown>;
  /**
   * Each behind all that it depends on.
   *
   * @maxItems 10000
   */
  steps: PipelineStep[];
  /** Its last steps; they follow from `steps`, and may be left out. */
  outputs: PipelineOutput[];
}

/** One step: a block of the workflow. */
export interface PipelineStep {
  /** Unique in its pipeline. */
  id: string;
  /** A block type: read, filter, join, write, or any other. */
  type: string;
  /** What people and references call it; its id where it is left out. */
  name?: string;
  /** The fields of its type. */
  config: Record<string, unknown>;
  /**
   * What it comes behind: ids of steps, or more exactly.
   *
   * @maxItems 10000
   */
  depends_on: (string | Dependency)[];
  /** A disabled step is skipped and cuts its branch. */
  enabled?: boolean;
  /** Seconds that one attempt may take. */
  timeout?: number | null;
  /** Whether it is tried again where it fails. */
  retry?: Retry | null;
  /** What its output must be like. */
  expect?: Expect | null;
  /** Where it stands in the graph. */
  position?: Position;
}

/** What a step comes behind, and by which way out of it. Where only `step` is said, its id alone is written. */
export interface Dependency {
  /** Id of the step that comes before. */
  step: string;
  /** The way out of it: output, if, else, 1, error. */
  handle?: string;
  /** The way in. */
  target_handle?: string;
  /** Id of the edge, where it has one of its own. */
  id?: string;
  /** The edge's condition, where it has one. */
  condition?: string | null;
}

/** What a pipeline gives. */
export interface PipelineOutput {
  /** Id of the step that gives it. */
  step: string;
  /** Name of the dataset, where the step writes one. */
  dataset: string | null;
}

/** The turn has ended and its answer is stored. */
export interface Complete {
  event: "complete";
  message_id: string;
  content: string;
  workflow_diff: WorkflowDiff | null;
  status: "completed" | "stopped";
  model: string;
  spent: Spent;
  proof: Proof | null;
}

/** What the models of one turn took. */
export interface Spent {
  /** Tokens that were sent. */
  prompt_tokens: number;
  /** Tokens that came back. */
  completion_tokens: number;
  /** US dollars, where every price is known. */
  cost: number | null;
}

/** What a run of the changed graph showed, beside the run that had failed. */
export interface Proof {
  /** Whether every block that the change affects ran well. */
  green: boolean;
  /** The outcome in one sentence. */
  words: string;
  /** The run that it is held against. */
  failed_execution: string | null;
  /** The run of the changed graph. */
  execution: Execution | null;
  /** By block: its name, status and error before and after. */
  blocks: Record<string, unknown>[];
}

/** One run of a workflow. */
export interface Execution {
  /** uuid4. */
  id: string;
  /** The workflow that was run. */
  workflow_id: string;
  /** How far it is, or how it ended. */
  status: "pending" | "running" | "completed" | "failed";
  /** What started it. */
  trigger: "manual" | "api" | "webhook" | "schedule" | "copilot" | "notebook";
  /** Where it ran, in words. */
  kernel: string;
  /** The version of the graph that ran. */
  version: number;
  /** The variables of the run. */
  input: Record<string, unknown>;
  /** Rows that its steps read, at most; None: all. Ours. */
  trial: number | null;
  /** What it may use up; None: no limit. Ours. */
  budget: Budget | null;
  /** Which blocks it runs; None: all of them. Ours. */
  part: RunPart | null;
  /** The execution whose finished blocks it has kept. Ours. */
  resumed_from: string | null;
  /** A preview of the run's output. */
  output: unknown;
  /** The first failing block and what it said. */
  error: string | null;
  /** A short word for what went wrong. */
  code: string | null;
  /** Whether the run itself broke, rather than one of its blocks. */
  broke: boolean;
  /** UTC. */
  created_at: string;
  /** UTC. */
  started_at: string | null;
  /** UTC. */
  completed_at: string | null;
}

/** Which blocks a run runs; at most one of `only`, `upto` and `onward` is said, each a block by name or id. */
export interface RunPart {
  /** This block alone, on the kept results of what it needs. */
  only: string | null;
  /** This block and all that it needs. */
  upto: string | null;
  /** This block and what depends on it; the rest keeps its results. */
  onward: string | null;
  /** changed: a block whose result is kept, and for which nothing has changed, is not run. */
  rerun: "all" | "changed";
}

/** The turn has failed; what was said so far is stored. */
export interface ChatFailed {
  event: "error";
  error: string;
  code: string;
  message_id: string | null;
  /** What the server's log knows it by, where there is more to tell. */
  error_id: string | null;
}

/** One column of a table or a result. */
export interface Column {
  /** The column's name. */
  name: string;
  /** The database's own word for its type. */
  type: string;
  /** Whether it may be empty. */
  nullable: boolean;
  /** Its default value as SQL, where it has one that may be shown. */
  default: string | null;
  /** What its owner wrote about it. */
  comment: string | null;
}

/** What is known of a column's values. `stage` says how: from statistics, from a sample, or counted. */
export interface ColumnProfile {
  /** The column's name. */
  name: string;
  /** The database's own word for its type. */
  type: string;
  /** What it is shown as. */
  kind: "number" | "time" | "text" | "boolean" | "other";
  /** How this is known. */
  stage: "statistics" | "sample" | "exact";
  /** Rows that were looked at; for statistics, of the whole table. */
  rows: number | null;
  /** How many of them are null. */
  nulls: number | null;
  /** About how many different values they have. */
  distinct: number | null;
  /** The smallest value. */
  low: unknown;
  /** The largest value. */
  high: unknown;
  /** The average of numbers. */
  mean: number | null;
  /** The histogram of numbers and times. */
  bins: Bin[];
  /** The most frequent values of texts and booleans. */
  top: Top[];
}

/** A frequent value. */
export interface Top {
  /** The value. */
  value: unknown;
  /** Rows that have it. */
  count: number;
}

/** A conversation about one workflow. */
export interface CopilotSession {
  /** uuid4. */
  id: string;
  /** The workflow that it is about. */
  workflow_id: string;
  /** UTC. */
  created_at: string;
  /** UTC; its last turn. */
  updated_at: string;
}

/** A dataset, and the record of how it came to be. */
export interface Dataset {
  /** uuid5 of the run and the block: the same record is never there twice. */
  id: string;
  /** What it was called. */
  name: string;
  /** The workflow that made it. */
  workflow_id: string;
  /** The run that made it. */
  execution_id: string;
  /** The block that wrote it. */
  block_id: string;
  /** Where its rows are, as the explorer is asked for them. */
  relation: Relation;
  /** How many rows were written. */
  rows: number;
  /** The file's size; None for a table. */
  bytes: number | null;
  /** Its columns, in order. */
  columns: DatasetColumn[];
  /** SHA-256 of the graph without places and names of places, as canonical JSON. */
  config_hash: string;
  /** The version of jupyter_powa that ran it. */
  code_version: string;
  /** The run's input. */
  variables: Record<string, unknown>;
  /** What each step did, in the order of the run. */
  steps: DatasetStep[];
  /** How long the run took up to its end. */
  seconds: number | null;
  /** UTC. */
  created_at: string;
  /** A newer dataset at the same place; None for the newest. */
  replaced_by: string | null;
}

/** Where rows come from: exactly one of `table`, `sql`, `variable`, `file`, `block` and `kept`. */
export interface Relation {
  /** The data source by name or id; none: the project's database. */
  source?: string | null;
  /** A table's name in its parts: [database,] [schema,] name. */
  table?: string[] | null;
  /** One statement. */
  sql?: string | null;
  /**
   * Values of its placeholders (`?`).
   *
   * @maxItems 10000
   */
  values?: unknown[];
  /** A variable of the notebook. */
  variable?: string | null;
  /** A CSV, Parquet or JSON file. */
  file?: string | null;
  /** The id of a block whose output it is; needs a run. */
  block?: string | null;
  /** The run of that block. */
  execution_id?: string | null;
  /** A result that the kernel keeps. */
  kept?: string | null;
}

/** One column of a dataset. */
export interface DatasetColumn {
  /** Its name. */
  name: string;
  /** Its type, as DuckDB says it. */
  type: string;
}

/** What one step of the run did. */
export interface DatasetStep {
  /** The block. */
  block_id: string;
  /** What people call it. */
  name: string;
  /** Its block type. */
  type: string;
  /** Rows that came in. */
  rows_in: number | null;
  /** Rows that it passed on. */
  rows_out: number | null;
  /** Rows that it left out: count, reasons, sample. */
  rejects: Record<string, unknown> | null;
  /** What was read, and its state. */
  fingerprint: Record<string, unknown>[];
  /** The seed of its chance. */
  seed: number | null;
  /** Tokens and money that a model took. */
  cost: Record<string, unknown> | null;
  /** How long it took. */
  duration_ms: number | null;
  /** Whether an earlier run did it. */
  kept: boolean;
}

/** The execution ended; `status` is failed when any block failed unhandled. */
export interface Done {
  type: "done";
  /** The execution that it belongs to. */
  execution_id: string;
  /** The workflow that is run. */
  workflow_id: string;
  /** Its number in the execution, from 1. */
  seq: number;
  status: "completed" | "failed";
  output: unknown;
  duration_ms: number;
  error: string | null;
  code: string | null;
}

/** A question and its answer in a conversation. */
export interface Entry {
  /** uuid4. */
  id: string;
  /** What was asked and answered. */
  chat: Chat;
  /** 0 to 1; none where nothing was answered. */
  confidence: number | null;
  /** What the user thinks of it: any JSON. */
  feedback: unknown;
  /** When it was asked. */
  created_on: string;
}

/** What a run would take. */
export interface Estimate {
  /** Each step, in the order in which they run. */
  steps: StepEstimate[];
  /** Rows that models are asked for; None: not known. */
  rows: number | null;
  /** Tokens of all models, questions and answers; None: not known. */
  tokens: number | null;
  /** US dollars for models; None: a price, or how much, is not known. */
  usd: number | null;
  /** How long the run takes, about; None: not known. */
  seconds: number | null;
  /** What is not known and what is only guessed, and why. */
  words: string[];
}

/** What one step would take. */
export interface StepEstimate {
  /** The block. */
  block_id: string;
  /** What people call it. */
  name: string;
  /** Its block type. */
  type: string;
  /** Rows that come in; None: not known. */
  rows_in: number | null;
  /** Rows that it passes on; None: not known. */
  rows_out: number | null;
  /** The model that it asks; None: none. */
  model: string | null;
  /** How often the model is asked. */
  requests: number | null;
  /** Tokens that it is asked. */
  prompt_tokens: number | null;
  /** Tokens that it answers. */
  completion_tokens: number | null;
  /** US dollars for the model; None: its price is not known. */
  usd: number | null;
  /** How long it takes; None: not known. */
  seconds: number | null;
  /** Whether an earlier run or trial says so, rather than a guess. */
  measured: boolean;
}

/** The execution begins. Ours: the vendor's stream starts with the first block. */
export interface ExecutionStart {
  type: "execution_start";
  /** The execution that it belongs to. */
  execution_id: string;
  /** The workflow that is run. */
  workflow_id: string;
  /** Its number in the execution, from 1. */
  seq: number;
  trigger: string;
  /** Where it runs, in words. */
  kernel: string;
  input: Record<string, unknown>;
  /** ISO 8601, UTC. */
  started_at: string;
  /** Rows that its steps read, at most; None: all. */
  trial: number | null;
  /** Which blocks it runs: the fields of a RunPart; None: all of them. */
  part: Record<string, unknown> | null;
}

/** The execution itself broke: its kernel died, its time ran out, it was stopped. */
export interface RunError {
  type: "error";
  /** The execution that it belongs to. */
  execution_id: string;
  /** The workflow that is run. */
  workflow_id: string;
  /** Its number in the execution, from 1. */
  seq: number;
  error: string;
  code: string;
  error_code: string;
  duration_ms: number;
}

/** An execution in a list: how it goes, without what went in and came out. */
export interface ExecutionRow {
  /** uuid4. */
  id: string;
  /** The workflow that was run. */
  workflow_id: string;
  /** What people call that workflow. */
  workflow_name: string;
  /** How far it is, or how it ended. */
  status: "pending" | "running" | "completed" | "failed";
  /** UTC. */
  created_at: string;
  /** When something was last stored of it; its end where it has ended. UTC. */
  heartbeat: string;
}

/** A condition on one column; those of a view all hold at once. */
export interface Filter {
  /** The column's name. */
  column: string;
  /** How its value is compared. */
  operator?:
    | "="
    | "!="
    | "<"
    | "<="
    | ">"
    | ">="
    | "between"
    | "in"
    | "contains"
    | "starts_with"
    | "ends_with"
    | "is_null"
    | "is_not_null";
  /**
   * What it is compared with: none for is_null and is_not_null, two for between, any number for in, else one.
   *
   * @maxItems 1000
   */
  values?: unknown[];
}

/** Columns whose values are keys of another table. */
export interface ForeignKey {
  /** The columns here. */
  columns: string[];
  /** The other table. */
  table: string;
  /** Its columns, in the same order. */
  references: string[];
}

/** A question with the SQL that answers it: an example for the agent, and a test of it. */
export interface Golden {
  /** uuid4. */
  id: string;
  /** The agent. */
  agent_id: string;
  /** The question in words. */
  question: string;
  /** The SQL that answers it. */
  sql_text: string;
  /** Whether somebody has said that it is right; only such ones are used. */
  approved: boolean;
  /** Whether the order of the rows matters. */
  ordered: boolean;
  /** When it was made. */
  created_on: string;
}

/** Blocks and edges: a value, compared and replaced whole. */
export interface Graph {
  /**
   * The blocks, in no special order.
   *
   * @maxItems 10000
   */
  blocks: Block[];
  /**
   * The edges between them.
   *
   * @maxItems 40000
   */
  edges: Edge[];
}

/** One side's words in a conversation, with the change that came along. */
export interface Message {
  /** uuid4. */
  id: string;
  /** The conversation. */
  session_id: string;
  /** Whose words they are. */
  role: "user" | "assistant" | "system";
  /** What was said; of a failed turn, what was said so far. */
  content: string;
  /** The change that is proposed, if any. */
  workflow_diff: WorkflowDiff | null;
  /** The graph before it was applied, for undo. */
  pre_snapshot: Record<string, unknown> | null;
  /** UTC. */
  created_at: string;
  /** How its turn ended, or that it goes on. */
  status: "running" | "completed" | "failed" | "stopped";
  /** Why its turn failed. */
  error: string | null;
  /** The model that answered. */
  model: string;
  /** Tokens and cost of the turn. */
  spent: Spent | null;
  /** The tools that were called. */
  steps: Step[];
  /** What a run of the change showed, where it repairs one. */
  proof: Proof | null;
  /** The version that applying it made; None: not applied. */
  applied_version: number | null;
  /** The version that undoing it made. */
  restored_version: number | null;
}

/** One tool that was called in a turn, and what came of it. */
export interface Step {
  /** The tool. */
  name: string;
  /** What it was given. */
  arguments: Record<string, unknown>;
  /** What it gave, cut to a readable size. */
  result: unknown;
  /** False where it refused or failed. */
  ok: boolean;
}

/** A column that rows are sorted by; nulls come last. */
export interface Order {
  /** The column's name. */
  column: string;
  /** Whether the largest value comes first. */
  descending?: boolean;
}

/** A statement that was run in the explorer. */
export interface PastQuery {
  /** The statement; passwords that stood in it are left out. */
  sql: string;
  /** The data source that it ran in; none: the project's database. */
  source: string | null;
  /** When it started. */
  started_at: string;
  /** How long it took. */
  milliseconds: number;
  /** Rows that it gave or changed; none where nobody counted them. */
  row_count: number | null;
  /** Why it failed, where it did. */
  error: string | null;
}

/** One reason why a graph cannot run, or (`stops` false) a warning. */
export interface Problem {
  /** A short word for the kind of problem. */
  code: string;
  /** What is wrong, where, and what to do. */
  message: string;
  /** The block it is about, where there is one. */
  block_id: string | null;
  /** The field of that block's config, where there is one. */
  field: string | null;
  /** False for a warning: the graph can be saved and run all the same. */
  stops: boolean;
}

/** What a proposed change, or the accepted part of it, would do. */
export interface Review {
  /** The part of the change that is accepted. */
  workflow_diff: WorkflowDiff;
  /** The graph as it would be. */
  graph: Graph;
  /** What the checker says of it. */
  problems: Problem[];
  /** Names of blocks whose results would no longer fit. */
  stale: string[];
  /** In words: what its SQL writes, its requests change, its code may do. */
  writes: string[];
  /** Whether the workflow is still at the version that it was made against. */
  current: boolean;
  /** Whether it has been applied already. */
  applied: boolean;
}

/** Some rows of a result in plain JSON values, and whether more follow. */
export interface Rows {
  /** The columns of the result. */
  columns: Column[];
  /** The rows, each with its values in the columns' order. */
  rows: unknown[][];
  /** Whether rows follow the last one. */
  more: boolean;
}

/** What is told beside a page of rows. */
export interface Shown {
  /** The columns of the page, with the database's own words for types. */
  columns: Column[];
  /** Rows before the first one. */
  offset: number;
  /** All rows of the view; none where nobody has counted yet. */
  row_count: number | null;
  /** Whether row_count is counted, not estimated. */
  exact: boolean;
  /** Whether rows follow the last one. */
  more: boolean;
  /** How long the database took. */
  milliseconds: number;
  /** The statement that gives all rows of the view, with its values written in. */
  sql: string;
}

/** Whoever answers questions about a context. */
export interface SqlAgent {
  /** uuid4. */
  id: string;
  /** What people call it. */
  name: string;
  /** What it is for. */
  description: string | null;
  /** What it knows; none: the whole source. */
  context_id: string | null;
  /** The data source; none: that of the question. */
  datasource_id: string | null;
  /** SYSTEM for those that are built in, USER for all others. */
  type: string;
  /** DEVELOPMENT, PUBLISHED or DISABLED. */
  status: string;
  /** INSYNC, OUTOFSYNC, INDEXING or FAILED. */
  index_status: string;
  /** When it was made. */
  created_on: string;
  /** The model that writes its SQL; empty: the default one, or the planner. */
  model: string;
  /** A condition in SQL on the rows of each table, of every question. */
  table_filters: {
    [k: string]: string;
  };
}

/** One table or view. */
export interface Table {
  /** The table's name. */
  name: string;
  /** Its columns, in order. */
  columns: Column[];
  /** Whether it holds rows of its own. */
  kind: "table" | "view";
  /** What its owner wrote about it. */
  comment: string | null;
  /** About how many rows it has; none where nobody knows. */
  row_count: number | null;
  /** The columns of its primary key. */
  primary_key: string[];
  /** Columns whose values occur once, together. */
  unique: string[][];
  /** Its references to other tables. */
  foreign_keys: ForeignKey[];
}

/** Some nodes, and whether more follow. */
export interface Tree {
  /** In order of their names; of a search, the best first. */
  nodes: TreeNode[];
  /** Whether nodes follow the last one. */
  more: boolean;
}

/** Something in the tree of a data source. */
export interface TreeNode {
  /** What it is; a group holds the notebook's variables, or files. */
  kind: "schema" | "table" | "view" | "column" | "group" | "variable" | "file";
  /** Its name in its parts, as SQL takes them; of a column, with its table's. */
  path: string[];
  /** What it is called. */
  name: string;
  /** Of a column, the database's own word for its type; of a variable, too. */
  type: string | null;
  /** Of a column, whether it may be empty. */
  nullable: boolean | null;
  /** Of a column, whether it belongs to the primary key. */
  key: boolean;
  /** Of a column, the table that its values are keys of. */
  references: string | null;
  /** What its owner wrote about it. */
  comment: string | null;
  /** About how many rows it has. */
  rows: number | null;
  /** About how much room it takes. */
  bytes: number | null;
}

/** A version in a list: all but its graph. */
export interface VersionRow {
  /** The workflow's version; numbers of drafts that were folded into a later are gone. */
  number: number;
  /** UTC. */
  saved_at: string;
  /** What saved it. */
  origin: "api" | "cell" | "copilot" | "editor" | "import" | "restore" | "unknown";
  /** Saved by an editor by itself; the next draft may take its place. */
  draft: boolean;
  /** The version that was put back by it; None where none was. */
  restored: number | null;
  /** How many blocks its graph has. */
  blocks: number;
  /** How many edges its graph has. */
  edges: number;
}

/** Rows as they are looked at: everything that a click in the explorer changes. */
export interface View {
  /** Where the rows come from. */
  relation: Relation;
  /**
   * Rows that are shown.
   *
   * @maxItems 100
   */
  filters: Filter[];
  /**
   * How they are sorted, first to last.
   *
   * @maxItems 20
   */
  orders: Order[];
  /** Columns that are shown, in this order; none: all. */
  columns: string[] | null;
}

/** A named graph with a life: created, deployed, armed; `version` counts saves of its graph. */
export interface Workflow {
  /** uuid4. */
  id: string;
  /** What people call it. */
  name: string;
  /** What it is for. */
  description: string | null;
  /** Defaults under the variables of a run. */
  variables: Record<string, unknown>;
  /** Starts at 1; one more with each saved graph. */
  version: number;
  /** A CSS colour for lists. */
  color: string | null;
  /** A deployed workflow is not changed. */
  state: "internal" | "deployed";
  /** Kept for the schedule; nothing is scheduled yet. */
  schedule_config: Record<string, unknown> | null;
  /** UTC. */
  created_at: string;
  /** UTC. */
  updated_at: string;
  /** The graph's blocks. */
  blocks: Block[];
  /** The graph's edges. */
  edges: Edge[];
}

/** A workflow in a list: all but its graph, and how often it ran. */
export interface WorkflowRow {
  /** uuid4. */
  id: string;
  /** What people call it. */
  name: string;
  /** What it is for. */
  description: string | null;
  /** Defaults under the variables of a run. */
  variables: Record<string, unknown>;
  /** Starts at 1; one more with each saved graph. */
  version: number;
  /** A CSS colour for lists. */
  color: string | null;
  /** A deployed workflow is not changed. */
  state: "internal" | "deployed";
  /** Kept for the schedule; nothing is scheduled yet. */
  schedule_config: Record<string, unknown> | null;
  /** UTC. */
  created_at: string;
  /** UTC. */
  updated_at: string;
  /** How often it was run. */
  execution_count: number;
  /** UTC; None where it never ran. */
  last_execution_at: string | null;
}

/** The graph was saved: those who show it fetch it again. Of a workflow, not of an execution. */
export interface WorkflowSaved {
  type: "workflow_saved";
  version: number;
}

// One function per route that the builder asks, over one wire.
import type { Wire } from "../../api/wire";
import type { ProfileEvent } from "../../explorer/answers";
import type { AgentDraft, Chat, SqlAgent } from "../../model/types";
import { slim } from "./draft";

const V1 = "/copilot/v1";
const at = (id: string) => encodeURIComponent(id);

export interface Source {
  id: string;
  name: string;
  /** SYSTEM: the project's own database. */
  type: string;
  engine: string;
}
export interface Model {
  label: string;
  value: string;
  ready: boolean;
}
export interface Judged {
  golden_id: string;
  question: string;
  correct: boolean;
  stage: string;
  words: string;
  sql_text: string;
}
export interface Evaluation {
  total: number;
  correct: number;
  median_seconds: number;
  entries: Judged[];
}
interface Fitted {
  draft: AgentDraft;
  lost: string[];
}
interface Schema {
  name: string;
  tables: string[];
}

export class Client {
  constructor(readonly wire: Wire) {}

  async sources(): Promise<Source[]> {
    return (await this.wire.request("GET", `${V1}/data-source/`)) as Source[];
  }

  async tables(sourceId: string): Promise<string[]> {
    const path = `${V1}/data-source/${at(sourceId)}`;
    const seen = (await this.wire.request("GET", path, null, { patient: true })) as { schemas: Schema[] };
    return seen.schemas.flatMap((schema) => schema.tables);
  }

  async models(): Promise<Model[]> {
    return ((await this.wire.request("GET", "/api/copilot/settings/model")) as { options: Model[] }).options;
  }

  async agent(id: string): Promise<SqlAgent> {
    return (await this.wire.request("GET", `${V1}/agent/${at(id)}`, null, { patient: true })) as SqlAgent;
  }

  async begin(agentId: string): Promise<AgentDraft> {
    return (await this.wire.request("GET", `${V1}/agent/${at(agentId)}/draft`)) as AgentDraft;
  }

  async fit(draft: AgentDraft): Promise<Fitted> {
    return (await this.post(`${V1}/draft/fit`, slim(draft))) as Fitted;
  }

  async generate(draft: AgentDraft): Promise<AgentDraft> {
    return (await this.post(`${V1}/draft/generate`, slim(draft))) as AgentDraft;
  }

  async evaluate(draft: AgentDraft): Promise<Evaluation> {
    return (await this.post(`${V1}/draft/evaluate`, slim(draft))) as Evaluation;
  }

  async publish(draft: AgentDraft, over: boolean): Promise<SqlAgent> {
    return (await this.post(`${V1}/draft/publish${over ? "?over=true" : ""}`, slim(draft))) as SqlAgent;
  }

  async rebuild(agentId: string): Promise<void> {
    await this.post(`${V1}/agent/${at(agentId)}/rebuild`, null);
  }

  /** Asks the agent as it is stored. */
  async ask(agentId: string, prompt: string): Promise<Chat> {
    return (await this.post(`${V1}/chat/`, { agent_id: agentId, prompt })) as Chat;
  }

  async askDraft(draft: AgentDraft, prompt: string): Promise<Chat> {
    return (await this.post(`${V1}/draft/ask`, { draft: slim(draft), prompt })) as Chat;
  }

  profile(
    source: string | null,
    table: string[],
    onEvent: (event: ProfileEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const body = { view: { relation: { source, table } }, bins: 12 };
    return this.wire.stream(
      "POST",
      "/api/powa/explore/profile",
      body,
      (event) => onEvent(event as ProfileEvent),
      signal,
    );
  }

  private post(path: string, body: unknown): Promise<unknown> {
    return this.wire.request("POST", path, body, { patient: true });
  }
}

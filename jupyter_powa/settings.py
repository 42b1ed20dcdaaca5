"""Settings: every default and limit, each with the page that it came from."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field

RecordingMode = Literal["off", "record", "replay", "strict"]


def default_data_dir() -> Path:
    """Jupyter's data directory, a folder of our own in it (contract §10)."""
    from jupyter_core.paths import jupyter_data_dir

    return Path(jupyter_data_dir()) / "powa"


Price = Annotated[float, Field(ge=0)]


class ModelServer(BaseModel):
    """An OpenAI-compatible server; its models are called `name/model`."""

    url: str = Field(description="Its base address, as in `http://127.0.0.1:11434/v1`.")
    key: str = Field("", description="The environment variable that holds its key; empty where it needs none.")
    context: int = Field(
        0, ge=0, description="Tokens that its models take, question and answer together; 0: not known. Source: ours."
    )
    prices: tuple[Price, Price] | None = Field(
        None, description="US dollars for a million tokens asked, and answered; none: not known. Source: ours."
    )


class Settings(BaseModel):
    """What one Powa works with."""

    data_dir: Path = Field(
        default_factory=default_data_dir, description="Where files of our own are kept. Source: contract §10."
    )
    store_url: str = Field(
        "", description="SQLAlchemy address of the store; empty: a SQLite file in data_dir. Source: contract §10."
    )
    store_journal: Literal["wal", "delete"] = Field(
        "wal", description="SQLite's journal; delete for a file on a network disk. Source: guarantees.md 2b."
    )
    root_dir: Path = Field(
        default_factory=Path.cwd, description="The folder that notebooks are in; a server's own root. Source: ours."
    )
    database: str = Field(
        "", description="The project's DuckDB file; empty: powa.duckdb in data_dir. Source: contract §10."
    )
    key_file: str = Field(
        "",
        description="The key of stored passwords; empty: powa.key in the config folder. Source: guarantees.md §4.",
    )
    execution_timeout: float = Field(
        300.0, gt=0, description="Seconds an execution may take. Source: contract, number table."
    )
    stream_timeout: float = Field(
        600.0, gt=0, description="Seconds a streamed execution may take. Source: contract, number table."
    )
    execute_rate: int = Field(
        20, ge=0, description="Executions a caller may start in 60 s; 0 lifts it. Source: contract §10."
    )
    arm_window: float = Field(
        600.0, gt=0, description="Seconds that an armed webhook waits for its call. Source: contract, number table."
    )
    single_use_webhooks: bool = Field(
        True,
        description="False: a deployed workflow takes any number of calls with its last secret. Source: contract C9.",
    )
    allow_code_in_webhooks: bool = Field(
        True, description="False: workflows with code blocks cannot be armed or deployed. Source: contract §10."
    )
    webhook_max_body: int = Field(
        1_000_000, description="Bytes of a webhook's call, at most. Source: ours, guarantees.md §4."
    )
    webhook_mistakes: int = Field(
        30,
        description="Mistakes in secrets or ids that one address may make in 60 s; 0 lifts it. Source: ours, as above.",
    )
    max_limit: int = Field(100, description="Rows on any page, at most. Source: contract §2, pagination.")
    max_body: int = Field(
        5_000_000, description="Bytes of a request's body, at most. Source: guarantees.md 2c, bodies."
    )
    heartbeat: float = Field(
        15.0, description="Seconds between comment lines of a silent stream. Source: guarantees.md 2c, streams."
    )
    stream_stall: float = Field(
        30.0, description="Seconds a reader may keep a stream waiting. Source: guarantees.md 2c, streams."
    )
    kernel_memory: int = Field(
        0,
        ge=0,
        description="Bytes of address space that the server's own kernel may have; it begins with some 2 GB, more "
        "where there are many processors. 0: no limit. Source: guarantees.md 2d, ladder 1.",
    )
    query_memory: int = Field(
        1_000_000_000,
        ge=0,
        description="Bytes by which a query that somebody else wrote may make the project's database grow in memory; "
        "0: no limit. Source: guarantees.md 2a, process limits.",
    )
    dask: str = Field(
        default_factory=lambda: os.environ.get("JUPYTER_POWA_DASK", ""),
        description="The scheduler of a Dask cluster, `tcp://host:8786`: map blocks run their items on its workers, "
        "which are trusted as this process is. Empty: in the kernel. Source: ours.",
    )
    allowed_addresses: list[str] = Field(
        default_factory=list,
        description="`host:port` that blocks may reach although it is not public. Source: contract §10.",
    )
    request_ports: list[int] = Field(
        default_factory=lambda: [80, 443, 8080, 8443],
        description="Ports of public addresses that blocks may reach. Source: guarantees.md 2e; the list is ours.",
    )
    model_servers: dict[str, ModelServer] = Field(
        default_factory=dict,
        description="OpenAI-compatible servers by name. Source: guarantees.md 1.2, addresses.",
    )
    default_model: str = Field("gpt-5.2", description="The model where none is named. Source: contract §5.4.")
    models: list[str] = Field(
        default_factory=list,
        description="More models that the copilot may use, which can call functions. Source: contract §10.",
    )
    copilot_steps: int = Field(
        25, ge=1, description="Times that a turn of the copilot may ask its model. Source: contract, number table."
    )
    copilot_history: int = Field(
        40, ge=2, description="Messages before that the copilot is shown. Source: contract, number table."
    )
    copilot_silence: float = Field(
        300.0, gt=0, description="Seconds that one answer of its model may take. Source: contract, number table."
    )
    copilot_timeout: float = Field(
        900.0, gt=0, description="Seconds that a turn may take, waits for the user aside. Source: ours."
    )
    copilot_wait: float = Field(
        120.0, gt=0, description="Seconds that a turn waits for the user's yes or answer. Source: ours."
    )
    mcp: Literal["off", "read", "run"] = Field(
        "off",
        description="What other agents may do by jupyter-server-mcp, whose port asks for no login: nothing, look, or "
        "also run workflows and ask SQL agents. Source: guarantees.md §4, every door asks.",
    )
    copilot_runs: Literal["ask", "allow"] = Field(
        "ask", description="Whether the copilot asks before it runs its draft. Source: guarantees.md §4, promise 6."
    )
    agent_timeout: float = Field(
        300.0, gt=0, description="Seconds that a SQL agent may take for a question. Source: ours, as an execution."
    )
    agent_rows: int = Field(
        1_000, ge=1, le=10_000, description="Most rows of a SQL agent's answer. Source: contract §10, a sql block's."
    )
    quota_questions: int = Field(
        0, ge=0, description="Questions that SQL agents may be asked in a month; 0: no limit. Source: ours."
    )
    quota_tokens: int = Field(
        0,
        ge=0,
        description="Tokens that SQL agents may use in a month; 0: no limit. Source: contract, number table, where the "
        "vendor gives 1,000,000.",
    )
    quota_queries: int = Field(
        0, ge=0, description="Queries that SQL agents may run in a month; 0: no limit. Source: ours."
    )
    quota_rows: int = Field(0, ge=0, description="Rows that SQL agents may read in a month; 0: no limit. Source: ours.")
    recording: str = Field(
        "",
        description="A file under root_dir that calls of models and over HTTP are recorded in. Source: ours.",
    )
    recording_mode: RecordingMode = Field(
        "replay",
        description="record asks anew, replay asks what is not there, strict refuses that. Source: ours, as above.",
    )
    knowledge_max_document: int = Field(
        5_000_000, ge=1, description="Most characters of a document. Source: as the largest body, guarantees.md 2c."
    )
    knowledge_max_chunks: int = Field(
        50_000,
        ge=1,
        description="Most pieces of a knowledge base: each search by meaning reads all their vectors. Source: ours.",
    )

    @property
    def database_path(self) -> str:
        """The DuckDB file's path, or `:memory:`."""
        return self.database or str(self.data_dir / "powa.duckdb")

    @property
    def seal_path(self) -> Path:
        """The key's file: in another folder than the store."""
        from jupyter_core.paths import jupyter_config_dir

        return Path(self.key_file) if self.key_file else Path(jupyter_config_dir()) / "powa.key"

    @property
    def store_address(self) -> str:
        """The store's SQLAlchemy address."""
        return self.store_url or f"sqlite:///{self.data_dir / 'powa.sqlite'}"

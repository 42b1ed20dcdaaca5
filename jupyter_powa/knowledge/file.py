"""One knowledge base in one SQLite file: its documents, their pieces, and an index of the words in them (FTS5).

A file can be opened for reading alone, without the store: that is what a kernel does. A document is written in one
transaction, so that a reader sees all of it or nothing, whatever becomes of the process that writes.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from jupyter_powa.errors import BadRequest, NotFound, StoreUnavailable
from jupyter_powa.knowledge.cut import Piece
from jupyter_powa.knowledge.words import asked, indexed
from jupyter_powa.model.assets import Document, Found

BUSY = 5.0
"""Seconds to wait for another process's transaction (guarantees.md 2b)."""

_TABLES = """
create table documents (id text primary key, name text not null unique, document text not null);
create table chunks (
  id integer primary key,
  document_id text not null references documents (id) on delete cascade,
  place integer not null,
  heading text not null,
  text text not null,
  vector blob
);
create index chunks_of on chunks (document_id, place);
create virtual table words using fts5 (
  heading, text, content='', tokenize='porter unicode61 remove_diacritics 2'
);
pragma user_version = 1;
"""
_CHUNK_IN = "insert into chunks (document_id, place, heading, text, vector) values (?, ?, ?, ?, ?)"
_WORDS_IN = "insert into words (rowid, heading, text) values (?, ?, ?)"
_WORDS_OUT = "insert into words (words, rowid, heading, text) values ('delete', ?, ?, ?)"
_CHUNK = (
    "c.id, c.text, d.name, c.document_id, c.heading, c.place from chunks c join documents d on d.id = c.document_id"
)


class KnowledgeFile:
    """The file of a knowledge base. May be used from any thread: each call opens it anew, which takes 0.2 ms."""

    def __init__(self, path: Path | str, *, readonly: bool = False) -> None:
        """Note the path: the file is made with the first document."""
        self.path, self.readonly = Path(path), readonly

    def put(self, document: Document, pieces: Sequence[Piece], vectors: Sequence[bytes] | None = None) -> Document:
        """Store a document in place of the one of that name; `vectors`: one for each piece, as `meaning.packed`."""
        document = document.model_copy(update={"chunks": len(pieces)})
        with self._write() as connection:
            _forget(connection, document.name)
            row = (document.id, document.name, document.model_dump_json())
            connection.execute("insert into documents values (?, ?, ?)", row)
            for place, piece in enumerate(pieces):
                values = (document.id, place, piece.heading, piece.text, vectors[place] if vectors else None)
                number = connection.execute(_CHUNK_IN, values).lastrowid
                connection.execute(_WORDS_IN, (number, indexed(piece.heading), indexed(piece.text)))
        return document

    def documents(self) -> list[Document]:
        """The documents, by name."""
        with self._read() as connection:
            rows = connection.execute("select document from documents order by name").fetchall() if connection else []
        return [Document.model_validate_json(row[0]) for row in rows]

    def text(self, word: str) -> list[tuple[str, str]]:
        """The headings and texts of a document's pieces, by its id or name; raises NotFound."""
        with self._read() as connection:
            known = (
                connection
                and connection.execute("select id from documents where id = ?1 or name = ?1", (word,)).fetchone()
            )
            if not known or connection is None:
                raise _no_document(word)
            query = "select heading, text from chunks where document_id = ? order by place"
            return connection.execute(query, known).fetchall()

    def delete(self, word: str) -> None:
        """Forget a document by its id or name; raises NotFound."""
        if not self.path.exists():
            raise _no_document(word)
        with self._write() as connection:
            if not _forget(connection, word):
                raise _no_document(word)

    def counts(self) -> tuple[int, int]:
        """How many documents and pieces there are."""
        with self._read() as connection:
            if connection is None:
                return 0, 0
            query = "select (select count(*) from documents), (select count(*) from chunks)"
            documents, chunks = connection.execute(query).fetchone()
            return documents, chunks

    def by_words(self, question: str, limit: int) -> list[tuple[int, float]]:
        """The numbers of the pieces that hold words of the question, the best first, each with its score (BM25)."""
        if not (terms := asked(question)):
            return []
        query = "select rowid, -bm25(words, 2.0, 1.0) from words where words match ? order by 2 desc, 1 limit ?"
        with self._read() as connection:
            return connection.execute(query, (terms, limit)).fetchall() if connection else []

    def vectors(self, many: int = 5_000) -> Iterator[list[tuple[int, bytes]]]:
        """The numbers of the pieces with their vectors, many at a time."""
        with self._read() as connection:
            if connection is None:
                return
            rows = connection.execute("select id, vector from chunks where vector is not null order by id")
            while batch := rows.fetchmany(many):
                yield batch

    def found(self, scores: dict[int, float]) -> list[Found]:
        """The pieces of these numbers, the best first."""
        marks = ",".join("?" * len(scores))
        with self._read() as connection:
            query = f"select {_CHUNK} where c.id in ({marks})"
            rows = connection.execute(query, list(scores)).fetchall() if connection else []
        made = [
            Found(text=text, document=name, document_id=document, heading=heading, place=place, score=scores[number])
            for number, text, name, document, heading, place in rows
        ]
        return sorted(made, key=lambda one: (-one.score, one.document, one.place))

    def remove(self) -> None:
        """Delete the file."""
        self.path.unlink(missing_ok=True)

    @contextmanager
    def _read(self) -> Iterator[sqlite3.Connection | None]:
        """A connection to read with; None where there is no file yet, which a reader of a kernel is told."""
        if not self.path.exists():
            if self.readonly:
                raise BadRequest("The file of the knowledge base is not there: it was deleted, or is on another host.")
            yield None
            return
        with _told(), closing(self._connect()) as connection:
            # Not mode=ro: such a reader could not undo what a killed writer left half done.
            connection.execute("pragma query_only = on")
            yield connection

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        """A connection whose changes are all durable when the block ends, or all undone when it raises."""
        with _told():
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
            with closing(self._connect()) as connection:
                # EXTRA syncs the directory too: without it a rollback journal can lose its last commit.
                connection.executescript("pragma synchronous = extra; pragma foreign_keys = on;")
                connection.execute("begin immediate")
                try:
                    if connection.execute("pragma user_version").fetchone()[0] == 0:
                        _make(connection)
                    yield connection
                    connection.execute("commit")
                except BaseException:
                    if connection.in_transaction:
                        connection.execute("rollback")
                    raise

    def _connect(self) -> sqlite3.Connection:
        address = f"{self.path.absolute().as_uri()}?mode=rw"
        return sqlite3.connect(address, uri=True, timeout=BUSY, isolation_level=None)


def _forget(connection: sqlite3.Connection, word: str) -> bool:
    """Take a document out by its id or name; False where there is none. The index keeps no texts: it is told them."""
    query = (
        "select id, heading, text from chunks where document_id in (select id from documents where ?1 in (id, name))"
    )
    rows = connection.execute(query, (word,)).fetchall()
    connection.executemany(_WORDS_OUT, [(number, indexed(heading), indexed(text)) for number, heading, text in rows])
    return bool(connection.execute("delete from documents where ?1 in (id, name)", (word,)).rowcount)


def _make(connection: sqlite3.Connection) -> None:
    """Make the tables in the open transaction, statement by statement: executescript would commit first."""
    statement = ""
    for line in _TABLES.strip().splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""


@contextmanager
def _told() -> Iterator[None]:
    """Tell what SQLite or the disk refuses in words that show no path."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        said = str(error).lower()
        if "full" in said or "no space" in said:
            raise StoreUnavailable("Nothing can be stored: the disk is full.") from error
        if "locked" in said:
            raise StoreUnavailable("The knowledge base is busy: another process writes to it. Try again.") from error
        words = "The file of the knowledge base cannot be used: put a copy back, or delete the knowledge base."
        raise StoreUnavailable(words) from error


def _no_document(word: str) -> NotFound:
    return NotFound(f"There is no document {word!r} in this knowledge base.", code="document_not_found")

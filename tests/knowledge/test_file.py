"""The file of a knowledge base: documents in and out, words found, nothing half written."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyter_powa.errors import BadRequest, NotFound, StoreUnavailable
from jupyter_powa.knowledge.cut import Piece, cut
from jupyter_powa.knowledge.file import KnowledgeFile
from jupyter_powa.model.assets import Document


@pytest.fixture
def file(tmp_path: Path) -> KnowledgeFile:
    return KnowledgeFile(tmp_path / "deep" / "kb.sqlite")


def add(file: KnowledgeFile, name: str, text: str) -> Document:
    return file.put(Document(name=name, size=len(text)), cut(text))


def found(file: KnowledgeFile, question: str, limit: int = 5) -> list[str]:
    return [one.document for one in file.found(dict(file.by_words(question, limit)))]


def test_before_the_first_document_there_is_no_file_and_nothing_is_found(file: KnowledgeFile) -> None:
    assert (file.documents(), file.counts(), found(file, "anything"), list(file.vectors())) == ([], (0, 0), [], [])
    assert not file.path.exists()
    with pytest.raises(NotFound):
        file.delete("a")
    with pytest.raises(BadRequest, match="not there"):
        KnowledgeFile(file.path, readonly=True).documents()


def test_the_piece_that_says_most_of_a_question_comes_first(file: KnowledgeFile) -> None:
    add(file, "travel", "# Hotels\nA hotel may cost 150 a night.\n# Flights\nBook flights early.")
    add(file, "food", "Meals are thirty a day.")
    best = file.found(dict(file.by_words("What does a hotel cost?", 5)))
    assert (best[0].document, best[0].heading, best[0].place) == ("travel", "Hotels", 0)
    assert "150" in best[0].text and best[0].score > 0
    assert found(file, "flight") == ["travel"] and set(found(file, "FLIGHTS meal")) == {"food", "travel"}
    assert found(file, "xylophone") == []


def test_a_document_of_the_same_name_takes_the_place_of_the_old_one(file: KnowledgeFile) -> None:
    old = add(file, "rules", "Old cats.")
    new = add(file, "rules", "New dogs.\n\n# More\nCanaries.")
    assert [document.id for document in file.documents()] == [new.id] != [old.id]
    assert file.counts() == (1, 2)
    assert (found(file, "cats"), found(file, "dogs")) == ([], ["rules"])
    file.delete("rules")
    assert (file.counts(), found(file, "dogs")) == ((0, 0), [])
    with pytest.raises(NotFound, match="no document 'rules'"):
        file.delete("rules")


def test_its_text_can_be_read_again(file: KnowledgeFile) -> None:
    document = add(file, "a", "# One\nx\n# Two\ny")
    assert file.text("a") == file.text(document.id) == [("One", "# One\nx"), ("Two", "# Two\ny")]
    with pytest.raises(NotFound):
        file.text("b")


@given(
    st.text(max_size=80)
    | st.sampled_from(['"', "a AND", "NEAR(", "* ^ : -", "a\x00b", "heading:x", "' OR 1=1 --", "_"])
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
def test_no_question_is_a_syntax_error(file: KnowledgeFile, question: str) -> None:
    if not file.path.exists():
        add(file, "a", "Some text: a AND b, NEAR here.")
    file.by_words(question, 3)


def test_a_file_is_for_its_owner_alone_and_a_reader_cannot_change_it(file: KnowledgeFile) -> None:
    add(file, "a", "text")
    assert oct(file.path.stat().st_mode & 0o777) == "0o600"
    with pytest.raises(StoreUnavailable), KnowledgeFile(file.path, readonly=True)._read() as connection:
        assert connection is not None
        connection.execute("delete from documents")
    assert file.counts() == (1, 1)


def test_a_damaged_file_is_told_without_its_path(file: KnowledgeFile) -> None:
    file.path.parent.mkdir()
    file.path.write_bytes(b"not a database at all" * 100)
    for call in (file.documents, lambda: add(file, "a", "b")):
        with pytest.raises(StoreUnavailable) as told:
            call()
        assert str(file.path) not in told.value.message


WRITES = """
import sys
from jupyter_powa.knowledge.cut import Piece
from jupyter_powa.knowledge.file import KnowledgeFile
from jupyter_powa.model.assets import Document
file = KnowledgeFile(sys.argv[1])
for number in range(1, 10_000):
    file.put(Document(name="a"), [Piece("", f"version{number} piece")] * 300)
    print(number, flush=True)
"""


def test_a_killed_writer_leaves_a_whole_document_the_last_that_was_acknowledged_or_the_next(
    file: KnowledgeFile,
) -> None:
    for _ in range(5):
        writer = subprocess.Popen([sys.executable, "-c", WRITES, str(file.path)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        said = [writer.stdout.readline()]
        time.sleep(0.15)
        writer.send_signal(signal.SIGKILL)
        said += writer.stdout.read().splitlines(keepends=True)
        writer.wait()
        writer.stdout.close()
        last = int([line for line in said if line.endswith("\n")][-1])
        texts = {text for _, text in file.text("a")}
        assert texts <= {f"version{last} piece", f"version{last + 1} piece"} and len(texts) == 1
        assert file.counts() == (1, 300)
        assert len(file.by_words(texts.pop().split()[0], 1_000)) == 300


def test_a_piece_of_text_is_found_by_a_word_with_or_without_its_accent(file: KnowledgeFile) -> None:
    file.put(Document(name="a"), [Piece("Menü", "Crème brûlée")])
    assert found(file, "creme") == found(file, "BRÛLÉE") == found(file, "menu") == ["a"]

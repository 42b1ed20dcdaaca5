"""`%powa` and its words."""

from __future__ import annotations

import pytest

from jupyter_powa import Workflow
from tests.notebook.sql.conftest import Notebook, notebook

__all__ = ["notebook"]


@pytest.fixture
def said(notebook: Notebook, capsys: pytest.CaptureFixture[str]):
    def said(line: str) -> str:
        capsys.readouterr()
        notebook.run(line)
        return capsys.readouterr().out

    return said


def test_the_status_fits_on_a_screen(notebook: Notebook, said) -> None:
    notebook.run("%powa_sql --save big --no-execute select 1")
    told = said("%powa")
    assert told == said("%powa status")
    assert "in memory, 0 tables" in told
    assert "0 workflows, 0 running" in told
    assert "queries       big" in told
    assert len(told.splitlines()) < 12


def test_tables_queries_and_workflows_are_listed(notebook: Notebook, said) -> None:
    assert said("%powa tables") == "no tables yet: `create table name as select …` makes one\n"
    assert said("%powa workflows") == 'none yet: `Workflow("name")` makes one\n'
    assert said("%powa queries") == "none: `%%powa_sql --save NAME` keeps a query\n"
    notebook.run("%powa_sql create table t as select 1 a, 2 b")
    notebook.run("%powa_sql --save big --no-execute select *   from t")
    Workflow("Mine", powa=notebook.magic.reach.powa).save()
    assert said("%powa tables") == "t  (a, b)\n"
    assert said("%powa queries") == "big  select *   from t\n" or said("%powa queries") == "big  select * from t\n"
    assert said("%powa workflows") == "Mine  (0 runs)\n"
    assert said("%powa forget big") == ""
    assert said("%powa queries").startswith("none")


def test_what_runs_have_kept_is_told_and_forgotten(notebook: Notebook, said) -> None:
    workflow = Workflow("Kept", powa=notebook.magic.reach.powa)
    workflow.code("One", "output = 1")
    workflow.output("Out", "<One.output>")
    workflow.run()
    assert said("%powa cache").startswith("2 results, 0.0 MB, in the memory")
    assert said("%powa cache clear").startswith("0 results")


def test_sql_is_claimed_and_given_back(notebook: Notebook, said) -> None:
    assert "%%sql         not claimed" in said("%powa")
    assert said("%powa claim sql") == "%%sql is now %%powa_sql.\n"
    assert "%%sql         %%powa_sql" in said("%powa")
    assert notebook.run("%%sql\nselect 1 as a").df.a.tolist() == [1]
    assert said("%powa release sql") == "%%sql is nobody's now.\n"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("%powa stauts", "There is no `%powa stauts`. There are: status, sources"),
        ("%powa claim", "Write: %powa claim sql"),
        ("%powa forget nothing", "No query 'nothing' is saved. There are: none"),
    ],
)
def test_wrong_words_tell_what_there_is(notebook: Notebook, line: str, words: str) -> None:
    assert words in str(notebook.failed(line))


def test_help_names_every_word(notebook: Notebook, said) -> None:
    told = said("%powa help")
    line = next(one for one in notebook.shell.configurables if type(one).__name__ == "PowaLine")
    assert [word for word in line.words if word != "help" and word not in told] == []


def test_words_are_completed(notebook: Notebook) -> None:
    assert notebook.completed("%powa st|") == ["status"]
    assert "workflows" in notebook.completed("%powa |")
    assert notebook.completed("%powa claim |") == ["sql"]

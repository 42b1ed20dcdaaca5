"""Read the columns of files in the project's folder."""

import pytest

from jupyter_powa.copilot.tools.get_file_schema import COLUMNS, FILES
from jupyter_powa.errors import BadRequest


@pytest.fixture(autouse=True)
def folder(powa, tmp_path) -> None:
    powa.settings.root_dir = tmp_path / "project"
    (tmp_path / "project" / "more").mkdir(parents=True)
    (tmp_path / "secret.csv").write_text("password\nhunter2\n", encoding="utf-8")
    (tmp_path / "project" / "people.csv").write_text("id,name\n1,Ada\n", encoding="utf-8")
    (tmp_path / "project" / "more" / "people.json").write_text('[{"age": 3}]', encoding="utf-8")
    (tmp_path / "project" / "wide.csv").write_text(",".join(f"c{n}" for n in range(COLUMNS + 5)), encoding="utf-8")


async def test_it_tells_columns_and_types_and_no_rows(use):
    told = await use("get_file_schema", path="people.csv")
    assert told == {
        "path": "people.csv",
        "columns": [{"column": "id", "type": "BIGINT"}, {"column": "name", "type": "VARCHAR"}],
        "left_out": 0,
    }
    assert (await use("get_file_schema", path="peop*.csv"))["columns"] == told["columns"]
    assert (await use("get_file_schema", path="wide.csv"))["left_out"] == 5


async def test_a_name_without_its_end_is_the_file_where_only_one_is_called_so(use, tmp_path):
    assert (await use("get_file_schema", path="wide"))["path"] == "wide.csv"
    with pytest.raises(BadRequest, match=r"Several files are called 'people': people.csv, more/people.json"):
        await use("get_file_schema", path="people")


async def test_without_a_path_the_files_are_named_and_for_one_that_is_not_there_too(use, tmp_path):
    assert await use("get_file_schema") == {"files": ["people.csv", "wide.csv", "more/people.json"], "left_out": 0}
    for path in ("poeple.csv", "poeple", "none*.csv"):
        with pytest.raises(BadRequest, match=r"There is no file 'poeple|There is no file 'none") as told:
            await use("get_file_schema", path=path)
        assert "people.csv" in told.value.message
    for number in range(FILES):
        (tmp_path / "project" / f"many_{number}.csv").write_text("a\n1\n", encoding="utf-8")
    told = await use("get_file_schema")
    assert len(told["files"]) == FILES and told["left_out"] == 3


@pytest.mark.parametrize("path", ["../secret.csv", "/etc/hosts.csv", "more/../../secret.csv", "../*.csv"])
async def test_nothing_outside_of_the_folder_is_read(use, path):
    with pytest.raises(BadRequest, match="outside of the project's folder"):
        await use("get_file_schema", path=path)

"""/api/powa: block types, limits, the demo notebooks."""

import re
from pathlib import Path

from jupyter_powa.api.catalog import DEMO
from jupyter_powa.blocks import kinds


async def test_every_block_type_is_listed_with_its_form(call):
    blocks = (await call("GET", "/api/powa/blocks")).body["blocks"]
    assert [block["type"] for block in blocks] == [kind.type for kind in kinds()]
    for block in blocks:
        assert block["title"] and block["description"] and block["schema"]["type"] == "object"


async def test_every_number_that_limits_is_told_with_its_reason_and_source(call):
    limits = {limit["name"]: limit for limit in (await call("GET", "/api/powa/limits")).body["limits"]}
    assert limits["execute_rate"]["value"] == 20 and "data_dir" not in limits
    assert (limits["kernel.going.STEPS"]["value"][-1], limits["kernel.going.STEPS"]["setting"]) == (15, False)
    assert (limits["max_body"]["unit"], limits["max_body"]["setting"]) == ("bytes", True)
    for limit in limits.values():
        assert limit["about"].endswith(".") and limit["source"] and limit["unit"].isalpha(), limit


async def test_every_setting_that_limits_has_a_test(call):
    tests = Path(__file__).parents[1]
    written = "\n".join(path.read_text() for path in tests.rglob("test_*.py"))
    limits = (await call("GET", "/api/powa/limits")).body["limits"]
    names = [limit["name"] for limit in limits if limit["setting"]]
    assert [name for name in names if not re.search(rf"\b{name}\b", written)] == []


async def test_a_page_holds_at_most_max_limit(call, powa):
    powa.settings.max_limit = 2
    for name in "abc":
        await call("POST", "/api/workflows", {"name": name})
    page = (await call("GET", "/api/workflows", limit=50)).body
    assert (len(page["workflows"]), page["limit"], page["total"]) == (2, 2, 3)


class TestDemo:
    async def test_it_is_copied_to_where_the_user_works(self, call, powa, tmp_path):
        powa.settings.root_dir = tmp_path
        reply = await call("POST", "/api/powa/demo")
        assert (reply.status, reply.body) == (201, {"path": DEMO})
        assert (tmp_path / DEMO).read_bytes().startswith(b"{")

    async def test_a_copy_that_is_there_is_taken_and_a_changed_one_is_left_alone(self, call, powa, tmp_path):
        powa.settings.root_dir = tmp_path
        await call("POST", "/api/powa/demo")
        assert (await call("POST", "/api/powa/demo")).body == {"path": DEMO}
        (tmp_path / DEMO).write_text("mine")
        assert (await call("POST", "/api/powa/demo")).body["path"] == DEMO.replace(".ipynb", "-1.ipynb")
        assert (await call("POST", "/api/powa/demo")).body["path"] == DEMO.replace(".ipynb", "-1.ipynb")
        assert (tmp_path / DEMO).read_text() == "mine"

    async def test_a_link_to_nowhere_is_not_written_through(self, call, powa, tmp_path):
        powa.settings.root_dir = tmp_path
        (tmp_path / DEMO).symlink_to(tmp_path / "elsewhere" / "file")
        assert (await call("POST", "/api/powa/demo")).body["path"] != DEMO
        assert not (tmp_path / "elsewhere").exists()

"""/api/powa: block types, limits, the demo notebooks."""

from jupyter_powa.api.catalog import DEMO
from jupyter_powa.blocks import kinds


async def test_every_block_type_is_listed_with_its_form(call):
    blocks = (await call("GET", "/api/powa/blocks")).body["blocks"]
    assert [block["type"] for block in blocks] == [kind.type for kind in kinds()]
    for block in blocks:
        assert block["title"] and block["description"] and block["schema"]["type"] == "object"


async def test_every_number_that_limits_is_told_and_no_path(call):
    limits = (await call("GET", "/api/powa/limits")).body
    assert limits["execute_rate"] == 20 and all(isinstance(value, (int, float)) for value in limits.values())


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

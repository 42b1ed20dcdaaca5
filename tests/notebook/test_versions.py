"""The versions of a workflow, from a cell."""

from __future__ import annotations

import pytest

from jupyter_powa.unknown import VersionNotFound
from tests.notebook.conftest import Make


def test_versions_are_listed_compared_and_put_back_from_a_cell(make: Make) -> None:
    wf = make()
    wf.code("One", "output = 1")
    wf.save()
    wf.code("One", "output = 2")
    wf.code("Two", "output = One.output * 10", after="One")
    assert repr(wf.diff()) == "From version 1 to now: It adds Two; changes One."
    wf.save()
    assert list(wf.versions.index) == [2, 1] and list(wf.versions["origin"]) == ["cell", "cell"]
    assert wf.diff().empty and not wf.diff(1, 2).empty
    shown = wf.diff(1, 2)._repr_html_()
    assert "output = 1" in shown and "output = 2" in shown and "added" in shown
    assert wf.restore(1).run().output == 1
    assert [block.name for block in wf.graph.blocks] == ["One"]
    assert wf.versions.iloc[0].to_dict() | {"saved_at": None} == {
        **{"saved_at": None, "origin": "restore", "draft": False, "restored": 1, "blocks": 1, "edges": 0}
    }
    assert wf.restore(2).run()["Two"].value == 20


def test_what_is_not_saved_yet_is_a_version_before_another_is_put_back(make: Make) -> None:
    wf = make()
    wf.code("One", "output = 1")
    wf.save()
    wf.code("One", "output = 'by hand'")
    wf.restore(1)
    assert "by hand" in wf.diff(1, 2)._repr_html_()
    with pytest.raises(VersionNotFound):
        wf.restore(99)


def test_what_a_version_holds_is_text_in_the_picture(make: Make) -> None:
    wf = make()
    wf.code("One", "output = 1")
    wf.save()
    wf.code("One", "output = '<script>alert(1)</script>'\n" + "# long\n" * 100)
    shown = wf.diff()._repr_html_()
    assert "<script>" not in shown and "more lines" in shown

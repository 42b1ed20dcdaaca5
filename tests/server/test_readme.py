"""The README's requests, run as they stand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.running import Server
from tests.test_readme import python


@pytest.mark.server
def test_the_requests_of_the_readme_run_against_a_server(server: Server) -> None:
    names: dict[str, Any] = {"BASE_URL": server.address, "headers": server.headers}
    for heading in ("From outside", "Let others start it", "Agents that answer in SQL"):
        exec(python(heading), names)
    assert names["answer"]["error_text"] == ""
    assert names["done"]["output"] == names["called"]["output"] == 42

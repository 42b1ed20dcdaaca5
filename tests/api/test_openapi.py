"""The table as an OpenAPI document."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from jupyter_powa.api.route import TABLE

REFERENCE = re.compile(r'"\$ref": "#/components/schemas/([^"]+)"')


async def test_the_document_and_the_table_list_the_same_operations(call):
    paths = (await call("GET", "/api/powa/openapi.json")).body["paths"]
    listed = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert listed == {(one.method, one.path) for one in TABLE}


async def test_every_operation_says_what_it_takes_and_gives(call):
    document = (await call("GET", "/api/powa/openapi.json")).body
    for one in TABLE:
        operation = document["paths"][one.path][one.method.lower()]
        assert operation["summary"] == one.about
        placed = [parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "path"]
        assert placed == one.names
        assert ("requestBody" in operation) == (one.body is not None)
        assert str(one.status) in operation["responses"] or operation["responses"].keys() == {"204", "default"}
    listing = document["paths"]["/api/workflows"]["get"]["parameters"]
    assert [parameter["name"] for parameter in listing] == ["limit", "offset", "q", "sort", "order"]


async def test_every_reference_leads_somewhere(call):
    document = (await call("GET", "/api/powa/openapi.json")).body
    assert document["openapi"].startswith("3.1")
    assert set(REFERENCE.findall(json.dumps(document))) <= set(document["components"]["schemas"])


def models() -> Iterator[type[BaseModel]]:
    """The types of bodies and replies, with those that their fields hold."""
    waiting = [kind for one in TABLE for kind in (one.body, one.hints.get("return"))]
    seen: set[Any] = set()
    while waiting:
        kind = waiting.pop()
        waiting += get_args(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in seen:
            seen.add(kind)
            yield kind
            waiting += [field.annotation for field in kind.model_fields.values()]


def test_no_two_types_have_the_same_name() -> None:
    count = Counter(kind.__name__ for kind in models())
    assert [name for name, times in count.items() if times > 1] == []


async def test_paths_of_agents_say_what_their_ids_and_errors_are_like(call) -> None:
    paths = (await call("GET", "/api/powa/openapi.json")).body["paths"]
    operation = paths["/copilot/v1/session/{session_id}"]["put"]
    assert operation["deprecated"]
    assert operation["parameters"][0]["schema"]["format"] == "uuid"
    error = operation["responses"]["default"]["content"]["application/json"]["schema"]
    assert error == {"$ref": "#/components/schemas/Detail"}

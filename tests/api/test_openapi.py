"""The table as an OpenAPI document."""

import json
import re

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

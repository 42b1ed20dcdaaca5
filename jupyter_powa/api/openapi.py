"""The table of routes as an OpenAPI 3.1 document."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from http import HTTPStatus
from types import UnionType
from typing import Any, get_args, get_origin

from pydantic import TypeAdapter

from jupyter_powa.api.reply import ARROW, BYTES, DETAILED, EVENTS, Binary, Download
from jupyter_powa.api.route import Route

PLACE = "#/components/schemas/{model}"
ERROR = {
    "type": "object",
    "required": ["error", "code"],
    "properties": {
        "error": {"type": "string", "description": "What is wrong and what to do, for people."},
        "code": {"type": "string", "description": "A short word for it, for programs."},
        "error_code": {"type": "string", "description": "The same in the vendor's capitals."},
        "details": {"description": "More about it, where there is more."},
        "execution_id": {"type": "string", "description": "The execution that ended like this."},
    },
}
LINES = "Lines `data: <json>`, one for each event, each with its `type`."
STREAM = {EVENTS: {"schema": {"type": "string"}}}
"""What a stream is, in words and as content."""
DETAIL = {
    "type": "object",
    "required": ["detail"],
    "properties": {
        "detail": {
            "description": "What is wrong and what to do; for a request that does not fit (422), each place in it.",
            "anyOf": [
                {"type": "string"},
                {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["loc", "msg", "type"],
                        "properties": {
                            "loc": {"type": "array", "items": {"type": ["string", "integer"]}},
                            "msg": {"type": "string"},
                            "type": {"type": "string"},
                        },
                    },
                },
            ],
        },
        "code": {"type": "string", "description": "A short word for it, for programs."},
    },
}


def document(table: Iterable[Route], version: str) -> dict[str, Any]:
    """The OpenAPI document of these routes."""
    schemas: dict[str, Any] = {"Error": ERROR, "Detail": DETAIL}
    paths: dict[str, dict[str, Any]] = {}
    for route in table:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "jupyter_powa", "version": version},
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "The Jupyter server's token."}
            },
        },
        "security": [{"token": []}],
    }


def _operation(route: Route, schemas: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.endpoint.__name__,
        "summary": route.about,
        "tags": [route.resource],
        "parameters": [*_path_parameters(route), *_query_parameters(route, schemas)],
        "responses": {str(route.status): _answer(route, schemas), "default": _error(route)},
    }
    if route.body is not None:
        fields = route.body.model_fields.values()
        schema = _schema(route.body, schemas, "validation")
        operation["requestBody"] = {"required": any(field.is_required() for field in fields), "content": _json(schema)}
    if route.deprecated:
        operation["deprecated"] = True
    if route.public:
        operation["security"] = []
    return operation


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    kinds = route.places.model_json_schema()["properties"] if route.places else {}
    text = {"type": "string"}
    return [{"name": name, "in": "path", "required": True, "schema": kinds.get(name, text)} for name in route.names]


def _query_parameters(route: Route, schemas: dict[str, Any]) -> list[dict[str, Any]]:
    if route.query is None:
        return []
    properties = route.query.model_json_schema(ref_template=PLACE)["properties"]
    return [{"name": name, "in": "query", "required": False, "schema": schema} for name, schema in properties.items()]


def _answer(route: Route, schemas: dict[str, Any]) -> dict[str, Any]:
    given = route.hints.get("return")
    if given is type(None):
        return {"description": "Done; there is nothing to tell."}
    if route.streams:
        return {"description": LINES, "content": STREAM}
    if get_origin(given) is UnionType and any(get_origin(one) is AsyncIterator for one in get_args(given)):
        model = next(one for one in get_args(given) if get_origin(one) is not AsyncIterator)
        content = _json(_schema(model, schemas, "serialization")) | STREAM
        return {"description": f"As JSON, or with `Accept: {EVENTS}` as a stream. {LINES}", "content": content}
    if given is Download:
        return {"description": "A file.", "content": {BYTES: {"schema": {"type": "string", "format": "binary"}}}}
    if given is Binary:
        return {"description": "Rows as an Arrow IPC stream.", "content": {ARROW: {"schema": {"type": "string"}}}}
    return {"description": HTTPStatus(route.status).phrase, "content": _json(_schema(given, schemas, "serialization"))}


def _error(route: Route) -> dict[str, Any]:
    model = "Detail" if route.path.startswith(DETAILED) else "Error"
    return {"description": "It was refused, or failed.", "content": _json({"$ref": PLACE.format(model=model)})}


def _schema(kind: Any, schemas: dict[str, Any], mode: Any) -> dict[str, Any]:
    schema = TypeAdapter(kind).json_schema(ref_template=PLACE, mode=mode)
    schemas |= schema.pop("$defs", {})
    if "title" in schema and schema.get("type") == "object":
        schemas[schema["title"]] = schema
        return {"$ref": PLACE.format(model=schema["title"])}
    return schema


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}

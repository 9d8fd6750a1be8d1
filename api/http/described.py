"""The OpenAPI document: what FastAPI cannot tell of the doors, and names for readable clients.

Programs are made of the document by others (openapi-python-client, openapi-typescript). So an
operation is called as its function is and keeps that name, a body that a door reads itself has a
named schema, and every error has the one of a problem.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from .problems import Problem
from .web.tables import ROWS

Json = dict[str, Any]
_SECURITY = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of somebody with right of entry, or the LEDGER_TOKEN that "
        "the server was started with.",
    }
}


def operation_name(route: APIRoute) -> str:
    """What an operation is called: as its function; a name that is given once stays."""
    return route.name


def add_description(app: FastAPI) -> None:
    """Put the problem's schema, the token, tables and the names of bodies into the document."""
    made = app.openapi

    def openapi() -> Json:
        if app.openapi_schema:
            return app.openapi_schema
        document: Json = made()
        parts = document.setdefault("components", {})
        schemas: Json = parts.setdefault("schemas", {})
        schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(schema.pop("$defs"), Problem=schema)
        parts["securitySchemes"] = _SECURITY
        for path in ROWS:
            answers = document["paths"][path]["get"]["responses"]["200"]["content"]
            answers["text/csv"] = {"schema": {"type": "string"}}
        for operation, media in _bodies(document):
            media["schema"] = _named(media["schema"], operation["operationId"], schemas)
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _bodies(document: Json) -> Iterator[tuple[Json, Json]]:
    for operations in document["paths"].values():
        for operation in operations.values():
            for media in operation.get("requestBody", {}).get("content", {}).values():
                yield operation, media


def _named(schema: Json, operation: str, schemas: Json) -> Json:
    """A reference to a body's schema beside the others, under its title, or without one under the
    name of its operation; a text stands as it is."""
    if schema.get("type") != "object":
        return schema
    called = "".join(part.capitalize() for part in operation.split("_"))
    name = schema.get("title", f"{called}Asked")
    if schemas.setdefault(name, schema) != schema:
        raise ValueError(f"two schemas of the document are called {name}")
    return {"$ref": f"#/components/schemas/{name}"}

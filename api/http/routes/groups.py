"""Groups of countries, requirements and policies."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Response

from ....projections.viewpoints import AskedView
from ..answers.subjects import (
    GroupAnswer,
    GroupsAnswer,
    PoliciesAnswer,
    PolicyAnswer,
    RequirementsAnswer,
)
from ..dependencies import (
    PagedSeenQuery,
    PolicySeenQuery,
    Served,
    TableSeenQuery,
    TheRegister,
    TheWorkers,
)
from ..problems import responses
from ..responses import as_json
from ..routing import doors
from ..workers import FromWorkers

router = doors()

GroupId = Annotated[str, Path(description="A group of countries.", examples=["EU"])]
PolicyId = Annotated[str, Path(description="A policy.", examples=["validity"])]


@router.get(
    "/groups",
    summary="The groups of countries",
    tags=["groups"],
    response_model=GroupsAnswer,
    responses=responses(422, 503),
)
async def list_groups(
    asked: PagedSeenQuery, register: TheRegister, workers: TheWorkers
) -> Response:
    """Every group ever established, ended ones too, with the days on which it stood."""
    seen_from = register.pinned(asked.asked(), with_day=True)
    return FromWorkers(workers, False, _groups, seen_from, asked.limit, asked.after)


def _groups(served: Served, seen_from: AskedView, limit: int, after: str) -> Response:
    return as_json(served.register.groups(seen_from, limit, after))


@router.get(
    "/groups/{group}",
    summary="The members of a group",
    tags=["groups"],
    response_model=GroupAnswer,
    responses=responses(404, 422),
)
async def get_group(group: GroupId, asked: TableSeenQuery, register: TheRegister) -> Response:
    """The countries that are or may be in a group on a day, as known on a day."""
    return as_json(register.group(group, asked.asked()))


@router.get(
    "/requirements",
    summary="What needs a licence, and what is forbidden",
    tags=["requirements"],
    response_model=RequirementsAnswer,
    responses=responses(422, 503),
)
async def list_requirements(
    asked: PagedSeenQuery, register: TheRegister, workers: TheWorkers
) -> Response:
    """Every requirement ever imposed, with the entries present on a day."""
    seen_from = register.pinned(asked.asked(), with_day=True)
    return FromWorkers(workers, False, _requirements, seen_from, asked.limit, asked.after)


def _requirements(served: Served, seen_from: AskedView, limit: int, after: str) -> Response:
    return as_json(served.register.requirements(seen_from, limit, after))


@router.get(
    "/policies",
    summary="The policies",
    tags=["policies"],
    response_model=PoliciesAnswer,
    responses=responses(422, 503),
)
async def list_policies(
    asked: PagedSeenQuery, register: TheRegister, workers: TheWorkers
) -> Response:
    """Every policy ever adopted, ended ones too, with the days on which it ran."""
    seen_from = register.pinned(asked.asked(), with_day=True)
    return FromWorkers(workers, False, _policies, seen_from, asked.limit, asked.after)


def _policies(served: Served, seen_from: AskedView, limit: int, after: str) -> Response:
    return as_json(served.register.policies(seen_from, limit, after))


@router.get(
    "/policies/{policy}",
    summary="The value of a policy",
    tags=["policies"],
    response_model=PolicyAnswer,
    responses=responses(404, 422),
)
async def get_policy(policy: PolicyId, asked: PolicySeenQuery, register: TheRegister) -> Response:
    """The value that a policy has on a day for the dimensions given."""
    return as_json(register.policy(policy, asked.dimensions(), asked.asked()))

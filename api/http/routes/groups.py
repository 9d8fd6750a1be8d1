"""Groups of countries, requirements and policies."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Response

from ..answers.groups import GroupAnswer
from ..answers.policies import PolicyAnswer
from ..answers.requirements import RequirementsAnswer
from ..dependencies import PagedSeenQuery, PolicySeenQuery, SeenQuery, TheRegister
from ..problems import responses
from ..responses import as_json
from ..routing import doors

router = doors()

GroupId = Annotated[str, Path(description="A group of countries.", examples=["EU"])]
PolicyId = Annotated[str, Path(description="A policy.", examples=["validity"])]


@router.get(
    "/groups/{group}",
    summary="The members of a group",
    tags=["groups"],
    response_model=GroupAnswer,
    responses=responses(404, 422),
)
async def get_group(group: GroupId, asked: SeenQuery, register: TheRegister) -> Response:
    """The countries that are or may be in a group on a day, as known on a day."""
    return as_json(register.group(group, asked.asked()))


@router.get(
    "/requirements",
    summary="What needs a licence, and what is forbidden",
    tags=["requirements"],
    response_model=RequirementsAnswer,
    responses=responses(422),
)
async def list_requirements(asked: PagedSeenQuery, register: TheRegister) -> Response:
    """Every requirement ever imposed, with the entries present on a day."""
    return as_json(register.requirements(asked.asked(), asked.limit, asked.after))


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

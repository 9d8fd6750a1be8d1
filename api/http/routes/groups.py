"""Groups of countries, requirements and policies."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Request, Response

from ....projections.register.subjects import Subjects
from ..answers.subjects import (
    GroupAnswer,
    GroupsAnswer,
    PoliciesAnswer,
    PolicyAnswer,
    RequirementsAnswer,
)
from ..dependencies import PagedSeenQuery, PolicySeenQuery, SeenQuery, TheRegister, served
from ..problems import responses
from ..responses import as_json
from ..routing import doors

router = doors()

GroupId = Annotated[str, Path(description="A group of countries.", examples=["EU"])]
PolicyId = Annotated[str, Path(description="A policy.", examples=["validity"])]


async def subjects(request: Request) -> Subjects:
    """The lists of what is no licence."""
    return Subjects((await served(request)).ledger)


TheSubjects = Annotated[Subjects, Depends(subjects)]


@router.get(
    "/groups",
    summary="The groups of countries",
    tags=["groups"],
    response_model=GroupsAnswer,
    responses=responses(422),
)
async def list_groups(asked: PagedSeenQuery, subjects: TheSubjects) -> Response:
    """Every group ever established, ended ones too, with the days on which it stood."""
    return as_json(subjects.groups(asked.asked(), asked.limit, asked.after))


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
    "/policies",
    summary="The policies",
    tags=["policies"],
    response_model=PoliciesAnswer,
    responses=responses(422),
)
async def list_policies(asked: PagedSeenQuery, subjects: TheSubjects) -> Response:
    """Every policy ever adopted, ended ones too, with the days on which it ran."""
    return as_json(subjects.policies(asked.asked(), asked.limit, asked.after))


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

"""Groups, requirements and policies: lists, and a page each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any

from fastapi import Path, Query, Response

from ....domain.faults import QuestionError
from ....domain.vocabulary.dimensions import DIMENSION_BY_NAME
from ....projections.pictures.tiles_svg import Tile, tiles_svg
from ....projections.pictures.world_tiles import TILES
from ....projections.register.named import Named
from ....projections.register.subject_changes import SubjectChanges
from ....projections.viewpoints import AskedFrom
from ...http.dependencies import (
    PagedSeenFrom,
    PolicySeenQuery,
    SeenQuery,
    Served,
    TheRegister,
    TheWorkers,
)
from ...http.routing import pages
from ...http.workers import FromWorkers
from ...library.every_question import EveryQuestion
from ..asking import PageAsked, ThePage, seen_from
from ..downloads import as_csv
from ..errors import beside_fields, page_or_error
from ..questions import fields_of
from ..rendering import page
from ..terms import marked
from ..views import TheView

router = pages()

LISTED = 100
Json = Mapping[str, Any]
Listing = Callable[[EveryQuestion, AskedFrom, int, str], dict[str, Any]]


def _groups(register: EveryQuestion, seen: AskedFrom, limit: int, after: str) -> dict[str, Any]:
    return register.groups(seen, limit, after)


def _requirements(
    register: EveryQuestion, seen: AskedFrom, limit: int, after: str
) -> dict[str, Any]:
    return register.requirements(seen, limit, after)


def _policies(register: EveryQuestion, seen: AskedFrom, limit: int, after: str) -> dict[str, Any]:
    return register.policies(seen, limit, after)


LISTS: dict[str, tuple[Listing, Sequence[str]]] = {
    "groups": (_groups, ("group", "running", "members")),
    "requirements": (_requirements, ("requirement", "title", "basis", "imposed")),
    "policies": (_policies, ("policy", "title", "running")),
}
"""What is listed, how it is asked for, and the columns of its table."""


class SubjectsAsked(PagedSeenFrom):
    """A viewpoint and a page."""

    limit: int = LISTED


TheSubjects = Annotated[SubjectsAsked, Query()]


def _list(room: str) -> None:
    """The pages of a list: as a page, and as a table to take away."""

    async def listed(asked: TheSubjects, view: TheView) -> Response:
        return view.shown(asked, _listed, room, min(asked.limit, 1_000), asked.after)

    async def as_table(
        asked: TheSubjects, at: ThePage, register: TheRegister, workers: TheWorkers
    ) -> Response:
        seen = register.pinned(seen_from(asked), with_day=True)
        return FromWorkers(workers, True, page_or_error, at, _table, (room, seen))

    router.add_api_route(f"/{room}", listed, methods=["GET"])
    router.add_api_route(f"/{room}.csv", as_table, methods=["GET"])


def _listed(
    served: Served, at: PageAsked, seen: AskedFrom, room: str, limit: int, after: str
) -> Response:
    found = LISTS[room][0](served.register, seen, limit, after)
    return page(
        f"{room}.html",
        at,
        found=found[room],
        more=found["next"],
        begins=not after,
        viewpoint=found["viewpoint"],
    )


def _table(served: Served, at: PageAsked, room: str, seen: AskedFrom) -> Response:
    listing, columns = LISTS[room]
    return as_csv(room, columns, _rows(served.register, listing, seen, room, columns))


def _rows(
    register: EveryQuestion, listing: Listing, seen: AskedFrom, room: str, columns: Sequence[str]
) -> Iterable[list[Any]]:
    after: str | None = ""
    while after is not None:
        found = listing(register, seen, 500, after)
        yield from ([one[name] for name in columns] for one in found[room])
        after = found["next"]


for _room in LISTS:
    _list(_room)


@router.get("/groups/{group}")
async def group(
    group: Annotated[str, Path()],
    asked: SeenQuery,
    view: TheView,
) -> Response:
    """Who is in a group on a day, since when, and how it came about."""
    return view.shown(asked, _group, group)


def _group(served: Served, at: PageAsked, seen: AskedFrom, name: str) -> Response:
    subjects = SubjectChanges(served.ledger)
    found = subjects.members(name, seen)
    changes = subjects.changes_of("group", name, seen)["changes"]
    named = Named(served.ledger).named([found, changes], seen)
    found["members"].sort(key=lambda one: at.language.ordered(at.language.country(one["member"])))
    return page(
        "group.html", at, named, found=found, about=_apart(changes), viewpoint=found["viewpoint"]
    )


@router.get("/groups/{group}/map.svg")
async def group_map(
    group: Annotated[str, Path()],
    asked: SeenQuery,
    view: TheView,
) -> Response:
    """Who is in a group, on tiles of the world."""
    return view.shown(asked, _map, group)


@router.get("/groups/{group}/map.png")
async def group_map_as_png(
    group: Annotated[str, Path()],
    asked: SeenQuery,
    view: TheView,
) -> Response:
    """The same as PNG."""
    return view.as_png(asked, _map, group)


def _map(served: Served, at: PageAsked, seen: AskedFrom, name: str) -> Response:
    answer = SubjectChanges(served.ledger).members(name, seen)
    look = {one["member"]: _LOOK_OF[one["present"]] for one in answer["members"]}
    otherwise = "not_reached" if answer["established"] == "yes" else "undetermined"
    text = at.language.text
    words = {word: text(said) for word, said in _LOOKS.items()}
    tiles = []
    for country in TILES:
        found = look.get(country, otherwise)
        told = f"{at.language.country(country)}: {words[found]}"
        tiles.append(Tile(country, found, told, at.address(f"/countries/{country}")))
    day = at.language.day(answer["viewpoint"]["valid_on"])
    title = text(marked("Who is in {group} on {day}")).format(group=name, day=day)
    svg = tiles_svg(tiles, title, title, words, name="group", looks=tuple(_LOOKS))
    return Response(svg, media_type="image/svg+xml")


_LOOKS = {
    "reached": marked("in the group"),
    "undetermined": marked("undetermined"),
    "not_reached": marked("not in it"),
}
_LOOK_OF = {"yes": "reached", "undetermined": "undetermined"}


@router.get("/groups/{group}/members.csv")
async def members_as_csv(
    group: Annotated[str, Path()],
    asked: SeenQuery,
    view: TheView,
) -> Response:
    """The members of a group as a table."""
    return view.shown(asked, _members, group)


def _members(served: Served, at: PageAsked, seen: AskedFrom, name: str) -> Response:
    found = SubjectChanges(served.ledger).members(name, seen)["members"]
    rows = (
        (
            one["member"],
            at.language.country(one["member"]),
            one["present"],
            "; ".join(by["from"] or "" for by in one["by"]),
            "; ".join(by["change"] for by in one["by"]),
        )
        for one in found
    )
    return as_csv(f"members-{name}", ("member", "name", "present", "from", "changes"), rows)


@router.get("/requirements/{requirement}")
async def requirement(
    requirement: Annotated[str, Path()],
    asked: SeenQuery,
    view: TheView,
) -> Response:
    """What a requirement reaches on a day, and how it came about."""
    return view.shown(asked, _requirement, requirement)


def _requirement(served: Served, at: PageAsked, seen: AskedFrom, name: str) -> Response:
    subjects = SubjectChanges(served.ledger)
    found = subjects.requirement(name, seen)
    changes = subjects.changes_of("requirement", name, seen)["changes"]
    named = Named(served.ledger).named([found, changes], seen)
    return page(
        "requirement.html",
        at,
        named,
        found=found,
        about=_apart(changes),
        viewpoint=found["viewpoint"],
    )


@router.get("/policies/{policy}")
async def policy(
    policy: Annotated[str, Path()],
    asked: PolicySeenQuery,
    view: TheView,
) -> Response:
    """What a policy says for a case on a day, and how it came about."""
    return view.shown(asked, _policy, policy, asked.dimensions())


def _policy(
    served: Served, at: PageAsked, seen: AskedFrom, name: str, said: Mapping[str, str]
) -> Response:
    subjects = SubjectChanges(served.ledger)
    recorded = subjects.changes_of("policy", name, seen)
    wrong: Mapping[str, Sequence[str]] = {}
    try:
        found = served.register.policy(name, said, seen)
    except QuestionError as error:
        wrong = beside_fields(error.faults, at)
        found = served.register.policy(name, {}, seen)
    named = Named(served.ledger).named(recorded, seen)
    asking = [*dict.fromkeys((*_asked_of(recorded["changes"]), *said))]
    titles = [one["content"]["title"] for one in recorded["changes"] if "title" in one["content"]]
    return page(
        "policy.html",
        at,
        named,
        422 if wrong else 200,
        found=found,
        faulty=bool(wrong),
        title=titles[-1] if titles else name,
        fields=fields_of(asking, said, wrong, served, seen, at),
        said=said,
        about=_apart(recorded["changes"]),
        viewpoint=found["viewpoint"],
    )


def _apart(changes: Sequence[Json]) -> dict[str, list[Json]]:
    """What changed the subject, and what was said of it."""
    said = [one for one in changes if one["type"] == "statement_recorded"]
    return {"changes": [one for one in changes if one not in said], "statements": said}


def _asked_of(changes: Iterable[Json]) -> list[str]:
    """The fields on which the values of a policy depend."""
    named = {
        dimension
        for change in changes
        for item in change["content"].get("values", ())
        for dimension in item.get("when", {})
    }
    return [one.field for name, one in DIMENSION_BY_NAME.items() if name in named]

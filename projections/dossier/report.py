"""The report in a dossier: its answer for people, in Dutch and English, on paper too.

One HTML file that needs nothing else. It is made from the question and the answer alone, by
code that the verifier carries, so that the verifier can tell whether it says what the answer
says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from ..pictures.map_svg import OnPage, map_svg
from .report_at_first import report_at_first
from .report_names import Names, cited
from .report_picture import picture
from .report_tables import Html, ToldMore, table, type_told, word_told
from .report_words import WORDS

Json = Mapping[str, Any]

_STYLE = """
@page { margin: 18mm 15mm }
body { font: 15px/1.5 Georgia, serif; color: #1c1c1c; background: #fff; max-width: 52rem;
  margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; break-after: avoid }
p.lead { font-size: 1.1rem }
table { border-collapse: collapse; width: 100%; font-size: 13px }
th, td { text-align: left; vertical-align: top; padding: .3rem .7rem .3rem 0;
  border-bottom: 1px solid #ccc }
th, td.day, td.change { white-space: nowrap }
td.long { overflow-wrap: anywhere } tr.told > td { border-bottom: 0 }
tr.says > td { color: #555; font-size: 12px; padding-top: 0 }
thead { display: table-header-group } tr { break-inside: avoid }
section.first { break-after: page } .map svg { max-height: 11cm } a { color: inherit }
.id { font-size: .8em; color: #555 }
code, .id { font-family: ui-monospace, monospace; font-size: .92em }
svg { width: 100%; height: auto; break-inside: avoid; margin: .5rem 0 }
.quiet { color: #555 } .gone { color: #555; text-decoration: line-through }
@media print { body { margin: 0; max-width: none; font-size: 11pt } table { font-size: 9pt } }
"""


def report(question: Json, answer: Json, release: str, language: str) -> str:
    """The report of a dossier's answer, in a language of `REPORTS`."""
    if answer["viewpoint"]["answer_version"] == 1:
        return report_at_first(question, answer, release, language)
    words = WORDS[language]
    names = Names(language, words, answer)
    title, lead = _heading(question, answer, words, names)
    parts = [
        '<section class="first">',
        f"<h1>{escape(title)}</h1>",
        f'<p class="lead">{escape(" ".join(lead))}</p>',
        _seen_from(answer["viewpoint"], words, names),
        *_asked(question, words, names),
        *_first_page(question, answer, words, names),
        "</section>",
        f'<p class="quiet">{words["told_in"]}</p>',
        *_decided(answer, words, names),
        *_over_time(question, answer, words),
        *_instrument(answer, words),
        _chain(answer["chain"], words, names),
        _sources(answer["chain"], words),
        f"<h2>{words['check']}</h2><p>{words['check_how']}</p>",
        f'<p class="quiet">{words["made_by"]} {escape(release)}</p>',
    ]
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


def _heading(question: Json, answer: Json, words: Json, names: Names) -> tuple[str, list[str]]:
    if "evaluation" in answer:
        said = answer["evaluation"]
        day = names.day(question["transaction"]["date"])
        title = f"{words['transaction_of']} {day}: {word_told(said['verdict'], words)}"
        reason = word_told(said["reason"], words)
        lead = [f"{reason[0].upper()}{reason[1:]}."]
        lead.append(f"{words['required']}: {word_told(said['required'], words)}.")
        return title, lead
    if "licence" in question:
        title = f"{question['licence']}, {_between(question, words, names)}"
        states = dict.fromkeys(word_told(one["status"], words) for one in answer["periods"])
        return title, [f"{words['status']}: {', '.join(states)}."]
    return f"{question['instrument']}", [str(answer["recorded"]["title"])]


def _between(question: Json, words: Json, names: Names) -> str:
    begins, ends = names.day(question["from"]), names.day(question["until"])
    return f"{words['from']} {begins} {words['until']} {ends}"


def _seen_from(viewpoint: Json, words: Json, names: Names) -> str:
    known = viewpoint["known_on"]
    when = f"{words['as_known_on']} {names.day(known)}" if known else words["as_known_now"]
    return (
        f'<p class="quiet">{when}; {words["log_size"]} {viewpoint["log_size"]}, '
        f"{words['root']} <code>{viewpoint['root_hash']}</code></p>"
    )


def _asked(question: Json, words: Json, names: Names) -> Iterable[str]:
    if "transaction" in question:
        asked = question["transaction"].items()
        rows = [
            (word_told(name, words), word_told(names.value(name, said), words))
            for name, said in asked
        ]
        yield f"<h2>{words['question']}</h2>" + table((), rows)


def _first_page(question: Json, answer: Json, words: Json, names: Names) -> Iterable[str]:
    """What a judge reads first: what decided it, what could be known when, and all days in one
    picture. Dossiers of version 1 lack what is said at other times."""
    if "evaluation" not in answer:
        return
    decided_by = answer["evaluation"]["decided_by"]
    if decided_by:
        yield f"<h2>{words['decided']}</h2><p>{names.change(decided_by)}</p>"
    then = answer.get("known_then")
    if then:
        told = _known_then(then, answer["evaluation"], words, names)
        yield f"<h2>{words['known_when']}</h2>{told}"
    if answer.get("cells"):
        on = OnPage(
            text=lambda said: words["drawn"].get(said) or word_told(said, words),
            asked=(question["transaction"]["date"], answer["viewpoint"]["known_on"]),
        )
        yield f'<div class="map">{map_svg(answer, words["map"], (), on)}</div>'


def _known_then(then: Json, now: Json, words: Json, names: Names) -> str:
    if all(then[name] == now[name] for name in then):
        return f"<p>{words['known_then_too']}</p>"
    said = f"{word_told(then['verdict'], words)}, {word_told(then['reason'], words)}"
    by = f" \u2013 {names.change(then['decided_by'])}" if then["decided_by"] else ""
    return f"<p>{words['known_then']} <strong>{escape(said)}</strong>{by}</p>"


def _decided(answer: Json, words: Json, names: Names) -> Iterable[str]:
    said = answer.get("evaluation")
    if said is None:
        return
    if said["because"]:
        yield f"<h2>{words['because']}</h2>" + table(
            (words["change"], words["what"], words["from"], words["published"], words["sources"]),
            [
                (
                    one["change"],
                    type_told(one["type"], words),
                    names.day(one["from"] or words["always"]),
                    names.day(one["published_on"]),
                    Html(f"{names.told(one, 'title')}<br>{'; '.join(map(cited, one['cites']))}"),
                )
                for one in said["because"]
            ],
        )
    if said["court_orders"]:
        yield f"<h2>{words['court_orders']}</h2>" + table(
            (words["change"], words["state"], "ECLI", words["comply_by"], words["carried_out_by"]),
            [
                (
                    names.change(one["order"]),
                    word_told(one["state"], words)
                    + (f" ({words['binding']})" if one["state"] == "annulled" else ""),
                    one["ecli"] or "",
                    names.day(one["comply_by"] or ""),
                    Html("<br>".join(map(names.change, one["carried_out_by"]))),
                )
                for one in said["court_orders"]
            ],
        )
    if said["disputes"]:
        rows = [(one["change"], one["by"], one["says"]) for one in said["disputes"]]
        yield f"<h2>{words['disputes']}</h2>" + table((), rows)
    if said["conditions"]:
        duties = [(one["entry"], "", names.told(one, "text")) for one in said["conditions"]]
        yield f"<h2>{words['conditions']}</h2>" + table((), duties)
    if said["notes"]:
        notes = "".join(f"<li>{escape(note)}</li>" for note in said["notes"])
        yield f"<h2>{words['notes']}</h2><ul>{notes}</ul>"


def _over_time(question: Json, answer: Json, words: Json) -> Iterable[str]:
    if not answer.get("periods"):
        return
    yield f"<h2>{words['timeline']}</h2>"
    yield picture(question, answer, words)
    yield table(
        (words["from"], words["until"], words["status"], words["changed_by"]),
        [
            (
                one["from"] or words["always"],
                one["until"] or words["for_good"],
                word_told(one["status"], words),
                "; ".join(
                    (
                        *_by(one["changes"], words),
                        *_moved(one.get("groups", ())),
                        *_listed(one.get("lists", ())),
                    )
                ),
            )
            for one in answer["periods"]
        ],
    )


def _by(changes: Sequence[Json], words: Json) -> Iterable[str]:
    """The changes by which a period began."""
    return (f"{one['change']} ({type_told(one['type'], words)})" for one in changes)


def _moved(groups: Sequence[Json]) -> Iterable[str]:
    """Who came into which group that day (+), and who went (-)."""
    for group in groups:
        for sign, moved in (("+", group["added"]), ("\u2212", group["removed"])):
            yield from (f"{sign}{one['member']} ({group['group']})" for one in moved)


def _listed(lists: Sequence[Json]) -> Iterable[str]:
    """What came onto which control list that day (+), and what left it."""
    for listed in lists:
        for sign, moved in (("+", listed["added"]), ("\u2212", listed["removed"])):
            yield from (f"{sign}{one['item']} ({listed['list']})" for one in moved)
        if listed["more"]:
            yield f"… +{listed['more']} ({listed['list']})"


def _instrument(answer: Json, words: Json) -> Iterable[str]:
    recorded = answer.get("recorded")
    if recorded is None:
        return
    names = ("kind", "issued_by", "decided_on", "published_on", "ecli", "note")
    rows = [(word_told(name, words), str(recorded[name])) for name in names if name in recorded]
    rows.append((words["recorded_by"], f"{answer['recorded_by']}, {answer['recorded_at']}"))
    if answer["corrected_by"]:
        rows.append((words["corrected_by"], ", ".join(answer["corrected_by"])))
    if answer["reads"] is None:
        rows.append((words["reads"], words["corrected_away"]))
    yield f"<h2>{words['instrument']}</h2>" + table((), rows)


def _chain(chain: Sequence[Json], words: Json, names: Names) -> str:
    head = ("change", "what", "from", "published", "stops", "stopped_by")
    rows = [
        (
            one["change"],
            ToldMore(
                f"{type_told(one['type'], words)}: {names.own(one, 'title')}",
                _content(one["content"], words, names),
            ),
            _days(one, words),
            one["published_on"],
            one["stops"] or "",
            ", ".join(
                [
                    *(stop["change"] for stop in one["stopped_by"]),
                    *(f"{words['corrected_by']} {other}" for other in one["corrected_by"]),
                ]
            ),
        )
        for one in chain
    ]
    return f"<h2>{words['chain']}</h2>" + table([words[name] for name in head], rows)


_SHOWN_ELSEWHERE = {"type", "from", "until", "cites", "target", "licence"}


def _days(one: Json, words: Json) -> str:
    begins = one["from"] or words["always"]
    return f"{begins} {words['until']} {one['until']}" if one["until"] else begins


def _content(content: Json, words: Json, names: Names) -> str:
    """What a change says, in one line: its fields that no other column shows."""
    return "; ".join(
        f"{word_told(name, words)}: {value if name == 'key' else _plain(name, value, words, names)}"
        for name, value in content.items()
        if name not in _SHOWN_ELSEWHERE
    )


def _plain(name: str, value: Any, words: Json, names: Names) -> str:
    if isinstance(value, Mapping):
        return "{" + _content(value, words, names) + "}"
    if isinstance(value, list):
        return ", ".join(_plain(name, one, words, names) for one in value)
    if not isinstance(value, str) or " " in value:
        return str(value)
    return word_told(names.value(name, value), words)


def _sources(chain: Sequence[Json], words: Json) -> str:
    found: dict[str, list[str]] = {}
    for one in chain:
        for cite in one["cites"]:
            found.setdefault(cited(cite), []).append(one["change"])
    rows = [(Html(source), ", ".join(changes)) for source, changes in found.items()]
    return f"<h2>{words['sources']}</h2>" + table((words["source"], words["change"]), rows)

"""The report of a dossier whose answer is of version 1: byte for byte what release 0.1.0 wrote, so
that a dossier that was handed over holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from .report_picture import picture
from .report_tables import ToldMore, table, type_told, word_told
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
code, .id { font-family: ui-monospace, monospace; font-size: .92em }
svg { width: 100%; height: auto; break-inside: avoid; margin: .5rem 0 }
.quiet { color: #555 } .gone { color: #555; text-decoration: line-through }
@media print { body { margin: 0; max-width: none; font-size: 11pt } table { font-size: 9pt } }
"""


def report_at_first(question: Json, answer: Json, release: str, language: str) -> str:
    """The report of a dossier's answer, in a language of `REPORTS`, as release 0.1.0 wrote it."""
    words = WORDS[language]
    title, lead = _heading(question, answer, words)
    parts = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="lead">{escape(" ".join(lead))}</p>',
        _seen_from(answer["viewpoint"], words),
        *_asked(question, words),
        *_decided(answer, words),
        *_over_time(question, answer, words),
        *_instrument(answer, words),
        _chain(answer["chain"], words),
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


def _heading(question: Json, answer: Json, words: Json) -> tuple[str, list[str]]:
    if "evaluation" in answer:
        said = answer["evaluation"]
        day = question["transaction"]["date"]
        title = f"{words['transaction_of']} {day}: {word_told(said['verdict'], words)}"
        reason = word_told(said["reason"], words)
        lead = [f"{reason[0].upper()}{reason[1:]}."]
        if said["decided_by"]:
            lead.append(f"{words['decided_by']} {said['decided_by']}.")
        lead.append(f"{words['required']}: {word_told(said['required'], words)}.")
        return title, lead
    if "licence" in question:
        title = f"{question['licence']}, {_between(question, words)}"
        states = dict.fromkeys(word_told(one["status"], words) for one in answer["periods"])
        return title, [f"{words['status']}: {', '.join(states)}."]
    return f"{question['instrument']}", [str(answer["recorded"]["title"])]


def _between(question: Json, words: Json) -> str:
    return f"{words['from']} {question['from']} {words['until']} {question['until']}"


def _seen_from(viewpoint: Json, words: Json) -> str:
    known = viewpoint["known_on"]
    when = f"{words['as_known_on']} {known}" if known else words["as_known_now"]
    return (
        f'<p class="quiet">{when}; {words["log_size"]} {viewpoint["log_size"]}, '
        f"{words['root']} <code>{viewpoint['root_hash']}</code></p>"
    )


def _asked(question: Json, words: Json) -> Iterable[str]:
    if "transaction" in question:
        rows = [(word_told(name, words), said) for name, said in question["transaction"].items()]
        yield f"<h2>{words['question']}</h2>" + table((), rows)


def _decided(answer: Json, words: Json) -> Iterable[str]:
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
                    one["from"] or words["always"],
                    one["published_on"],
                    "; ".join(map(_citation, one["cites"])),
                )
                for one in said["because"]
            ],
        )
    if said["court_orders"]:
        yield f"<h2>{words['court_orders']}</h2>" + table(
            (words["change"], words["state"], "ECLI", words["comply_by"], words["carried_out_by"]),
            [
                (
                    one["order"],
                    word_told(one["state"], words),
                    one["ecli"] or "",
                    one["comply_by"] or "",
                    ", ".join(one["carried_out_by"]),
                )
                for one in said["court_orders"]
            ],
        )
    for name, field in (("disputes", "says"), ("conditions", "text")):
        if said[name]:
            yield f"<h2>{words[name]}</h2>" + table(
                (),
                [
                    (one.get("change") or one.get("entry"), one.get("by", ""), one[field])
                    for one in said[name]
                ],
            )
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
                "; ".join((*_by(one["changes"], words), *_moved(one.get("groups", ())))),
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


def _chain(chain: Sequence[Json], words: Json) -> str:
    head = ("change", "what", "from", "published", "stops", "stopped_by")
    rows = [
        (
            one["change"],
            ToldMore(type_told(one["type"], words), _content(one["content"], words)),
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


def _content(content: Json, words: Json) -> str:
    """What a change says, in one line: its fields that no other column shows."""
    return "; ".join(
        f"{word_told(name, words)}: {value if name == 'key' else _plain(value, words)}"
        for name, value in content.items()
        if name not in _SHOWN_ELSEWHERE
    )


def _plain(value: Any, words: Json) -> str:
    if isinstance(value, Mapping):
        return "{" + _content(value, words) + "}"
    if isinstance(value, list):
        return ", ".join(_plain(one, words) for one in value)
    return word_told(value, words) if isinstance(value, str) and " " not in value else str(value)


def _sources(chain: Sequence[Json], words: Json) -> str:
    found: dict[str, list[str]] = {}
    for one in chain:
        for cite in one["cites"]:
            found.setdefault(_citation(cite), []).append(one["change"])
    rows = [(source, ", ".join(changes)) for source, changes in found.items()]
    return f"<h2>{words['sources']}</h2>" + table((words["source"], words["change"]), rows)


def _citation(cite: Json) -> str:
    return ", ".join(cite[name] for name in ("source", "locator", "url") if cite.get(name))

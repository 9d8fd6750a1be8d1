"""YAML read as text, with the place of everything in it: what `record` and `lint` both read.

Values are texts, lists and objects; only the fields that are numbers or flags are read so.
What is wrong is told in words for somebody who does not write programs, with its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from ...domain.shapes.instruments import FLAG_FIELDS, NUMBER_FIELDS
from ...domain.shapes.readable import escaped
from ...domain.vocabulary.bounds import DEPTH
from ..texts import FileError


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a text: lines and columns from 1, the end just behind its last letter."""

    line: int
    column: int
    end_line: int
    end_column: int

    def moved(self, lines: int) -> Span:
        """The same place, so many lines further down."""
        return Span(self.line + lines, self.column, self.end_line + lines, self.end_column)


START = Span(1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Misread:
    """Something in a text that cannot be read, where, and what to do."""

    span: Span
    sentence: str


class NotYamlError(Exception):
    """A text is no YAML that can be taken at its word."""

    def __init__(self, misread: Misread) -> None:
        super().__init__(misread.sentence)
        self.misread = misread


def composed(text: str) -> yaml.Node | None:
    """The nodes of a YAML text, None of an empty one; `NotYamlError` with the place otherwise."""
    try:
        return yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if error.context == "while scanning a quoted scalar":
            mark = error.context_mark  # where the quote is opened, not where the text ends
        span = _at(mark.line, mark.column) if mark else START
        raise NotYamlError(Misread(span, _in_words(error))) from error
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        span = _at(before.count("\n"), len(before) - before.rfind("\n") - 1)
        sentence = f"the character {text[error.position : error.position + 1]!a} cannot stand here"
        raise NotYamlError(Misread(span, f"{sentence}; take it out")) from error
    except (yaml.YAMLError, ValueError) as error:
        raise NotYamlError(Misread(START, f"the text is no YAML: {error}")) from error


def value_of(node: yaml.Node | None) -> tuple[Any, list[Misread]]:
    """What a node says, and what of it cannot be taken at its word."""
    misread: list[Misread] = []
    return (_value(node, "", misread) if node is not None else None), misread


def span_of(node: yaml.Node | None, pointer: str, the_name: bool = False) -> Span:
    """Where a JSON pointer points to; with `the_name`, the field's name and not what it says.

    Of a field that is not there, the beginning of the object where it would stand.
    """
    if node is None:
        return START
    name: yaml.Node | None = None
    for step in pointer.split("/")[1:]:
        found = _inside(node, step.replace("~1", "/").replace("~0", "~"))
        if found is None:
            return _first_words(node)
        name, node = found
    empty = node.start_mark.index == node.end_mark.index
    if name is not None and (the_name or empty):
        return _span(name)
    return _span(node) if isinstance(node, yaml.ScalarNode) else _first_words(node)


def scalar_at(node: yaml.Node | None, pointer: str) -> yaml.ScalarNode | None:
    """The text at a JSON pointer, if one stands there."""
    for step in pointer.split("/")[1:]:
        found = _inside(node, step.replace("~1", "/").replace("~0", "~")) if node else None
        node = found[1] if found else None
    return node if isinstance(node, yaml.ScalarNode) else None


def cuts_in(node: yaml.Node | None) -> Iterator[tuple[str, Misread]]:
    """The texts without quotes that end at ` #` where more was meant, each with its pointer."""
    for pointer, text in _texts(node, ""):
        mark = text.end_mark
        lost = _LOST.match(mark.buffer or "", mark.pointer) if text.style is None else None
        if lost:
            column = mark.column + lost.start("words") - mark.pointer
            span = Span(mark.line + 1, column + 1, mark.line + 1, column + 1 + len(lost["words"]))
            sentence = f"the text is cut here: ` #` begins a comment, and `{lost['words']}` is lost"
            yield pointer, Misread(span, f"{sentence}; put the text in quotes")


_LOST = re.compile(r"[ \t]+(?P<words>#[^\s#](?:[^\r\n\0]*[^\s\0])?)")
"""What stands behind a text as a comment without a space: `#2` is meant as a number, mostly."""


def _texts(node: yaml.Node | None, pointer: str) -> Iterator[tuple[str, yaml.ScalarNode]]:
    """Every text below a node, with its pointer."""
    if isinstance(node, yaml.ScalarNode):
        yield pointer, node
    elif isinstance(node, yaml.MappingNode):
        for name, inner in node.value:
            step = escaped(name.value) if isinstance(name, yaml.ScalarNode) else ""
            yield from _texts(inner, f"{pointer}/{step}")
    elif isinstance(node, yaml.SequenceNode):
        for n, inner in enumerate(node.value):
            yield from _texts(inner, f"{pointer}/{n}")


# -- reading nodes ---------------------------------------------------------------------


class _Loader(yaml.SafeLoader):
    """Composes nodes; refuses aliases, so that a small file cannot unfold into a large one."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise self._refused("anchors and aliases are not read; write it out")
        self.depth = getattr(self, "depth", 0) + 1
        if self.depth > DEPTH:
            raise self._refused(f"the text nests deeper than {DEPTH} levels")
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1

    def _refused(self, sentence: str) -> yaml.MarkedYAMLError:
        mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
        return yaml.composer.ComposerError(None, None, sentence, mark)


def _value(node: yaml.Node, name: str, misread: list[Misread]) -> Any:
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                misread.append(Misread(_first_words(key), "a field's name is a word"))
                continue
            if key.value in found:
                sentence = f"`{key.value}` is given twice; leave one of the two"
                misread.append(Misread(_span(key), sentence))
            found[key.value] = _value(value, key.value, misread)
        return found
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, name, misread) for item in node.value]
    assert isinstance(node, yaml.ScalarNode)
    return _scalar(node, name)


def _scalar(node: yaml.ScalarNode, name: str) -> Any:
    text: str = node.value
    if node.style:  # in quotes, or a block
        return text
    if name in NUMBER_FIELDS and text.isascii() and text.isdigit():
        return int(text) if len(text) < 19 else text
    if name in FLAG_FIELDS and text in ("true", "false"):
        return text == "true"
    if text in ("", "~", "null"):
        return None
    return text


def _inside(node: yaml.Node, step: str) -> tuple[yaml.Node, yaml.Node] | None:
    """The name and the node of a field, or the item itself twice."""
    if isinstance(node, yaml.MappingNode):
        return _by_name(node).get(step)
    if isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) < len(node.value):
        return node.value[int(step)], node.value[int(step)]
    return None


def _by_name(node: yaml.MappingNode) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    """The fields of an object by their names, the first of each; kept with the object, for one
    with many faults is asked for each."""
    found: dict[str, tuple[yaml.Node, yaml.Node]] | None = vars(node).get("by_name")
    if found is None:
        named: Sequence[tuple[yaml.Node, yaml.Node]] = node.value
        fields = ((key.value, (key, value)) for key, value in reversed(named))
        found = {name: both for name, both in fields if isinstance(name, str)}
        vars(node)["by_name"] = found
    return found


def _at(line: int, column: int) -> Span:
    return Span(line + 1, column + 1, line + 1, column + 2)


def _span(node: yaml.Node) -> Span:
    start, end = node.start_mark, node.end_mark
    if end.line > start.line and end.column == 0:  # a block of text ends before the next line
        return Span(start.line + 1, start.column + 1, end.line, start.column + 2)
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _first_words(node: yaml.Node) -> Span:
    """The beginning of a list or object: its first field, or its bracket."""
    if isinstance(node, yaml.MappingNode) and node.value:
        key, value = node.value[0]
        whole = isinstance(value, yaml.ScalarNode) and value.end_mark.line == key.start_mark.line
        first, last = _span(key), _span(value if whole else key)
        return Span(first.line, first.column, last.end_line, last.end_column)
    if isinstance(node, yaml.SequenceNode) and node.value and not node.flow_style:
        return _first_words(node.value[0])
    if isinstance(node, yaml.ScalarNode):
        return _span(node)
    return _at(node.start_mark.line, node.start_mark.column)


# -- in words --------------------------------------------------------------------------

_WORDS = (
    (r"anchors and aliases|nests deeper", ""),
    (
        r"mapping values are not allowed",
        'a `:` stands inside a text here; put the text in quotes, as in title: "Stcrt: a title"',
    ),
    (r"character '\\t'", "a tab stands here; indent with blanks"),
    (
        r"character '[@`]' that cannot",
        'a text that begins with this character stands in quotes, as in "@EU"',
    ),
    (r"character '%' that cannot", "a text that begins with `%` stands in quotes"),
    (
        r"could not find expected ':'",
        "the line above is neither a field (`name: value`) nor an item (`- value`) nor indented "
        "as the text it goes on",
    ),
    (r"expected ',' or '\]'", "a list that opens with `[` ends with `]`, with `,` between items"),
    (
        r"expected ',' or '}'",
        "an object that opens with `{` ends with `}`, with `,` between fields",
    ),
    (
        r"but found '<scalar>'",
        "the text before this ended at a quote: a quote further up was not closed, close it there",
    ),
    (
        r"expected <block end>",
        "this line is not indented as the lines it belongs to; make them begin in one column",
    ),
    (r"while scanning a quoted scalar", "a quote is opened here and never closed"),
    (r"expected a single document", "the file holds more than one document; write a list (`- …`)"),
    (r"expected alphabetic or numeric", "a text that begins with `&` or `*` stands in quotes"),
    (r"tag", "a text that begins with `!` stands in quotes"),
)


def _in_words(error: yaml.MarkedYAMLError) -> str:
    """What a fault of YAML's grammar comes to, for somebody who only writes it now and then."""
    said = " ".join(filter(None, (error.context, error.problem)))
    for pattern, words in _WORDS:
        if re.search(pattern, said):
            return words or str(error.problem)
    return f"this cannot be read as YAML ({said})"


def read_yaml(text: str, where: str) -> Any:
    """A YAML value of texts, lists and objects; `FileError` with line and column otherwise."""
    return _read(text, where)[0]


def read_yaml_items(text: str, where: str) -> list[tuple[Any, list[str]]]:
    """The items of a YAML list, or the one value that is none; each with what of it is cut at
    ` #`, in sentences with their places."""
    value, node = _read(text, where)
    values, nodes = (value, node.value) if isinstance(value, list) and node else ([value], [node])
    return [
        (one, [_placed(cut, where) for _, cut in cuts_in(own)])
        for one, own in zip(values, nodes, strict=True)
    ]


def _read(text: str, where: str) -> tuple[Any, yaml.Node | None]:
    node: yaml.Node | None = None
    try:
        node = composed(text)
        value, misread = value_of(node)
    except NotYamlError as error:
        value, misread = None, [error.misread]
    for first in misread:
        raise FileError(_placed(first, where))
    return value, node


def _placed(one: Misread, where: str) -> str:
    return f"{where}:{one.span.line}:{one.span.column}: {one.sentence}"

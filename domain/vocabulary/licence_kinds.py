"""Words for kinds of licence that are taken for a licence's name, or for a kind that is none."""

from __future__ import annotations

KINDS = {
    "general": ("general", "algemeen", "algemene"),
    "global": ("global", "globaal", "globale"),
    "individual": ("individual", "individueel", "individuele"),
}

_NO_KIND = ("mondiaal", "mondiale", "wereldwijd", "wereldwijde", "worldwide")
# Kamerstuk II 22 054, nr. 458, antwoord 34: the system of export control has no such licences.
_THREE = (
    "export control knows no `{}` licences (Kamerstuk II 22 054, nr. 458, antwoord 34): a licence "
    "is general (algemeen), global (globaal) or individual (individueel)"
)


def kind_hint(written: str) -> str:
    """The end of a sentence about an unknown licence or kind that is a word for kinds, or nothing.

    "Mondiale" licences do not exist: whoever asks for one must not read that something is "not
    covered".
    """
    words = written.casefold().replace("_", " ").replace("-", " ").split()
    for word in words:
        if word in _NO_KIND:
            return "; " + _THREE.format(word)
        for kind, spelled in KINDS.items():
            if word in spelled:
                return f"; `{word}` is a kind of licence (`{kind}`), not the name of one"
    return ""

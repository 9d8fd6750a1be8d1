"""Citations by their form: found in free text, checked, and led to their pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.api.files.built_in import built_in
from licence_ledger.domain.vocabulary.citations import (
    linked,
    malformed_citation,
    references,
    regulations_in,
    url_of,
)
from licence_ledger.domain.vocabulary.jci import Jci, read_jci

PAGES = "https://zoek.officielebekendmakingen.nl"
SOUND = [
    ("Stcrt. 2025, 11446", f"{PAGES}/stcrt-2025-11446.html"),
    ("Stcrt. 2024, 5435, Min-BuZa.2024.20501-7", f"{PAGES}/stcrt-2024-5435.html"),
    ("Stcrt. 2008, 12", None),
    ("Stb. 2012, 225", f"{PAGES}/stb-2012-225.html"),
    ("Trb. 2014, 118", f"{PAGES}/trb-2014-118.html"),
    ("Kamerstuk II 22 054, nr. 458", f"{PAGES}/kst-22054-458.html"),
    ("Kamerstuk 22054, nr. 458, antwoord 13", f"{PAGES}/kst-22054-458.html"),
    ("Kamerstukken II 35 925 V, nr. 12", f"{PAGES}/kst-35925-V-12.html"),
    ("Kamerstuk II 21 501-02, nr. 2941", f"{PAGES}/kst-21501-02-2941.html"),
    ("Kamerstuk I 22 054, A", f"{PAGES}/kst-22054-A.html"),
    (
        "ECLI:NL:HR:2025:1435",
        "https://deeplink.rechtspraak.nl/uitspraak?id=ECLI:NL:HR:2025:1435",
    ),
    ("ECLI:EU:C:2019:114", "https://e-justice.europa.eu/ecli/ECLI:EU:C:2019:114"),
    ("Regeling NL007, BWBR0031615", "https://wetten.overheid.nl/BWBR0031615"),
    (
        "CELEX:32021R0821",
        "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32021R0821",
    ),
    ("http://data.europa.eu/eli/reg/2021/821/oj", "http://data.europa.eu/eli/reg/2021/821/oj"),
    ("ELI: eli/reg/2021/821", "http://data.europa.eu/eli/reg/2021/821"),
    ("Regulation (EU) 2021/821, OJ L 206", "http://data.europa.eu/eli/reg/2021/821/oj"),
    ("Regulation (EC) No 428/2009", "http://data.europa.eu/eli/reg/2009/428/oj"),
    (
        "Commission Delegated Regulation (EU) 2022/1",
        "http://data.europa.eu/eli/reg_del/2022/1/oj",
    ),
    (
        "jci1.3:c:BWBR0031615&g=2024-02-20&z=2024-02-15",
        "https://wetten.overheid.nl/BWBR0031615/2024-02-20",
    ),
    ("jci1.31:c:BWBR0031615&artikel=3&lid=2", "https://wetten.overheid.nl/BWBR0031615"),
    ("jci1.3:v:BWBV0001506", "https://wetten.overheid.nl/BWBV0001506"),
    ("Stcrt. 2025, 11446-n1", f"{PAGES}/stcrt-2025-11446-n1.html"),
    ("(Stcrt. 2025, 11446-n1), art. I", f"{PAGES}/stcrt-2025-11446-n1.html"),
    ("Kamerstukken II 2024/25, 22 054, nr. 458", f"{PAGES}/kst-22054-458.html"),
    ("Kamerstukken II 2024-2025, 21 501-02, nr. 2941", f"{PAGES}/kst-21501-02-2941.html"),
    (
        "CELEX:32021R0821R(01)",
        "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32021R0821R(01)",
    ),
    ("CELEX:12016E207", "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:12016E207"),
    (
        "CELEX 12016ME/TXT",
        "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:12016ME/TXT",
    ),
    ("CELEX:12016M", "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:12016M"),
    (
        "CELEX:02021R0821-20230526",
        "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:02021R0821-20230526",
    ),
    ("http://data.europa.eu/eli/C/2024/1234/oj", "http://data.europa.eu/eli/C/2024/1234/oj"),
    ("ELI: eli/L/2024/2547/oj", "http://data.europa.eu/eli/L/2024/2547/oj"),
    (
        "http://data.europa.eu/eli/treaty/tfeu_2016/art_207/oj",
        "http://data.europa.eu/eli/treaty/tfeu_2016/art_207/oj",
    ),
    (
        "jci1.3:c:BWBR0031615&amp;artikel=3&amp;g=2024-02-20",
        "https://wetten.overheid.nl/BWBR0031615/2024-02-20",
    ),
    ("SIPRI, arms embargoes database", None),
    ("the Staatscourant of that day", None),
]


@pytest.mark.parametrize(("text", "url"), SOUND, ids=[text for text, _ in SOUND])
def test_a_sound_citation_leads_to_its_page(text: str, url: str | None) -> None:
    assert malformed_citation(text) == []
    assert url_of(text) == url


FAULTY = [
    ("Stcrt 2025/11446", "Stcrt 2025/11446", "Stcrt. 2025, 11446"),
    ("see Staatscourant 2025, nr. 11446", "Staatscourant 2025, nr. 11446", "Stcrt. 2025, 11446"),
    ("Stcrt. 2025, 11446-x", "Stcrt. 2025, 11446-x", "Stcrt. 2025, 11446"),
    ("Stb. 2012, 225bis", "Stb. 2012, 225bis", "Stcrt. 2025, 11446"),
    ("jci1.3:c:BWBR0031615&artikel", "jci1.3:c:BWBR0031615&artikel", "no jci reference"),
    ("CELEX:32021R0821X", "CELEX:32021R0821X", "CELEX:32021R0821"),
    ("Kamerstuk 22054-458", "Kamerstuk 22054-458", "Kamerstuk II 22 054, nr. 458"),
    ("Kamerstuk II 22 054", "Kamerstuk II 22 054", "Kamerstuk II 22 054, nr. 458"),
    ("ECLI:NL:HR:2025", "ECLI:NL:HR:2025", "ECLI:NL:HR:2025:1435"),
    ("ecli:nl:hr:2025:1435", "ecli:nl:hr:2025:1435", "ECLI:NL:HR:2025:1435"),
    ("NL007, BWBR31615", "BWBR31615", "BWBR0031615"),
    ("BWBR00316155", "BWBR00316155", "BWBR0031615"),
    ("CELEX 2021R0821", "CELEX 2021R0821", "CELEX:32021R0821"),
    ("http://data.europa.eu/eli/reg/821", "http://data.europa.eu/eli/reg/821", "/eli/reg/2021"),
    ("jci1.2:c:BWBR0031615", "jci1.2:c:BWBR0031615", "version 1.2 is not read"),
    ("jci1.3:c:BWBR31615", "jci1.3:c:BWBR31615", "no jci reference"),
    ("jci1.3:c:BWBR0031615&g=2024", "jci1.3:c:BWBR0031615&g=2024", "names no full day"),
]


@pytest.mark.parametrize(("text", "words", "told"), FAULTY, ids=[text for text, _, _ in FAULTY])
def test_what_is_meant_as_a_citation_and_is_none_is_told_with_its_form(
    text: str, words: str, told: str
) -> None:
    (found,) = malformed_citation(text)
    assert found.text == words
    assert text[found.start :].startswith(words)
    assert told in found.sentence


def test_several_references_in_one_text_are_all_found() -> None:
    found = references("BWBR0031615 as amended by Stcrt. 2025, 11446 and ECLI:NL:HR:2025:1435.")
    assert [one.form for one in found] == ["BWB", "gazette", "ECLI"]
    assert malformed_citation("BWBR0031615 and BWBR1, Stcrt. 2025, 11446") != []


def test_an_address_that_was_recorded_stays_and_the_fields_keep_their_order() -> None:
    given = {"url": "https://example.org", "source": "Stcrt. 2025, 11446", "locator": "art. I"}
    assert list(linked(given).items()) == [
        ("source", "Stcrt. 2025, 11446"),
        ("locator", "art. I"),
        ("url", "https://example.org"),
    ]
    assert linked({"source": "SIPRI"}) == {"source": "SIPRI"}


def test_a_jci_names_a_regulation_and_a_viewpoint() -> None:
    found = read_jci("jci1.3:c:BWBR0031615&artikel=3&g=2024-02-20&z=2024-02-15")
    assert found == Jci("BWBR0031615", "2024-02-20", "2024-02-15")
    escaped = read_jci("jci1.3:c:BWBR0031615&amp;artikel=3&amp;g=2024-02-20")
    assert escaped == Jci("BWBR0031615", "2024-02-20", None)
    assert read_jci("jci1.31:c:BWBR0031615") == Jci("BWBR0031615", None, None)
    assert regulations_in("jci1.3:c:BWBR0031615, BWBR0024139") == ("BWBR0031615", "BWBR0024139")


@pytest.mark.parametrize("text", ["", "NL007", "jci1.3", "jci1.3:c:BWBR0031615&g=2024-02-30"])
def test_what_is_no_jci_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"jci|full day"):
        read_jci(text)


pieces = st.sampled_from(
    ["Stcrt.", "Kamerstuk", "ECLI:", "BWBR", "jci1.3:c:", "CELEX:", "eli/reg", "2025", ", ", "nr."]
)


@given(st.lists(st.one_of(pieces, st.text(max_size=8)), max_size=8).map("".join))
def test_any_text_is_read_and_nothing_in_it_twice(text: str) -> None:
    for one in malformed_citation(text):
        assert text[one.start : one.start + len(one.text)] == one.text
    ends = 0
    for found in references(text):
        if found.form != "act":
            assert found.start >= ends
            ends = found.start + len(found.text)
            assert malformed_citation(found.text) == []


def test_every_citation_of_the_built_in_record_is_of_sound_form() -> None:
    for one in built_in():
        for holder in (one.content, *one.content["changes"]):
            for citation in holder.get("cites", ()):
                for name in ("source", "locator"):
                    assert malformed_citation(citation.get(name, "")) == [], one.where

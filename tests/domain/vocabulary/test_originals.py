"""The law's own words stand beside the record's where they are recorded, and only there."""

from licence_ledger.domain.vocabulary.originals import with_original, without_originals

OWN = {"text": "Use is reported.", "text_nl": "De gebruiker rapporteert."}


def test_a_text_has_its_own_words_beside_it() -> None:
    assert list(with_original({**OWN, "key": "reporting"}, "text").items()) == list(OWN.items())


def test_without_its_own_words_it_stands_alone() -> None:
    assert with_original({"text": "Use is reported."}, "text") == {"text": "Use is reported."}
    assert with_original({}, "title") == {"title": None}


def test_an_answer_of_version_1_has_none_of_them_wherever_they_stand() -> None:
    answer = {"title": "NL007", "title_nl": "x", "conditions": [OWN], "because": [{"of": [OWN]}]}
    plain = {"text": OWN["text"]}
    assert without_originals(answer) == {
        "title": "NL007",
        "conditions": [plain],
        "because": [{"of": [plain]}],
    }


def test_what_was_recorded_stands_in_it_as_it_was_recorded() -> None:
    assert without_originals({"content": OWN}) == {"content": OWN}

"""The topics under which records are stored, told apart from the events themselves."""

from __future__ import annotations

from licence_ledger.domain.history.topics import INSTRUMENT_TOPIC, TOPICS
from licence_ledger.domain.recording.events import EVENTS, InstrumentRecorded


def test_every_event_has_a_topic_that_a_ledger_may_hold_and_no_other_is_read() -> None:
    assert set(EVENTS) == TOPICS
    assert InstrumentRecorded.topic() == INSTRUMENT_TOPIC

"""A token that clients would send in different bytes is refused at the start."""

from __future__ import annotations

from pathlib import Path

import pytest
from licence_ledger.api.terminal.commands.serve import TokenError, sound_token
from running import run


@pytest.mark.parametrize("token", ["sécret", "é", "two words", " x", "x\t", "\udce9", "x\x7f"])
def test_a_token_that_no_header_carries_alike_is_refused_at_the_start(
    token: str, tmp_path: Path
) -> None:
    with pytest.raises(TokenError) as error:
        sound_token(token)
    assert token.strip() not in str(error.value), "it is a secret"
    if token.isprintable():
        done = run("serve", f"sqlite:///{tmp_path / 'ledger.db'}", LEDGER_TOKEN=token)
        assert done.exit_code == 1
        assert "LEDGER_TOKEN" in done.stderr
        assert not (tmp_path / "ledger.db").exists()


@pytest.mark.parametrize("token", ["s3cret!", "a.b-c_d~e+f/g==", "{[(<|>)]}"])
def test_a_token_of_signs_that_every_client_sends_alike_is_sound(token: str) -> None:
    assert sound_token(token) == token


def test_no_token_is_none() -> None:
    assert sound_token("") is sound_token(None) is None

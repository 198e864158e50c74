"""Our own puzzle: solved once, by whoever got it, within five minutes, in the clinic that set it (F:T23, H:T11)."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.testing.puzzles import solved, token
from leads.providers.captcha.altcha import COST, LAST, Altcha
from leads.providers.captcha.base import FRESH, LONGEST, Question

# The library looks at the clock on the wall, too: an hour ahead of it no run of these tests is late.
NOW = datetime.now(UTC) + timedelta(hours=1)
PUZZLES = Altcha(b"the secret of one clinic, derived")


def check(text, *, now=NOW, puzzles=PUZZLES):
    return puzzles.check(Question(text, "", frozenset(), now))


@pytest.fixture(scope="module")
def answer():
    return solved(PUZZLES.challenge(NOW))


def test_a_solved_puzzle_passes_and_is_short_enough_to_send(answer):
    assert check(token(answer)).passed
    assert len(token(answer)) < LONGEST


def test_the_puzzle_is_one_that_a_browser_solves_by_itself_and_soon(answer):
    told = answer["challenge"]["parameters"]

    assert (told["algorithm"], told["keyLength"]) == ("PBKDF2/SHA-256", 32)
    assert COST * LAST <= 600_000  # iterations at most: docs/api.md says how long that is
    assert 100 <= answer["solution"]["counter"] < LAST


def test_one_puzzle_is_one_however_its_answer_is_written(answer):
    spaced = base64.b64encode(json.dumps(answer, indent=3).encode()).decode()
    more = token(answer | {"took": 12})

    assert len({check(text).stamp for text in (token(answer), spaced, more)}) == 1


def test_two_puzzles_are_two(answer):
    other = solved(PUZZLES.challenge(NOW))

    assert check(token(other)).stamp != check(token(answer)).stamp


def test_it_runs_out_after_five_minutes(answer):
    assert check(token(answer), now=NOW + timedelta(seconds=FRESH - 1)).passed
    assert not check(token(answer), now=NOW + timedelta(seconds=FRESH + 1)).passed


def test_the_neighbours_puzzle_is_none(answer):
    assert not check(token(answer), puzzles=Altcha(b"the secret of another clinic")).passed


def changed(answer, where, name, value):
    """The same answer with one word changed: in the puzzle, its parameters, or the solution."""
    whole = json.loads(json.dumps(answer))
    place = {
        "puzzle": whole["challenge"],
        "parameters": whole["challenge"]["parameters"],
        "solution": whole["solution"],
    }
    place[where][name] = value
    return token(whole)


@pytest.mark.parametrize(
    ("where", "name", "value"),
    [
        ("parameters", "cost", 1),
        ("parameters", "cost", 10**12),
        ("parameters", "keyPrefix", "00"),
        ("parameters", "keyPrefix", ""),
        ("parameters", "expiresAt", 4_000_000_000),
        ("parameters", "expiresAt", None),
        ("parameters", "algorithm", "SHA-256"),
        ("parameters", "algorithm", "SCRYPT"),
        ("parameters", "nonce", "00" * 16),
        ("parameters", "salt", "not hex"),
        ("parameters", "keySignature", None),
        ("parameters", "data", {"__proto__": 1}),
        ("puzzle", "signature", ""),
        ("puzzle", "signature", None),
        ("puzzle", "signature", "00" * 32),
        ("puzzle", "signature", ["00"]),
        ("solution", "derivedKey", "00" * 32),
        ("solution", "derivedKey", ""),
        ("solution", "derivedKey", None),
    ],
)
def test_whatever_is_changed_does_not_pass(answer, where, name, value):
    assert not check(changed(answer, where, name, value)).passed


def test_a_puzzle_that_never_runs_out_does_not_pass(answer):
    forever = solved(PUZZLES.challenge(NOW))
    del forever["challenge"]["parameters"]["expiresAt"]

    assert not check(token(forever)).passed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no base64!",
        "ä",
        "\ud800",
        "AAAA",
        *(base64.b64encode(one).decode() for one in (b"[]", b"null", b"[" * 1500, b"\xff")),
        *(
            token(one)
            for one in ("text", 7, {"challenge": 1}, {"challenge": {}}, {"challenge": [], "solution": []})
        ),
    ],
)
def test_nonsense_does_not_pass(text):
    assert not check(text).passed


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(
    ["algorithm", "cost", "nonce", "salt", "keyLength", "keyPrefix", "expiresAt", "keySignature"]
)


@given(parameters=st.dictionaries(names, json_values), signature=json_values, solution=json_values)
def test_whatever_it_holds_it_is_refused_and_nothing_breaks(parameters, signature, solution):
    payload = {"challenge": {"parameters": parameters, "signature": signature}, "solution": solution}

    assert not check(token(payload)).passed


def test_the_secret_is_in_no_puzzle():
    loud = Altcha(b"canary-secret")

    told = json.dumps(loud.challenge(NOW))

    assert "canary" not in told
    assert b"canary".hex() not in told

"""What the words on a sheet mean, as a player can ask."""

from __future__ import annotations

import pytest

from sim.exercise.people.terms import meaning_of
from sim.state_words import VARIABLE_WORDS


@pytest.mark.parametrize("key", VARIABLE_WORDS)
def test_every_number_of_a_sheet_is_explained_by_its_own_term(key: str) -> None:
    words = VARIABLE_WORDS[key]
    for name in (words.name, words.column, words.name.upper()):
        said = meaning_of(name)
        assert said.startswith(name.lower())
        # Not by the term of somebody who has it, such as "challenger" for its offer.
        assert "The client that" not in said


@pytest.mark.parametrize("word", ["course", "act", "cost", "weight", "utility", "intent", "desk"])
def test_the_words_of_the_questions_are_explained(word: str) -> None:
    assert meaning_of(word).startswith(f"{word}")


def test_what_nobody_explains_is_empty() -> None:
    assert meaning_of("fly") == ""

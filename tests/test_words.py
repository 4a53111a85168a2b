"""Words are counted in every script."""

from __future__ import annotations

from tasks.words import count_words


def test_words_of_scripts_without_spaces_are_counted_by_two_characters() -> None:
    assert count_words("three plain words - !") == 3
    assert count_words("북한이 미사일을 쏘았다") == 3
    assert count_words("外交部发言人") == 3
    assert count_words("会談は") == 2

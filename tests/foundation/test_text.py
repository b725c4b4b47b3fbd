"""What nobody sees is not kept."""

import pytest

from foundation.text import visible


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("Got mampet\r\ndi RT 002\rlagi", "Got mampet\ndi RT 002\nlagi"),
        ("\u200b\u2060\ufeff", ""),
        ("Jalan \u202eknalb\u202c", "Jalan knalb"),
        ("dua\tkolom\x00\x07", "dua\tkolom"),
        ("pos\xadyandu", "posyandu"),
        ("Musala Ćuk – “baru” 2½ m² 👍", "Musala Ćuk – “baru” 2½ m² 👍"),
    ],
)
def test_only_what_is_seen_stays(written: str, seen: str) -> None:
    assert visible(written) == seen

import pytest

from kelurahan.phones import normalise_phone, spoken_phone


@pytest.mark.parametrize(
    "typed",
    [
        "081234567890",
        "0812 3456 7890",
        "0812-3456-7890",
        "+62 812-3456-7890",
        "6281234567890",
        "+62 (0812) 34567890".replace("(0", "("),
        "81234567890",
    ],
)
def test_every_spelling_is_one_number(typed):
    assert normalise_phone(typed) == "+6281234567890"


@pytest.mark.parametrize("typed", ["", "0812", "rt003rw005", "+1 202 555 0100", "0" * 30, "٠٨١٢"])
def test_what_is_no_number_is_refused_with_a_sentence(typed):
    with pytest.raises(ValueError, match="tidak dikenali"):
        normalise_phone(typed)


def test_spoken():
    assert spoken_phone("+6281234567890") == "0812 3456 7890"
    assert spoken_phone(None) == ""

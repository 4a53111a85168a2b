"""Records are read back by number, and the file of a shelf stays small however many it has borne."""

from __future__ import annotations

from io import BytesIO

from tasks.shelf import MOVED_AT_ONCE, Shelf


def test_records_come_back_by_their_numbers() -> None:
    shelf = Shelf(BytesIO())
    assert [shelf.add(record) for record in (b"one", b"", b"three")] == [0, 1, 2]
    assert [shelf.get(number) for number in (2, 0, 1)] == [b"three", b"one", b""]
    assert len(shelf) == 3


def test_the_room_of_what_is_forgotten_is_given_back_and_the_rest_keeps_its_numbers() -> None:
    file = BytesIO()
    shelf, kept, record = Shelf(file), 100, MOVED_AT_ONCE // 64
    largest = 0
    for number in range(1_000):
        assert shelf.add(number.to_bytes(4, "big") * (record // 4)) == number
        if len(shelf) > kept:
            assert shelf.forget_oldest() == number - kept + 1
        largest = max(largest, len(file.getbuffer()))
    assert largest < 2.2 * kept * record
    assert [shelf.get(number)[:4] for number in (900, 950, 999)] == [one.to_bytes(4, "big") for one in (900, 950, 999)]
    assert len(shelf) == kept

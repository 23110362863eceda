"""The installation's four key files: made once, kept to their owner, never made anew over what others sealed."""

import stat
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from undersigned.vault import keys

MASTER = bytes(range(32))
LABELS = st.lists(st.binary(max_size=8), max_size=4)


def test_a_first_run_makes_four_different_keys(tmp_path: Path) -> None:
    made = keys.load_or_make(tmp_path / "keys")

    assert sorted(file.name for file in (tmp_path / "keys").iterdir()) == ["django", "index", "seal", "token"]
    assert len({made.seal, made.index, made.token, made.django}) == 4
    assert {len(key) for key in (made.seal, made.index, made.token, made.django)} == {32}


def test_a_second_run_reads_the_same_keys(tmp_path: Path) -> None:
    first = keys.load_or_make(tmp_path)

    second = keys.load_or_make(tmp_path)

    assert second == first


def test_each_key_is_read_from_the_file_of_its_name(tmp_path: Path) -> None:
    for number, name in enumerate(keys.NAMES):
        (tmp_path / name).write_text(f"{number:02x}" * 32)

    loaded = keys.load_or_make(tmp_path)

    assert {name: getattr(loaded, name) for name in keys.NAMES} == {
        "seal": b"\x00" * 32,
        "index": b"\x01" * 32,
        "token": b"\x02" * 32,
        "django": b"\x03" * 32,
    }


def test_only_the_owner_may_read_the_key_files(tmp_path: Path) -> None:
    folder = tmp_path / "var" / "keys"

    keys.load_or_make(folder)

    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("lost", keys.NAMES)
def test_an_incomplete_folder_is_refused_and_left_as_it_is(tmp_path: Path, lost: str) -> None:
    keys.load_or_make(tmp_path)
    (tmp_path / lost).unlink()
    before = {file.name: file.read_text() for file in tmp_path.iterdir()}

    with pytest.raises(keys.KeysIncomplete, match=f"lacks {lost}\\. Put the missing key files back from your backup"):
        keys.load_or_make(tmp_path)

    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == before


@pytest.mark.parametrize("content", ["", "not hexadecimal", "ab" * 31, "ab" * 33])
def test_a_damaged_key_file_is_refused(tmp_path: Path, content: str) -> None:
    keys.load_or_make(tmp_path)
    (tmp_path / "seal").write_text(content)

    with pytest.raises(keys.KeysIncomplete, match="does not hold 32 bytes in hexadecimal"):
        keys.load_or_make(tmp_path)


def test_a_derived_key_is_the_one_that_another_implementation_derives() -> None:
    # node: createHmac("sha256", 00 01 … 1f).update(00 01 "a" 00 01 "b")
    assert keys.derive(MASTER, b"a", b"b").hex() == "4f06b63e02bf060255de24360ae24606ce00ac398022467cd502bc29e98bf883"


@given(first=LABELS, second=LABELS)
def test_no_two_lists_of_labels_meet(first: list[bytes], second: list[bytes]) -> None:
    assume(first != second)

    assert keys.derive(MASTER, *first) != keys.derive(MASTER, *second)


def test_a_key_that_is_replaced_stays_beside_the_new_one(tmp_path: Path) -> None:
    first = keys.load_or_make(tmp_path)

    kept = [keys.renew(tmp_path, "token"), keys.renew(tmp_path, "token")]

    loaded = keys.load_or_make(tmp_path)
    assert [path.name for path in kept] == ["token.1", "token.2"]
    assert keys.all_of(loaded.token)[2] == first.token
    assert [keys.read(path) for path in reversed(kept)] == keys.all_of(loaded.token)[1:]
    assert (loaded.seal, loaded.index, loaded.django) == (first.seal, first.index, first.django)
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}


def test_a_process_that_knows_the_old_key_finds_the_new_one(tmp_path: Path) -> None:
    old = keys.load_or_make(tmp_path).seal
    keys.renew(tmp_path, "seal")
    new = keys.load_or_make(tmp_path).seal

    assert keys.current(old, folder=tmp_path, name="seal") == new
    assert keys.relatives(old, folder=tmp_path, name="seal") == [old, new]
    assert keys.relatives(new, folder=tmp_path, name="seal") == [new, old]


def test_another_installations_folder_is_none_of_its_business(tmp_path: Path) -> None:
    keys.load_or_make(tmp_path)
    keys.renew(tmp_path, "seal")

    assert keys.current(MASTER, folder=tmp_path, name="seal") == MASTER
    assert keys.relatives(MASTER, folder=tmp_path, name="seal") == [MASTER]
    assert keys.relatives(MASTER, folder=tmp_path / "nowhere", name="seal") == [MASTER]


def test_what_a_kill_left_of_a_new_key_is_made_anew(tmp_path: Path) -> None:
    first = keys.load_or_make(tmp_path)
    (tmp_path / "seal.new").write_text("cut sh")

    keys.renew(tmp_path, "seal")

    loaded = keys.load_or_make(tmp_path)
    assert keys.all_of(loaded.seal)[1:] == [first.seal]
    assert not (tmp_path / "seal.new").exists()

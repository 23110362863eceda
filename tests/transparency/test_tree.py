"""Roots and proofs, beside RFC 6962 followed word by word: at every size to 1,100, at random ones to a million."""

import random
from functools import cache

import pytest

from tests.transparency import logs, naive, vectors
from undersigned.transparency import merkle, proof, tiles
from undersigned.transparency.storage import Memory
from undersigned.transparency.strict import Refused
from undersigned.transparency.tree import Tree

EVERY_SIZE = range(1101)
MILLION = 1_000_000
VECTORS = vectors.load("tree")
ROOTS = {vector["size"]: bytes.fromhex(vector["root"]) for vector in VECTORS["roots"]}


@cache
def small() -> tuple[Memory, naive.Tree]:
    return both([merkle.leaf_hash(entry) for entry in logs.crowd(EVERY_SIZE[-1])])


def both(leaf_hashes: list[bytes]) -> tuple[Memory, naive.Tree]:
    kept = Memory()
    kept.write(tiles.grown_hashes(kept.read, size=0, hashes=leaf_hashes))
    return kept, naive.Tree(leaf_hashes)


def test_the_root_is_that_of_the_rfc_at_every_size() -> None:
    kept, slow = small()

    assert [Tree(kept.read, size).root() for size in EVERY_SIZE] == [slow.mth(0, size) for size in EVERY_SIZE]


def test_inclusion_is_proved_as_the_rfc_says_at_every_size() -> None:
    kept, slow = small()

    for size in EVERY_SIZE[1:]:
        tree = Tree(kept.read, size)
        for index in {0, size // 3, size - 1, random.randrange(size)}:
            siblings = tree.inclusion(index)
            assert siblings == slow.path(index, 0, size)
            proof.check_inclusion(slow.leaves[index], index=index, size=size, siblings=siblings, root=slow.mth(0, size))


def test_consistency_is_proved_as_the_rfc_says_at_every_size() -> None:
    kept, slow = small()

    for size in EVERY_SIZE[1:]:
        tree = Tree(kept.read, size)
        for old in {1, size // 2 or 1, size, 1 << size.bit_length() - 1, random.randint(1, size)}:
            hashes = tree.consistency(old)
            assert hashes == slow.proof(old, size)
            check(slow, old, size, hashes)


def test_roots_and_proofs_are_those_of_the_rfc_at_random_sizes_to_a_million() -> None:
    dice = random.randbytes(32 * MILLION)
    kept, slow = both([dice[at : at + 32] for at in range(0, len(dice), 32)])

    for size in [MILLION, *(int(MILLION ** random.random()) for _ in range(20))]:
        tree, index, old = Tree(kept.read, size), random.randrange(size), random.randint(1, size)
        assert tree.root() == slow.mth(0, size)
        assert tree.inclusion(index) == slow.path(index, 0, size)
        assert tree.consistency(old) == slow.proof(old, size)


def test_a_proof_in_a_million_reads_five_tiles() -> None:
    asked = []

    def read(place: tiles.Place) -> bytes:
        asked.append(place)
        return bytes(tiles.FULL)

    Tree(read, MILLION).inclusion(70_000)

    assert sorted(asked) == [(0, 273), (0, 3906), (1, 1), (1, 15), (2, 0)]


@pytest.mark.parametrize("vector", VECTORS["inclusion"], ids=lambda vector: f"{vector['index']} of {vector['size']}")
def test_inclusion_is_proved_as_the_specification_shows(vector: dict[str, object]) -> None:
    size, index, siblings = vector["size"], vector["index"], list(map(bytes.fromhex, vector["siblings"]))  # type: ignore[call-overload]  # JSON

    assert Tree(small()[0].read, size).inclusion(index) == siblings  # type: ignore[arg-type]


def test_roots_and_consistency_are_as_the_specification_shows() -> None:
    for size, root in ROOTS.items():
        assert Tree(small()[0].read, size).root() == root
    for vector in VECTORS["consistency"]:
        hashes = list(map(bytes.fromhex, vector["hashes"]))
        assert Tree(small()[0].read, vector["size"]).consistency(vector["old"]) == hashes


def test_there_is_nothing_to_prove_of_an_empty_tree() -> None:
    kept, slow = small()

    assert Tree(kept.read, 9).consistency(0) == []
    check(slow, 0, 9, [])
    check(slow, 0, 0, [])


@pytest.mark.parametrize("index", [-1, 9, 10])
def test_an_entry_that_is_not_there_is_not_proved(index: int) -> None:
    kept, slow = small()

    with pytest.raises(Refused, match=f"there is no entry {index} among 9"):
        Tree(kept.read, 9).inclusion(index)
    with pytest.raises(Refused, match=f"there is no entry {index} among 9"):
        proof.check_inclusion(bytes(32), index=index, size=9, siblings=[], root=slow.mth(0, 9))


@pytest.mark.parametrize("old", [-1, 10])
def test_a_tree_that_was_larger_is_no_beginning(old: int) -> None:
    kept, slow = small()

    with pytest.raises(Refused, match="is no beginning"):
        Tree(kept.read, 9).consistency(old)
    with pytest.raises(Refused, match="is no beginning"):
        check(slow, old, 9, [bytes(32)])


def test_a_tile_that_is_not_there_is_named() -> None:
    with pytest.raises(Refused, match=r"^tile/1/000 is not there, or too short$"):
        Tree(Memory().read, 300).root()


def test_no_altered_proof_of_inclusion_holds() -> None:
    _, slow = small()
    for size in (2, 3, 7, 8, 9, 300):
        for index in {0, 1, size // 2, size - 1}:
            siblings, root = slow.path(index, 0, size), slow.mth(0, size)
            for wrong in altered(siblings):
                with pytest.raises(Refused):
                    proof.check_inclusion(slow.leaves[index], index=index, size=size, siblings=wrong, root=root)
            with pytest.raises(Refused):
                proof.check_inclusion(bytes(32), index=index, size=size, siblings=siblings, root=root)


def test_no_altered_proof_of_consistency_holds() -> None:
    _, slow = small()
    for size in (2, 3, 7, 8, 9, 300):
        for old in {1, size // 2, size - 1, size}:
            hashes = slow.proof(old, size)
            for wrong in altered(hashes):
                with pytest.raises(Refused):
                    check(slow, old, size, wrong)
            for roots in ((bytes(32), slow.mth(0, size)), (slow.mth(0, old), bytes(32))):
                with pytest.raises(Refused):
                    proof.check_consistency(old_size=old, old_root=roots[0], size=size, root=roots[1], hashes=hashes)


def test_a_proof_has_the_length_of_its_tree() -> None:
    """Though its hashes lead to the root: it would be that of a tree of another size."""
    leaf, one, two = bytes([1]) * 32, bytes([2]) * 32, bytes([3]) * 32
    root = merkle.node_hash(merkle.node_hash(leaf, one), two)

    proof.check_inclusion(leaf, index=0, size=4, siblings=[one, two], root=root)
    with pytest.raises(Refused, match="the proof is too short"):
        proof.check_inclusion(leaf, index=0, size=5, siblings=[one, two], root=root)
    with pytest.raises(Refused, match="the proof is too long"):
        proof.check_inclusion(leaf, index=0, size=2, siblings=[one, two], root=root)


@pytest.mark.parametrize(("old", "size"), [(3, 5), (1, 2), (4, 5), (6, 7)])
def test_nothing_is_no_proof_of_growth(old: int, size: int) -> None:
    with pytest.raises(Refused):
        check(small()[1], old, size, [])


def altered(hashes: list[bytes]) -> list[list[bytes]]:
    """One more, one less, one other, another order."""
    others = [[*hashes[:at], bytes(32), *hashes[at + 1 :]] for at in range(len(hashes))]
    return [wrong for wrong in ([*hashes, bytes(32)], hashes[:-1], hashes[::-1], *others) if wrong != hashes]


def check(slow: naive.Tree, old: int, size: int, hashes: list[bytes]) -> None:
    old_root = slow.mth(0, max(old, 0))
    proof.check_consistency(old_size=old, old_root=old_root, size=size, root=slow.mth(0, size), hashes=hashes)

"""The tally, held against the rows that it counts."""

from undersigned.signing.models import Petition, Signature, Tally


def sums(of: Petition) -> tuple[int, int, int, int]:
    """Ever confirmed, withdrawn of those, struck of those, samples standing; and they are what the rows say."""
    tally, numbered = Tally.objects.get(petition=of), Signature.objects.filter(petition=of, number__isnull=False)
    recounted = [numbered.filter(state=state).count() for state in ("withdrawn", "struck")]
    standing = numbered.filter(state="confirmed")
    assert [tally.confirmed, tally.withdrawn, tally.struck] == [numbered.count(), *recounted]
    assert tally.samples == standing.filter(is_sample=True).count()
    assert tally.count == standing.count()
    return tally.confirmed, tally.withdrawn, tally.struck, tally.samples

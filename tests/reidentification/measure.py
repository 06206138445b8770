"""How well each attack does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.reidentification.attacks import ATTACKS, Claim
from tests.reidentification.visit import Visit


@dataclass(frozen=True, slots=True)
class Result:
    """One attack's: how many findings it had something to say about, how often it would name the person who
    said given words (0 to 1, the mean over those), the best chance for any one, and the fewest people it
    left. `any` is how often it would name one of those who spoke about a finding that several did.
    """

    claims: int
    rate: float
    best: float
    fewest: int
    any: float

    @staticmethod
    def of(claims: list[Claim], visit: Visit) -> "Result":
        """The result of an attack's claims."""
        claims = [claim for claim in claims if claim.people]
        chances = [chance for claim in claims for chance in _chances(claim, visit)]
        fewest = min((len(claim.people) for claim in claims), default=0)
        hits = [_any(claim, visit) for claim in claims]
        return Result(len(claims), _mean(chances), max(chances, default=0.0), fewest, _mean(hits))


def _mean(several: Sequence[float]) -> float:
    return sum(several) / len(several) if several else 0.0


def _chances(claim: Claim, visit: Visit) -> list[float]:
    """For each of the notes whose words a finding has, how likely drawing one of the people claimed names who
    said it.
    """
    notes = visit.notes_of(claim.finding)
    return [(note.speaker in claim.people) / len(claim.people) for note in notes]


def _any(claim: Claim, visit: Visit) -> float:
    """How likely drawing one of the people claimed names anyone who spoke about it."""
    speakers = {visit.told_by[core].speaker for core in visit.themes[claim.finding]}
    return len(speakers & claim.people) / len(claim.people)


def results(visit: Visit) -> Mapping[str, Result]:
    """The result of each attack."""
    return {name: Result.of(attack(visit.client), visit) for name, attack in ATTACKS.items()}


def table(found: Mapping[str, Result]) -> str:
    """The results for people to read."""
    lines = [f"{'attack':<22}{'findings':>9}{'rate':>8}{'best':>8}{'fewest':>8}{'any':>8}"]
    lines += [
        f"{name:<22}{one.claims:>9}{one.rate:>8.3f}{one.best:>8.3f}{one.fewest:>8}{one.any:>8.3f}"
        for name, one in found.items()
    ]
    return "\n".join(lines)

"""How well each attack does."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.reidentification.attacks import ATTACKS, Claim
from tests.reidentification.visit import Visit


@dataclass(frozen=True, slots=True)
class Result:
    """One attack's: how many findings it had something to say about, how often it would name the right
    person (0 to 1, the mean over those), the best chance for any one, and the fewest people it left.
    """

    claims: int
    rate: float
    best: float
    fewest: int

    @staticmethod
    def of(claims: list[Claim], visit: Visit) -> "Result":
        """The result of an attack's claims."""
        chances = [_chance(claim, visit) for claim in claims]
        fewest = min((len(claim.people) for claim in claims), default=0)
        rate = sum(chances) / len(chances) if chances else 0.0
        return Result(len(claims), rate, max(chances, default=0.0), fewest)


def _chance(claim: Claim, visit: Visit) -> float:
    """How likely drawing one of the people claimed names one who said it: of a theme there may be several."""
    speakers = {note.speaker for note in visit.notes_of(claim.finding)}
    return len(speakers & claim.people) / len(claim.people) if claim.people else 0.0


def results(visit: Visit) -> Mapping[str, Result]:
    """The result of each attack."""
    return {name: Result.of(attack(visit.client), visit) for name, attack in ATTACKS.items()}


def table(found: Mapping[str, Result]) -> str:
    """The results for people to read."""
    lines = [f"{'attack':<22}{'findings':>9}{'rate':>8}{'best':>8}{'fewest':>8}"]
    lines += [
        f"{name:<22}{one.claims:>9}{one.rate:>8.3f}{one.best:>8.3f}{one.fewest:>8}"
        for name, one in found.items()
    ]
    return "\n".join(lines)

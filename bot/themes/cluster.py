"""Average-linkage clustering of notes; of many in blocks, so that memory stays small."""

from collections.abc import Sequence
from typing import Any

#: Notes clustered at once: average linkage holds a distance for every two of them (32 MB for 2,000).
BLOCK = 2000
#: How far apart (1 - cosine, averaged over all pairs) the post-its of one theme may be.
APART = 0.84


def clusters(rows: Any, *, block: int = BLOCK) -> list[int]:
    """For each row the number of its cluster. More than `block` are clustered in blocks of rows that share
    their weightiest word, and then the middles of what was found with each other.
    """
    count = rows.shape[0]
    if count <= block:
        return _linked(rows)
    labels = [0] * count
    found = 0
    heaviest = _heaviest(rows)
    order = sorted(range(count), key=lambda at: (heaviest[at], at))
    for start in range(0, count, block):
        places = order[start : start + block]
        mine = _linked(rows[places])
        for place, label in zip(places, mine, strict=True):
            labels[place] = found + label
        found += max(mine) + 1
    if found > 0.9 * count:  # hardly any two are alike: going on would find no more
        return labels
    of_middles = clusters(middles(rows, labels), block=block)
    return [of_middles[label] for label in labels]


def middles(rows: Any, labels: Sequence[int]) -> Any:
    """The middle of the rows of each label, 0 and up: rows of unit length."""
    from numpy import arange, ones
    from scipy.sparse import csr_matrix
    from sklearn.preprocessing import normalize

    shape = (max(labels) + 1, len(labels))
    sums = csr_matrix((ones(len(labels)), (labels, arange(len(labels)))), shape=shape) @ rows
    return normalize(sums)


def _heaviest(rows: Any) -> list[int]:
    """The column of each row's greatest weight, the first of equals; -1 for an empty row."""
    bounds = zip(rows.indptr[:-1], rows.indptr[1:], strict=True)
    return [
        int(rows.indices[start:end][rows.data[start:end].argmax()]) if end > start else -1
        for start, end in bounds
    ]


def _linked(rows: Any) -> list[int]:
    """Average linkage of all rows at once: labels from 0."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    count = rows.shape[0]
    if count < 2:
        return [0] * count
    apart = 1 - (rows @ rows.T).toarray()
    apart[range(count), range(count)] = 0
    tree = linkage(squareform(apart.clip(0, 1), checks=False), method="average")
    numbers = dict[int, int]()
    # Rounding keeps a distance on the line on the same side on every machine.
    return [
        numbers.setdefault(int(label), len(numbers))
        for label in fcluster(tree.round(9), APART, criterion="distance")
    ]

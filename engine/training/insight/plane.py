"""z in the plane: two principal components while a model learns, t-SNE of one that has learned."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from engine.types import Float32Array, Float64Array

SEED = 0
FEWEST = 10
"""Below this many samples there is no neighbourhood to show."""
_PERPLEXITY = 30.0
_NOTHING = 1e-12


def principal(
    z: npt.NDArray[np.floating], before: npt.NDArray[np.floating] | None = None
) -> tuple[Float32Array, float]:
    """The two directions in which z varies most: [m, d] → float32 [m, 2], and the share of the
    variance that they hold, 0..1.

    Which way they point is arbitrary. With the plane of the epoch ``before`` [m, 2] they are turned
    (or mirrored) onto it as well as can be (Schönemann 1966), so that points move by what was
    learned; without one the largest part of each direction is positive. z that is not finite, of a
    training that went astray, has no plane: all of it is at the origin.

    Args:
        z: of at least one sample.
    """
    if not np.isfinite(z).all():
        return np.zeros((len(z), 2), np.float32), 0.0
    centred = z - z.mean(axis=0, dtype=np.float64)
    _, sizes, directions = np.linalg.svd(centred, full_matrices=False)
    directions = directions[:2]
    largest = np.abs(directions).argmax(axis=1)
    signs = np.where(directions[np.arange(len(directions)), largest] < 0, -1.0, 1.0)
    xy = np.zeros((len(z), 2))
    xy[:, : len(directions)] = centred @ (directions * signs[:, None]).T
    if before is not None and before.shape == xy.shape:
        turn, _, back = np.linalg.svd(xy.T @ before)
        xy = xy @ turn @ back
    variance = float((sizes**2).sum())
    kept = float((sizes[:2] ** 2).sum()) / variance if variance > _NOTHING else 1.0
    return xy.astype(np.float32), kept


def perplexity_of(count: int) -> float:
    """How many neighbours t-SNE looks at: thirty, and fewer where there are few samples."""
    return min(_PERPLEXITY, (count - 1) / 3)


def in_the_plane(z: npt.NDArray[np.floating]) -> Float64Array:
    """z [n, d], n ≥ 10 → [n, 2] by t-SNE. The same z gives the same picture."""
    from sklearn.manifold import TSNE  # noqa: PLC0415 - slow to load

    spread = z.std()
    # PCA of what hardly varies would start everything in one point.
    start = "pca" if spread > 1e-6 and min(z.shape) >= 2 else "random"
    placed: Float64Array = (
        TSNE(perplexity=perplexity_of(len(z)), init=start, random_state=SEED)
        .fit_transform(np.asarray(z, dtype=np.float64))
        .astype(np.float64)
    )
    return placed

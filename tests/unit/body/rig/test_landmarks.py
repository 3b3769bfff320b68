"""The named points agree with the canonical face and its mirror image."""

from __future__ import annotations

from collections import Counter

import numpy as np

from sherin.body.rig import landmarks
from sherin.body.rig.landmarks import (
    N_FACE,
    N_LANDMARKS,
    canonical_face,
    face_triangles,
    mirror_permutation,
)


def test_mirror_permutation_is_its_own_inverse_and_exact() -> None:
    mirror = mirror_permutation()
    assert np.array_equal(mirror[mirror], np.arange(N_LANDMARKS))
    face = canonical_face()
    assert np.array_equal(face[mirror[:N_FACE]] * [-1, 1, 1], face)


def test_left_lists_mirror_the_right_ones() -> None:
    mirror = mirror_permutation()
    names = [name for name in landmarks.__all__ if name.endswith("_RIGHT")]
    assert len(names) > 8
    for name in names:
        right = np.atleast_1d(getattr(landmarks, name))
        left = np.atleast_1d(getattr(landmarks, name.replace("_RIGHT", "_LEFT")))
        assert set(mirror[right]) == set(left), name


def test_lips_run_from_the_right_corner_to_the_left() -> None:
    x = canonical_face()[:, 0]
    for name in ("INNER_LIP_UPPER", "INNER_LIP_LOWER", "OUTER_LIP_UPPER", "OUTER_LIP_LOWER"):
        assert (np.diff(x[list(getattr(landmarks, name))]) > 0).all(), name


def test_triangles_are_a_closed_disk_bounded_by_the_oval() -> None:
    triangles = face_triangles()
    assert triangles.shape == (898, 3)
    edges = Counter(
        frozenset((int(a), int(b)))
        for triangle in triangles
        for a, b in zip(triangle, np.roll(triangle, -1), strict=True)
    )
    assert set(edges.values()) == {1, 2}
    rim = {point for edge, uses in edges.items() if uses == 1 for point in edge}
    assert rim == set(landmarks.FACE_OVAL)
    assert N_FACE - len(edges) + len(triangles) == 1  # Euler: a disk without holes


def test_canonical_face_looks_at_the_camera() -> None:
    face = canonical_face()
    assert face[landmarks.NOSE_TIP, 2] == face[:, 2].min() or face[4, 2] == face[:, 2].min()
    assert face[landmarks.CHIN, 1] > face[landmarks.FOREHEAD_TOP, 1]
    assert face[landmarks.CHEEK_LEFT, 0] > 0 > face[landmarks.CHEEK_RIGHT, 0]

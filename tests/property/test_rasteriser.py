"""The compiled rasteriser paints what the plain one paints."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sherin.body.rendering.plain_rasterising import paint_plainly
from sherin.body.rendering.rasterising import FAR, paint_stripes

WIDTH, HEIGHT = 41, 37
TEXTURES = np.array([[0, 5, 4], [80, 3, 7]], np.int32)


def painted(rng: np.random.Generator, n_workers: int) -> tuple[np.ndarray, ...]:
    """A random scene, painted by both."""
    # No shared corners: where depths tie, rounding would choose who wins.
    n_triangles = 20
    n_vertices = 3 * n_triangles
    vertices = np.empty((n_vertices, 9), np.float32)
    vertices[:, :2] = rng.uniform(-8, 48, (n_vertices, 2))
    vertices[:, 2] = rng.uniform(-3, 3, n_vertices)
    vertices[:, 3:5] = rng.uniform(-2, 8, (n_vertices, 2))
    vertices[:, 5] = rng.choice([0.0, 0.4, 1.0, 1.0], n_vertices)
    vertices[:, 6:] = rng.uniform(0.6, 1.4, (n_vertices, 3))
    triangles = rng.permutation(n_vertices).reshape(n_triangles, 3).astype(np.int32)
    outline = rng.choice([0, 0, 1, 2, 4, 7], n_triangles).astype(np.uint8)
    layer_of = np.sort(rng.integers(0, 2, n_triangles)).astype(np.int32)
    opacity = np.array([1.0, rng.choice([0.0, 0.5, 1.0])], np.float32)
    texels = rng.integers(0, 256, (41, 4)).astype(np.uint8)
    texels[:, 3] = rng.choice([0, 130, 255, 255], 41)
    texels[:, :3] = texels[:, :3] * (texels[:, 3:] / 255.0)
    fast, slow = (np.zeros((HEIGHT, WIDTH, 4), np.float32) for _ in range(2))
    far, also_far = (np.full((HEIGHT, WIDTH), FAR, np.float32) for _ in range(2))
    scene = (vertices, triangles, outline, layer_of)
    flat = texels.reshape(-1)
    for worker in range(n_workers):
        paint_stripes(
            worker, n_workers, *scene, 0, 2, TEXTURES, opacity, flat, fast, far, False
        )  # fmt: skip
    paint_plainly(*scene, TEXTURES, opacity, flat, slow, also_far)
    return fast, slow, far, also_far


@given(seed=st.integers(0, 2**32 - 1), n_workers=st.integers(1, 3))
@settings(max_examples=60)
def test_compiled_rasteriser_agrees_with_the_plain_one(seed: int, n_workers: int) -> None:
    """Where rounding decides (a threshold of alpha), a pixel in a hundred may differ."""
    fast, slow, far, also_far = painted(np.random.default_rng(seed), n_workers)
    # The fast one weighs texels in 1/256 steps: up to two levels, times light and its layers.
    apart = np.abs(fast - slow).max(axis=2) > 4.0
    assert np.abs(fast - slow).mean() < 0.4
    assert apart.mean() < 0.01
    same = (np.abs(far - also_far) < 1e-3) | ((far == FAR) & (also_far == FAR))
    assert (~same).mean() < 0.01


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=20)
def test_number_of_workers_changes_no_byte(seed: int) -> None:
    one = painted(np.random.default_rng(seed), 1)
    three = painted(np.random.default_rng(seed), 3)
    assert one[0].tobytes() == three[0].tobytes()
    assert one[2].tobytes() == three[2].tobytes()


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=30)
def test_triangles_that_share_edges_leave_no_gap_and_no_seam(seed: int) -> None:
    """A half transparent grid, bent at random, has the same opacity everywhere."""
    rng = np.random.default_rng(seed)
    y, x = np.indices((6, 6))
    vertices = np.zeros((36, 9), np.float32)
    # Larger than the picture; bent by less than what would fold a cell.
    vertices[:, 0] = (x * 12.0 - 10.0 + rng.uniform(-2.5, 2.5, (6, 6))).ravel()
    vertices[:, 1] = (y * 12.0 - 10.0 + rng.uniform(-2.5, 2.5, (6, 6))).ravel()
    if rng.random() < 0.5:
        # Corners on the middles of pixels, or a rounding error beside them.
        vertices[:, :2] = np.nextafter(np.rint(vertices[:, :2] - 0.5) + 0.5, rng.choice([0, 99]))
    vertices[:, 5:] = (0.5, 1.0, 1.0, 1.0)
    corner = np.arange(36).reshape(6, 6)
    a, b, c, d = (corner[i : i + 5, j : j + 5].ravel() for i, j in ((0, 0), (0, 1), (1, 1), (1, 0)))
    triangles = np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)]).astype(np.int32)
    colour = np.zeros((HEIGHT, WIDTH, 4), np.float32)
    depth = np.full((HEIGHT, WIDTH), FAR, np.float32)
    paint_stripes(
        0, 1, vertices, triangles, np.zeros(50, np.uint8), np.zeros(50, np.int32), 0, 1,
        np.array([[0, 1, 1]], np.int32), np.ones(1, np.float32), np.full(4, 255, np.uint8),
        colour, depth, False,
    )  # fmt: skip
    assert np.allclose(colour[..., 3], 127.5, atol=0.01)


def test_under_is_over_in_the_other_order() -> None:
    """A translucent sheet beneath another, painted first or last."""
    rng = np.random.default_rng(5)
    vertices = np.zeros((6, 9), np.float32)
    vertices[:3, :2] = vertices[3:, :2] = ((-90, -90), (150, -90), (-90, 150))
    vertices[:, 3:5] = rng.uniform(0, 3, (6, 2))
    vertices[:, 5:] = (0.6, 1.0, 0.9, 1.1)
    corners = np.array([[0, 1, 2], [3, 4, 5]], np.int32)
    texels = np.array([90, 40, 10, 200, 20, 80, 120, 160], np.uint8)
    places = np.array([[0, 1, 1], [4, 1, 1]], np.int32)
    scene = (vertices, corners, np.zeros(2, np.uint8), np.array([0, 1], np.int32))
    both = np.ones(2, np.float32)
    over, under = (np.zeros((HEIGHT, WIDTH, 4), np.float32) for _ in range(2))
    depth = np.full((HEIGHT, WIDTH), FAR, np.float32)
    paint_stripes(0, 1, *scene, 0, 2, places, both, texels, over, depth.copy(), False)
    paint_stripes(0, 1, *scene, 1, 2, places, both, texels, under, depth, False)
    paint_stripes(0, 1, *scene, 0, 1, places, both, texels, under, depth, True)
    assert over.max() > 50.0
    assert np.allclose(over, under, atol=0.01)


@given(at=st.floats(10.0, 30.0), slope=st.floats(-0.8, 0.8))
@settings(max_examples=40)
def test_closed_lips_let_nothing_through(at: float, slope: float) -> None:
    """Two outlines that lie on each other cover every pixel; each alone ends within one."""
    left, right = (-60.0, at - 60.0 * slope), (100.0, at + 100.0 * slope)
    vertices = np.zeros((6, 9), np.float32)
    vertices[:, :2] = (left, right, (20.0, -400.0), left, right, (20.0, 400.0))
    vertices[:, 5:] = 1.0
    corners = np.array([[0, 1, 2], [3, 4, 5]], np.int32)
    rest = (
        0, 1, np.array([[0, 1, 1]], np.int32), np.ones(1, np.float32), np.full(4, 255, np.uint8),
    )  # fmt: skip
    covered: list[np.ndarray] = []
    for which in ([0], [1], [0, 1]):
        colour = np.zeros((HEIGHT, WIDTH, 4), np.float32)
        depth = np.full((HEIGHT, WIDTH), FAR, np.float32)
        n = len(which)
        paint_stripes(
            0, 1, vertices, corners[which], np.ones(n, np.uint8), np.zeros(n, np.int32), *rest,
            colour, depth, False,
        )  # fmt: skip
        covered.append(colour[..., 3])
    upper, lower, both = covered
    assert (both > 254.0).all()
    y, x = np.indices(upper.shape) + 0.5
    below = y - (at + slope * x)
    assert (upper[below > 1.5] == 0.0).all() and (upper[below < -0.1] == 255.0).all()
    assert (lower[below < -1.5] == 0.0).all() and (lower[below > 0.1] == 255.0).all()

"""Joints: nothing at rest, soft limits, a neck that takes part."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sherin.body.channels import CHANNEL_NAMES, NEUTRAL
from sherin.body.rendering.posing import (
    HEAD_KNEE_DEG,
    HEAD_LIMIT_DEG,
    joint_matrices,
    soft_clamp,
)
from sherin.testing.rigs import tiny_rig

FRAME = tiny_rig().frame


def matrices(**channels: float) -> np.ndarray:
    pose = dict(zip(CHANNEL_NAMES, NEUTRAL.tolist(), strict=True)) | channels
    return joint_matrices(FRAME, pose)


def yaw_deg(matrix: np.ndarray) -> float:
    """Where the nose's direction (-z) points, to the picture's right."""
    x, _, z = matrix[:, :3] @ (0.0, 0.0, -1.0)
    return float(np.degrees(np.arctan2(x, -z)))


def test_neutral_moves_nothing() -> None:
    identity = np.column_stack([np.eye(3), np.zeros(3)])
    assert np.allclose(matrices(), identity, atol=1e-12)


@pytest.mark.parametrize("angle", [-15.0, -4.0, 8.0, 15.0])
def test_head_turns_by_what_the_channel_says(angle: float) -> None:
    assert yaw_deg(matrices(headYaw=angle)[3]) == pytest.approx(angle)


def test_neck_takes_part_of_the_turn() -> None:
    turned = matrices(headYaw=14.0)
    assert 0.2 * 14.0 < yaw_deg(turned[2]) < 0.6 * 14.0
    assert yaw_deg(turned[1]) == pytest.approx(0.0)


def test_far_turn_ends_softly_before_the_limit() -> None:
    turns = [yaw_deg(matrices(headYaw=angle)[3]) for angle in (15, 20, 25, 35, 45)]
    assert turns[1] > 19.0
    assert turns == sorted(turns) and turns[-1] <= HEAD_LIMIT_DEG


def test_a_turned_torso_counts_toward_the_heads_limit() -> None:
    assert yaw_deg(matrices(headYaw=20.0, torsoTurn=12.0)[3]) <= HEAD_LIMIT_DEG


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
def test_soft_clamp_keeps_order_sign_and_limit(a: float, b: float) -> None:
    low, high = sorted((a, b))
    clamped = [soft_clamp(value, HEAD_KNEE_DEG, HEAD_LIMIT_DEG) for value in (low, high)]
    assert clamped[0] <= clamped[1]
    assert all(abs(value) <= HEAD_LIMIT_DEG for value in clamped)
    if abs(low) <= HEAD_KNEE_DEG:
        assert clamped[0] == low


def test_root_never_moves() -> None:
    moved = matrices(headYaw=20.0, torsoLean=20.0, headX=0.5, breath=1.0)
    assert np.array_equal(moved[0], np.column_stack([np.eye(3), np.zeros(3)]))

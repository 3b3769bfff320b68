"""The stage: a rig and a channel vector become a picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import ChannelVector
from sherin.body.rendering.camera import View, framing_of, view_of
from sherin.body.rendering.finishing import finish_rows
from sherin.body.rendering.light import Light, add_gains, light_of, tone_table
from sherin.body.rendering.moving import add_shapes, find_normals, see, skin
from sherin.body.rendering.posing import joint_matrices
from sherin.body.rendering.rasterising import FAR, paint_stripes
from sherin.body.rendering.scene import scene_of
from sherin.body.rendering.weights import Weights
from sherin.body.rendering.workers import Workers
from sherin.body.rig.model import Fade, Rig

__all__ = ["Stage"]

Picture = NDArray[np.uint8]  # (h, w, 4), sRGB, straight alpha
Floats = NDArray[np.float32]

_LIT: Final[Mapping[str, float]] = {"skin": 1.0, "lid": 1.0, "glasses": 0.6, "eye": 0.35}
"""How much of the light's change each material shows; `card`s but the background count as skin."""


class Stage:
    """Draws one rig at one size. Same input, same bytes; not for several threads at once.

    Cost: one call about 10 ms at 512 x 512 on two cores, no memory that grows.
    """

    def __init__(self, rig: Rig, *, size: tuple[int, int], seed: int = 0) -> None:
        self.rig = rig
        self.size = size
        self._phase = 0.61803398875 * (seed % 65536)
        self._framing = framing_of(rig.frame, size, _known(rig))
        self._scene = scene_of(rig, px_per_d=self._framing.px_per_d)
        self._weights = Weights(rig)
        self._workers = Workers()
        scene, (width, height) = self._scene, size
        n = len(scene.rest)
        self._points = np.empty((n, 3), np.float32)
        self._normals = np.empty((n, 3), np.float32)
        self._vertices = np.zeros((n, 9), np.float32)
        self._vertices[:, 3:5] = scene.texel_uvs
        self._vertices[:, 5] = scene.feather
        self._colour = np.zeros((height, width, 4), np.float32)
        self._depth = np.empty((height, width), np.float32)
        self._strength = np.concatenate(
            [np.full(len(layer.positions), _lit_share(layer.name, layer.material), np.float32)
             for layer in scene.layers]
        )  # fmt: skip
        self._rest_normals = np.empty((n, 3), np.float32)
        find_normals(scene.rest, scene.triangles, self._rest_normals)

    def draw(
        self,
        vector: ChannelVector,
        *,
        t_s: float,
        extra: Mapping[str, float] | None = None,
        background: bool = True,
        out: Picture | None = None,
    ) -> Picture:
        """The picture of one moment.

        Args:
            vector: (N_CHANNELS,), each channel in its own unit.
            t_s: Seconds; what drifts by itself (dust, wind, the hand that holds the camera) is a
                function of it.
            extra: Overrides by name, such as `{"photoExpression": 1.0}`.
            background: Whether the layer of that name is drawn; without it, its place is
                transparent.
            out: Filled and returned; (h, w, 4).

        Returns:
            (h, w, 4), straight alpha.
        """
        pose = self._weights.of(vector, extra)
        view = view_of(self._framing, pose, t_s=t_s, phase=self._phase)
        light = light_of(self.rig.frame, pose)
        self._move(pose, view)
        self._shade(light)
        self._paint(self._opacities(pose, light, background=background))
        picture = np.empty((*self._depth.shape, 4), np.uint8) if out is None else out
        self._finish(light, picture)
        return picture

    def _move(self, pose: Mapping[str, float], view: View) -> None:
        scene = self._scene
        weights = np.array([pose.get(name, 0.0) for name in scene.shapes])
        add_shapes(
            scene.rest, scene.shape_first, scene.shape_index, scene.shape_delta, weights,
            self._points,
        )  # fmt: skip
        skin(self._points, scene.skinning, joint_matrices(self.rig.frame, pose))
        see(
            self._points, view.focal, view.distance, view.cosine, view.sine, *view.offset,
            self._vertices,
        )  # fmt: skip
        for k, layer in enumerate(scene.layers):
            if layer.name == "background":
                self._vertices[scene.span(k), 0] += view.background_shift_px

    def _shade(self, light: Light) -> None:
        find_normals(self._points, self._scene.triangles, self._normals)
        add_gains(
            self._rest_normals, self._normals, self._strength, light.before, light.after,
            *light.gain, self._vertices,
        )  # fmt: skip

    def _opacities(self, pose: Mapping[str, float], light: Light, *, background: bool) -> Floats:
        values = np.ones(len(self._scene.layers), np.float32)
        for k, layer in enumerate(self._scene.layers):
            for fade in layer.fades:
                values[k] *= _faded(fade, pose)
            if layer.material == "shadow":
                values[k] = min(1.0, values[k] * light.shadow)
            if layer.name == "background" and not background:
                values[k] = 0.0
        return values

    def _paint(self, opacity: Floats) -> None:
        scene = self._scene
        self._colour[:] = 0.0
        self._depth[:] = FAR

        def paint(worker: int, n_workers: int) -> None:
            paint_stripes(
                worker, n_workers, self._vertices, scene.triangles, scene.outline, scene.layer_of,
                0, len(scene.layers), scene.texture_of, opacity, scene.texels,
                self._colour, self._depth,
            )  # fmt: skip

        self._workers.run(paint)

    def _finish(self, light: Light, picture: Picture) -> None:
        tone = tone_table(light)
        height = len(picture)

        def finish(worker: int, n_workers: int) -> None:
            first, last = worker * height // n_workers, (worker + 1) * height // n_workers
            finish_rows(self._colour, tone, first, last, picture)

        self._workers.run(finish)


def _lit_share(name: str, material: str) -> float:
    if name == "background":
        return 0.0
    return 1.0 if material == "card" else _LIT.get(material, 0.0)


def _faded(fade: Fade, pose: Mapping[str, float]) -> float:
    value = sum(weight * pose[name] for name, weight in fade.terms)
    share = (value - fade.low) / (fade.high - fade.low) if fade.high != fade.low else 0.0
    share = min(1.0, max(0.0, share))
    return share * share * (3.0 - 2.0 * share)


def _known(rig: Rig) -> tuple[float, float, float, float]:
    """x0, y0, x1, y1 in d: the crop, the least that a rig knows."""
    (x, y), half = rig.frame.centre, 0.5 * rig.frame.width_d
    return x - half, y - half, x + half, y + half

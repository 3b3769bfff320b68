"""The stage: a rig and a channel vector become a picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import CHANNELS, ChannelVector
from sherin.body.rendering.air import Dust, paint_specks
from sherin.body.rendering.body_shapes import added_shapes, held_at_edges, wind_weights
from sherin.body.rendering.camera import View, framing_of, view_of
from sherin.body.rendering.finishing import finish_rows
from sherin.body.rendering.hands_pass import HandsPass
from sherin.body.rendering.light import Light, add_gains, light_of, tone_table
from sherin.body.rendering.moving import add_shapes, find_normals, see, skin
from sherin.body.rendering.posing import joint_matrices
from sherin.body.rendering.rasterising import FAR, LAYER_STEP, paint_stripes
from sherin.body.rendering.scene import scene_of
from sherin.body.rendering.tracking import Tracking
from sherin.body.rendering.weights import Weights
from sherin.body.rendering.workers import Workers
from sherin.body.rendering.wrinkles import Wrinkles
from sherin.body.rig.hands.kit import HandKit
from sherin.body.rig.model import PHOTO_EXPRESSION, Fade, Rig
from sherin.errors import RenderError

__all__ = ["Stage"]

Picture = NDArray[np.uint8]  # (h, w, 4), sRGB, straight alpha
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

_LIT: Final[Mapping[str, float]] = {"skin": 1.0, "lid": 1.0, "glasses": 0.6, "eye": 0.35}
"""How much of the light's change each material shows; `card`s but the background count as skin."""
_BACKGROUND: Final = "background"
_AROUND: Final = np.array([channel.domain in {"light", "environment"} for channel in CHANNELS])
_SIZE_PX: Final = (16, 8192)


class Stage:
    """Draws one rig at one size. Same input, same bytes; one thread at a time may draw.

    Cost: see docs/rendering.md; memory does not grow.

    Args:
        rig: What is drawn; its own photo is what a square picture shows at rest.
        size: (width, height) in px.
        seed: Of what drifts by itself.
        on_lap: Told of each part of `draw` when it is done: `vertices`, `pixels`, `finish`.

    Raises:
        RenderError: the size is of no use, or the rig has no head.
    """

    def __init__(
        self,
        rig: Rig,
        *,
        size: tuple[int, int],
        seed: int = 0,
        on_lap: Callable[[str], None] | None = None,
    ) -> None:
        if not all(_SIZE_PX[0] <= side <= _SIZE_PX[1] for side in size):
            raise RenderError(
                f"a picture of {size[0]} x {size[1]} px: each side must be {_SIZE_PX[0]} to "
                f"{_SIZE_PX[1]} px. Usual are 512x512, 1920x1080 and 1080x1920."
            )
        if not any(layer.name == "head" for layer in rig.layers):
            raise RenderError(
                f"the rig has no layer 'head', only {[layer.name for layer in rig.layers]}. "
                "Build it again from its photo."
            )
        self.rig = rig
        self.size = size
        self._on_lap = on_lap or _ignore
        self._phase = 0.61803398875 * (seed % 65536)
        self._framing = framing_of(rig, size)
        self._scene = scene_of(
            held_at_edges(rig), px_per_d=self._framing.px_per_d, added=added_shapes(rig)
        )
        self._weights = Weights(rig)
        self._wrinkles = Wrinkles(rig, self._scene)
        self._dust = Dust(size, seed=seed)
        self._tracking = Tracking(rig.frame, self._scene)
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
        # The photo's light fell on the photo's own expression, not on the neutral made of it.
        as_taken = np.array([float(name == PHOTO_EXPRESSION) for name in scene.shapes])
        add_shapes(
            scene.rest, scene.shape_first, scene.shape_index, scene.shape_delta, as_taken,
            self._points,
        )  # fmt: skip
        find_normals(self._points, scene.triangles, self._rest_normals)
        names = [layer.name for layer in scene.layers]
        self._hands = (
            HandsPass(rig.hands, rig.frame, px_per_d=self._framing.px_per_d, first_layer=len(names))
            if isinstance(rig.hands, HandKit)
            else None
        )
        self._n_behind = 1 + names.index(_BACKGROUND) if _BACKGROUND in names else 0

    def draw(
        self,
        vector: ChannelVector,
        *,
        t_s: float,
        extra: Mapping[str, float] | None = None,
        background: bool = True,
        surroundings: ChannelVector | None = None,
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
            surroundings: Where light and environment are read instead: the vector of `ambientDelay`
                earlier, where they are to lag behind the body.
            out: Filled and returned; (h, w, 4).

        Returns:
            (h, w, 4), straight alpha.

        Raises:
            RenderError: a value is no number, or `extra` names something that does not exist.
        """
        if surroundings is not None:
            vector = np.where(_AROUND, surroundings, vector)
        pose = self._weights.of(vector, extra)
        light = light_of(self.rig.frame, pose)
        view = self._place(pose, light, t_s=t_s)
        if self._hands is not None:
            self._hands.place(vector, view, light.gain)
        self._on_lap("vertices")
        specks = self._dust.specks(
            density=pose["particles"], wind=pose["wind"], t_s=t_s, light=light.gain
        )
        self._paint(
            self._opacities(pose, light, background=background), specks, shadow=light.shadow
        )
        self._on_lap("pixels")
        picture = np.empty((*self._depth.shape, 4), np.uint8) if out is None else out
        self._finish(light, picture)
        self._on_lap("finish")
        return picture

    def depth(
        self, vector: ChannelVector, *, t_s: float, extra: Mapping[str, float] | None = None
    ) -> Floats:
        """(h, w) z in d, away from the camera, 0 at the eyes; the background is infinitely far."""
        pose = self._weights.of(vector, extra)
        light = light_of(self.rig.frame, pose)
        view = self._place(pose, light, t_s=t_s)
        if self._hands is not None:
            self._hands.place(vector, view, light.gain)
        none = np.zeros((0, 7))
        # Shadows lie on what they darken and have no depth of their own.
        opacity = self._opacities(pose, light, background=False)
        opacity[[layer.material == "shadow" for layer in self._scene.layers]] = 0.0
        self._paint(opacity, (none, none), shadow=0.0)
        # Every layer has its own slab of the buffer; a rig lies between -16 and 48 d.
        layer = np.floor((48.0 - self._depth) / LAYER_STEP)
        z = self._depth + LAYER_STEP * layer
        return np.where(self._depth < 0.5 * FAR, z, np.inf).astype(np.float32)

    def landmarks(
        self, vector: ChannelVector, *, t_s: float, extra: Mapping[str, float] | None = None
    ) -> Doubles:
        """(478, 3): where the face's landmarks are drawn: x and y in px, z in d."""
        pose = self._weights.of(vector, extra)
        view = self._place(pose, light_of(self.rig.frame, pose), t_s=t_s)
        head = joint_matrices(self.rig.frame, pose)[3]
        points = self._tracking.landmarks(self._points, head)
        return np.column_stack([view.project(points), points[:, 2]])

    def project(self, points: Doubles, vector: ChannelVector, *, t_s: float) -> Doubles:
        """(n, 2) px at which the camera of a moment sees points (n, 3) of the face frame."""
        return view_of(
            self._framing, self._weights.of(vector, None), t_s=t_s, phase=self._phase
        ).project(points)

    def _place(self, pose: Mapping[str, float], light: Light, *, t_s: float) -> View:
        """Vertices, their light and the wrinkles of a moment."""
        scene = self._scene
        view = view_of(self._framing, pose, t_s=t_s, phase=self._phase)
        named = {**pose, **wind_weights(pose["wind"], t_s=t_s, phase=self._phase)}
        weights = np.array([named.get(name, 0.0) for name in scene.shapes])
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
            if layer.name == _BACKGROUND:
                self._vertices[scene.span(k), 0] += view.background_shift_px
        find_normals(self._points, scene.triangles, self._normals)
        add_gains(
            self._rest_normals, self._normals, self._strength, light.before, light.after,
            *light.gain, self._vertices,
        )  # fmt: skip
        self._wrinkles.press(pose)
        return view

    def _opacities(self, pose: Mapping[str, float], light: Light, *, background: bool) -> Floats:
        values = np.ones(len(self._scene.layers), np.float32)
        for k, layer in enumerate(self._scene.layers):
            for fade in layer.fades:
                values[k] *= _faded(fade, pose)
            if layer.material == "shadow":
                values[k] = min(1.0, values[k] * light.shadow)
            if layer.name == _BACKGROUND and not background:
                values[k] = 0.0
        return values

    def _paint(self, opacity: Floats, specks: tuple[Doubles, Doubles], *, shadow: float) -> None:
        self._clear()
        behind, before = specks
        self._paint_layers(self._n_behind, len(opacity), opacity)
        if self._hands is not None:
            self._hands.paint(self._workers.run, self._colour, self._depth, shadow=shadow)
        # From front to back, so that nothing is painted that is covered.
        paint_specks(behind, self._colour, True)
        self._paint_layers(0, self._n_behind, opacity, under=True)
        paint_specks(before, self._colour, False)

    def _clear(self) -> None:
        height = len(self._depth)

        def clear(worker: int, n_workers: int) -> None:
            rows = slice(worker * height // n_workers, (worker + 1) * height // n_workers)
            self._colour[rows] = 0.0
            self._depth[rows] = FAR

        self._workers.run(clear)

    def _paint_layers(self, first: int, last: int, opacity: Floats, *, under: bool = False) -> None:
        scene = self._scene

        def paint(worker: int, n_workers: int) -> None:
            paint_stripes(
                worker, n_workers, self._vertices, scene.triangles, scene.outline, scene.layer_of,
                first, last, scene.texture_of, opacity, scene.texels, self._colour, self._depth,
                under,
            )  # fmt: skip

        self._workers.run(paint)

    def _finish(self, light: Light, picture: Picture) -> None:
        tone = tone_table(light)
        height = len(picture)

        def finish(worker: int, n_workers: int) -> None:
            first, last = worker * height // n_workers, (worker + 1) * height // n_workers
            finish_rows(self._colour, tone, first, last, picture)

        self._workers.run(finish)


def _ignore(_: str) -> None:
    """Nobody measures."""


def _lit_share(name: str, material: str) -> float:
    if name == _BACKGROUND:
        return 0.0
    return 1.0 if material == "card" else _LIT.get(material, 0.0)


def _faded(fade: Fade, pose: Mapping[str, float]) -> float:
    value = sum(weight * pose[name] for name, weight in fade.terms)
    share = (value - fade.low) / (fade.high - fade.low) if fade.high != fade.low else 0.0
    share = min(1.0, max(0.0, share))
    return share * share * (3.0 - 2.0 * share)

"""Triangles to pixels: one z-buffer for all layers, textures, light, soft outlines.

A frame is split into stripes of rows; each worker fills its own stripes and walks all triangles in
their order, so that a pixel is always painted by one worker in one order. Colours are premultiplied
sRGB in 0..255, float32. The plain twin is `plain_rasterising.py`.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.rendering.compiled import compiled

__all__ = [
    "FAR",
    "LAYER_STEP",
    "STRIPE_ROWS",
    "SUBPIXELS",
    "paint_stripes",
]

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Bytes = NDArray[np.uint8]

SUBPIXELS: Final = 256
"""Vertices snap to this fraction of a pixel, which makes edges shared by triangles exact."""
STRIPE_ROWS: Final = 16
LAYER_STEP: Final = 64.0
"""Depth between two layers in the z-buffer, in d: more than any rig is deep, so none mix."""
PAIR: Final = 0x00FF00FF
"""Every second byte of a texel read as one little-endian word: red and blue, or green and alpha."""
FAR: Final = np.float32(3.0e38)

# Columns of the vertex table.
_X, _Y, _Z, _U, _V, _ALPHA, _RED, _GREEN, _BLUE = range(9)


@compiled
def paint_stripes(
    worker: int,
    n_workers: int,
    vertices: Floats,
    triangles: Ints,
    outline: Bytes,
    layer_of: Ints,
    layer_first: int,
    layer_last: int,
    texture_of: Ints,
    opacity: Floats,
    texels: Bytes,
    colour: Floats,
    depth: Floats,
    under: bool,  # noqa: FBT001
) -> None:
    """Paint the triangles of some layers into the stripes of one worker.

    Args:
        worker: 0 .. n_workers - 1.
        n_workers: Stripe k belongs to worker k mod n_workers.
        vertices: (n, 9): x, y in px; z in d; u, v in texels of the layer's texture; alpha 0..1;
            gain of red, green, blue.
        triangles: (m, 3).
        outline: (m,) bits 0..2: the edge from corner k to corner k + 1 is an outline, which is
            smoothed over one pixel.
        layer_of: (m,) layer of each triangle, ascending.
        layer_first: First layer to paint.
        layer_last: One past the last.
        texture_of: (n_layers, 3): offset into `texels`, width, height.
        opacity: (n_layers,) 0..1; a layer at 0 is skipped.
        texels: Premultiplied RGBA, all textures after each other.
        colour: (h, w, 4), painted over.
        depth: (h, w), smaller is nearer: z minus `LAYER_STEP` times the layer.
        under: Paint beneath what is there, for the backmost layer alone: what is covered, about
            half of a portrait, then costs nothing. Depth is left as it is.
    """
    height, width = colour.shape[0], colour.shape[1]
    sub, half = float(SUBPIXELS), SUBPIXELS // 2
    words = texels.view(np.uint32)
    one, per_weight = np.float32(1.0), np.float32(1.0 / 256.0)
    for t in range(triangles.shape[0]):
        layer = layer_of[t]
        if layer < layer_first or layer >= layer_last:
            continue
        fade = opacity[layer]
        if fade <= 0.0:
            continue
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ax, ay = int(np.rint(vertices[a, _X] * sub)), int(np.rint(vertices[a, _Y] * sub))
        bx, by = int(np.rint(vertices[b, _X] * sub)), int(np.rint(vertices[b, _Y] * sub))
        cx, cy = int(np.rint(vertices[c, _X] * sub)), int(np.rint(vertices[c, _Y] * sub))
        soft = outline[t]
        # Middles of pixels inside the box of the snapped corners, a pixel larger where the outline
        # is smoothed.
        guard = SUBPIXELS if soft else 0
        y0 = max(0, -((half + guard - min(ay, by, cy)) // SUBPIXELS))
        y1 = min(height - 1, (max(ay, by, cy) + guard - half) // SUBPIXELS)
        x0 = max(0, -((half + guard - min(ax, bx, cx)) // SUBPIXELS))
        x1 = min(width - 1, (max(ax, bx, cx) + guard - half) // SUBPIXELS)
        if y1 < y0 or x1 < x0:
            continue
        if (y1 // STRIPE_ROWS) == (y0 // STRIPE_ROWS) and (
            (y0 // STRIPE_ROWS) % n_workers != worker
        ):
            continue
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if area == 0:
            continue
        bits = int(soft)
        if area < 0:
            # Corners in the other order: swap b and c, and the outline's edges with them.
            b, c = c, b
            bx, by, cx, cy = cx, cy, bx, by
            bits = ((bits >> 2) & 1) | (bits & 2) | ((bits & 1) << 2)
            area = -area
        # Edge k runs from corner k to k + 1; its function is >= 0 inside and steps by these.
        dx0, dy0 = ay - by, bx - ax
        dx1, dy1 = by - cy, cx - bx
        dx2, dy2 = cy - ay, ax - cx
        px, py = x0 * SUBPIXELS + half, y0 * SUBPIXELS + half
        e0_row = dx0 * (px - ax) + dy0 * (py - ay)
        e1_row = dx1 * (px - bx) + dy1 * (py - by)
        e2_row = dx2 * (px - cx) + dy2 * (py - cy)
        # A pixel on a shared edge belongs to one side only (the top left rule).
        bias0 = 0 if (dx0 > 0 or (dx0 == 0 and dy0 > 0)) else 1
        bias1 = 0 if (dx1 > 0 or (dx1 == 0 and dy1 > 0)) else 1
        bias2 = 0 if (dx2 > 0 or (dx2 == 0 and dy2 > 0)) else 1
        unit0 = 1.0 / (np.sqrt(float(dx0 * dx0 + dy0 * dy0)) * sub)
        unit1 = 1.0 / (np.sqrt(float(dx1 * dx1 + dy1 * dy1)) * sub)
        unit2 = 1.0 / (np.sqrt(float(dx2 * dx2 + dy2 * dy2)) * sub)
        low0 = -int(1.0 / unit0) if bits & 1 else bias0
        low1 = -int(1.0 / unit1) if bits & 2 else bias1
        low2 = -int(1.0 / unit2) if bits & 4 else bias2
        # Values are linear over the screen: at rest that maps the photo to itself exactly.
        inverse = 1.0 / float(area)
        step1, step2 = dx2 * SUBPIXELS * inverse, dx0 * SUBPIXELS * inverse
        down1, down2 = dy2 * SUBPIXELS * inverse, dy0 * SUBPIXELS * inverse
        share1, share2 = e2_row * inverse, e0_row * inverse
        z_b = float(vertices[b, _Z] - vertices[a, _Z])
        z_c = float(vertices[c, _Z] - vertices[a, _Z])
        u_b = float(vertices[b, _U] - vertices[a, _U])
        u_c = float(vertices[c, _U] - vertices[a, _U])
        v_b = float(vertices[b, _V] - vertices[a, _V])
        v_c = float(vertices[c, _V] - vertices[a, _V])
        w_b = float(vertices[b, _ALPHA] - vertices[a, _ALPHA])
        w_c = float(vertices[c, _ALPHA] - vertices[a, _ALPHA])
        r_b = float(vertices[b, _RED] - vertices[a, _RED])
        r_c = float(vertices[c, _RED] - vertices[a, _RED])
        g_b = float(vertices[b, _GREEN] - vertices[a, _GREEN])
        g_c = float(vertices[c, _GREEN] - vertices[a, _GREEN])
        k_b = float(vertices[b, _BLUE] - vertices[a, _BLUE])
        k_c = float(vertices[c, _BLUE] - vertices[a, _BLUE])
        z_a = float(vertices[a, _Z]) - LAYER_STEP * layer
        u_a, v_a = float(vertices[a, _U]) - 0.5, float(vertices[a, _V]) - 0.5
        w_a = float(vertices[a, _ALPHA])
        r_a, g_a, k_a = (
            float(vertices[a, _RED]),
            float(vertices[a, _GREEN]),
            float(vertices[a, _BLUE]),
        )
        first_word = texture_of[layer, 0] // 4
        base, tex_w, tex_h = texture_of[layer, 0], texture_of[layer, 1], texture_of[layer, 2]
        u_max, v_max = tex_w - 1.0, tex_h - 1.0
        pitch = 4 * tex_w
        for y in range(y0, y1 + 1):
            if (y // STRIPE_ROWS) % n_workers == worker:
                e0, e1, e2 = e0_row, e1_row, e2_row
                s1, s2 = share1, share2
                entered = False
                for x in range(x0, x1 + 1):
                    if e0 >= low0 and e1 >= low1 and e2 >= low2:
                        entered = True
                        f1, f2 = s1, s2
                        if bits:
                            # Just outside, values are the outline's: a sliver's would run away.
                            f1 = min(max(f1, 0.0), 1.0)
                            f2 = min(max(f2, 0.0), 1.0 - f1)
                        z = z_a + f1 * z_b + f2 * z_c
                        if (colour[y, x, 3] < 254.5) if under else (z <= depth[y, x]):
                            alpha = (w_a + f1 * w_b + f2 * w_c) * fade
                            if bits:
                                if bits & 1:
                                    alpha *= min(1.0, e0 * unit0 + 1.0)
                                if bits & 2:
                                    alpha *= min(1.0, e1 * unit1 + 1.0)
                                if bits & 4:
                                    alpha *= min(1.0, e2 * unit2 + 1.0)
                            if alpha > 0.002:
                                u, v = u_a + f1 * u_b + f2 * u_c, v_a + f1 * v_b + f2 * v_c
                                edge_alpha = 255.0
                                if u < 0.0 or v < 0.0 or u > u_max or v > v_max:
                                    # Beyond its edges a texture is mirrored, as far as the edge is
                                    # opaque: hair that the photo cut off goes on as hair, not as
                                    # stripes, and nothing stands above a whole head.
                                    edge_u = int(min(max(u, 0.0), u_max))
                                    edge_v = int(min(max(v, 0.0), v_max))
                                    edge_alpha = float(
                                        texels[base + edge_v * pitch + 4 * edge_u + 3]
                                    )
                                    if u < 0.0:
                                        u = min(-u, u_max)
                                    elif u > u_max:
                                        u = max(2.0 * u_max - u, 0.0)
                                    if v < 0.0:
                                        v = min(-v, v_max)
                                    elif v > v_max:
                                        v = max(2.0 * v_max - v, 0.0)
                                iu, iv = int(u), int(v)
                                # Weights of the four texels around, in 1/256, that sum to one.
                                fu, fv = int((u - iu) * 256.0 + 0.5), int((v - iv) * 256.0 + 0.5)
                                at = first_word + iv * tex_w + iu
                                right_at = at + 1 if iu + 1 < tex_w else at
                                low_at = at + tex_w if iv + 1 < tex_h else at
                                w11 = (fu * fv + 128) >> 8
                                w10, w01 = fu - w11, fv - w11
                                w00 = 256 - fu - w01
                                p00, p10 = int(words[at]), int(words[right_at])
                                p01 = int(words[low_at])
                                p11 = int(words[low_at + (right_at - at)])
                                # Two channels to a word: 16 bits each hold 255 * 256.
                                red_blue = (
                                    (p00 & PAIR) * w00
                                    + (p10 & PAIR) * w10
                                    + (p01 & PAIR) * w01
                                    + (p11 & PAIR) * w11
                                )
                                green_alpha = (
                                    ((p00 >> 8) & PAIR) * w00
                                    + ((p10 >> 8) & PAIR) * w10
                                    + ((p01 >> 8) & PAIR) * w01
                                    + ((p11 >> 8) & PAIR) * w11
                                )
                                opaque = np.float32(green_alpha >> 16) * per_weight
                                if opaque > 0.25 and edge_alpha > 0.0:
                                    red = np.float32(red_blue & 0xFFFF) * per_weight
                                    green = np.float32(green_alpha & 0xFFFF) * per_weight
                                    blue = np.float32(red_blue >> 16) * per_weight
                                    share = np.float32(alpha)
                                    if opaque > edge_alpha:
                                        share *= np.float32(edge_alpha) / opaque
                                    red *= share * np.float32(r_a + f1 * r_b + f2 * r_c)
                                    green *= share * np.float32(g_a + f1 * g_b + f2 * g_c)
                                    blue *= share * np.float32(k_a + f1 * k_b + f2 * k_c)
                                    opaque *= share
                                    if under:
                                        keep = one - colour[y, x, 3] * np.float32(1.0 / 255.0)
                                        colour[y, x, 0] += keep * red
                                        colour[y, x, 1] += keep * green
                                        colour[y, x, 2] += keep * blue
                                        colour[y, x, 3] += keep * opaque
                                    elif opaque > 254.5:
                                        colour[y, x, 0] = red
                                        colour[y, x, 1] = green
                                        colour[y, x, 2] = blue
                                        colour[y, x, 3] = 255.0
                                        depth[y, x] = z
                                    else:
                                        keep = one - opaque * np.float32(1.0 / 255.0)
                                        colour[y, x, 0] = red + keep * colour[y, x, 0]
                                        colour[y, x, 1] = green + keep * colour[y, x, 1]
                                        colour[y, x, 2] = blue + keep * colour[y, x, 2]
                                        colour[y, x, 3] = opaque + keep * colour[y, x, 3]
                                        if opaque > 127.0:
                                            depth[y, x] = z
                    elif entered:
                        break
                    e0 += dx0 * SUBPIXELS
                    e1 += dx1 * SUBPIXELS
                    e2 += dx2 * SUBPIXELS
                    s1 += step1
                    s2 += step2
            e0_row += dy0 * SUBPIXELS
            e1_row += dy1 * SUBPIXELS
            e2_row += dy2 * SUBPIXELS
            share1 += down1
            share2 += down2

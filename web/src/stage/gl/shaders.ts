/** The shaders: sheets of the rig, textures made ready, wrinkles pressed in, dust. */
import { PIVOT } from "../light";

/** Depth that one layer has, in d; its nearest and farthest point lie at -16 and 48. */
const SLAB = "64.0";

/**
 * Vertices are seen by the processor already: values run linearly over the screen, which maps the resting rig
 * to its photo exactly. Each layer has its own slab of the depth buffer, so that none mix.
 */
export const SHEET_VERTEX = `#version 300 es
in vec3 place;
in vec2 uv;
in vec3 gain;
in float feather;
uniform vec2 size;
uniform vec2 layer;
out vec2 atUv;
out vec4 tint;
void main() {
  float depth = (layer.x + clamp((place.z + 16.0) / ${SLAB}, 0.0, 1.0)) / layer.y;
  gl_Position = vec4(2.0 * place.x / size.x - 1.0, 1.0 - 2.0 * place.y / size.y, 2.0 * depth - 1.0, 1.0);
  atUv = uv;
  tint = vec4(gain, feather);
}`;

/** Also where nothing is to be toned it would be computed: a software renderer takes both ways of a branch. */
const TONE = `
uniform vec2 tone;
float toned(float value) {
  if (tone.x > 0.0 && value > tone.x) {
    float room = 1.0 - tone.x;
    value = tone.x + room * (1.0 - exp((tone.x - value) / room));
  }
  if (tone.y != 1.0) {
    value = min(value, 1.0);
    const float pivot = ${PIVOT};
    if (tone.y < 1.0) value = pivot + tone.y * (value - pivot);
    else if (value < pivot) value = pivot * pow(value / pivot, tone.y);
    else value = 1.0 - (1.0 - pivot) * pow((1.0 - value) / (1.0 - pivot), tone.y);
  }
  return clamp(value, 0.0, 1.0);
}`;

/** What a sheet's program can do more than texture times light; each costs, so each is a program of its own. */
export interface SheetKind {
  /**
   * Beyond its border a texture is mirrored as far as the border is opaque: hair that the photo cut off goes on
   * as hair.
   */
  readonly isBeyond: boolean;
  /** Light brighter than the photo's, or contrast: see `Tone`. */
  readonly isToned: boolean;
}

/** Texture times light. */
export function sheetFragment({ isBeyond, isToned }: SheetKind): string {
  return `#version 300 es
precision highp float;
in vec2 atUv;
in vec4 tint;
uniform sampler2D picture;
uniform float opacity;
out vec4 colour;
${isToned ? TONE : ""}
void main() {
${isBeyond ? BEYOND : "  vec4 texel = texture(picture, atUv);"}
  vec3 lit = texel.rgb * tint.rgb;
${isToned ? TONED : ""}
  colour = vec4(min(lit, texel.aaa), texel.a) * (tint.a * opacity);
}`;
}

const BEYOND = `
  vec2 border = 0.5 / vec2(textureSize(picture, 0));
  vec2 inside = clamp(atUv, border, 1.0 - border);
  vec4 texel = texture(picture, clamp(2.0 * inside - atUv, border, 1.0 - border));
  if (inside != atUv) texel *= min(1.0, texture(picture, inside).a / max(texel.a, 0.004));`;
const TONED = `
  lit /= max(texel.a, 0.004);
  lit = vec3(toned(lit.r), toned(lit.g), toned(lit.b)) * texel.a;`;

/** A rectangle (x0, y0, x1, y1, each 0..1 of the target) without any vertex buffer. */
export const BOX_VERTEX = `#version 300 es
uniform vec4 box;
out vec2 atUv;
void main() {
  atUv = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1));
  gl_Position = vec4(2.0 * mix(box.xy, box.zw, atUv) - 1.0, 0.0, 1.0);
}`;

/**
 * A texture of the file at the size of the picture: premultiplied, and the mean of what each texel covers.
 *
 * `halves`: 1 the first image has the colours; 2 the second has colour and opacity; 3 both, and the first has
 * the colours where the second is opaque black.
 */
export const READY_FRAGMENT = `#version 300 es
precision highp float;
uniform sampler2D colours;
uniform sampler2D opacities;
uniform int halves;
uniform ivec2 from;
uniform vec2 stride;
out vec4 colour;
vec4 texelAt(ivec2 at) {
  if (halves == 1) return vec4(texelFetch(colours, at, 0).rgb, 1.0);
  vec4 texel = texelFetch(opacities, at, 0);
  if (halves == 3 && texel == vec4(0.0, 0.0, 0.0, 1.0)) texel.rgb = texelFetch(colours, at, 0).rgb;
  return vec4(texel.rgb * texel.a, texel.a);
}
void main() {
  vec2 low = floor(gl_FragCoord.xy) * stride;
  vec2 high = min(low + stride, vec2(from));
  vec4 sum = vec4(0.0);
  for (int y = int(low.y); float(y) < high.y - 1e-3; y++) {
    float down = min(float(y) + 1.0, high.y) - max(float(y), low.y);
    for (int x = int(low.x); float(x) < high.x - 1e-3; x++) {
      float across = min(float(x) + 1.0, high.x) - max(float(x), low.x);
      sum += down * across * texelAt(ivec2(x, y));
    }
  }
  colour = sum / ((high.x - low.x) * (high.y - low.y));
}`;

/** Half of 1 + strength x line: mixed as 2 x source x target. */
export const WRINKLE_FRAGMENT = `#version 300 es
precision highp float;
in vec2 atUv;
uniform sampler2D lines;
uniform float strength;
out vec4 colour;
void main() {
  colour = vec4(0.5 + 0.5 * strength * (texture(lines, atUv).rgb * 2.0 - 1.0), 1.0);
}`;

/** Soft discs: (x, y, radius) px, and premultiplied colour. */
export const SPECK_VERTEX = `#version 300 es
in vec3 place;
in vec3 gain;
in float feather;
uniform vec2 size;
out vec4 tint;
void main() {
  gl_Position = vec4(2.0 * place.x / size.x - 1.0, 1.0 - 2.0 * place.y / size.y, -1.0, 1.0);
  gl_PointSize = 5.0 * place.z;
  tint = vec4(gain, feather);
}`;
export const SPECK_FRAGMENT = `#version 300 es
precision highp float;
in vec4 tint;
out vec4 colour;
void main() {
  vec2 away = 5.0 * (gl_PointCoord - 0.5);
  float alpha = tint.a * exp(-dot(away, away));
  colour = vec4(min(tint.rgb, 1.0), 1.0) * alpha;
}`;

/** Paints a posed figure on a canvas. */
import type { Figure, Light, Path } from "./geometry";

const FAINT = 0.012;
const colours = new Map<string, string>();

/**
 * Paint the figure's latest pose.
 *
 * @param context - Of a canvas; its transform is left as it was.
 * @param size - Width and height to fill, in the context's units.
 */
export function drawFigure(context: CanvasRenderingContext2D, figure: Figure, size: number): void {
  const { palette } = figure.file;
  context.save();
  context.globalAlpha = 1;
  for (const role in palette) colours.set(role, lit(palette[role]!, figure.light));
  context.fillStyle = colours.get("background")!;
  context.fillRect(0, 0, size, size);
  for (const number of figure.order) {
    const opacity = figure.opacity[number]!;
    if (opacity < FAINT) continue;
    const path = figure.paths[number]!;
    context.globalAlpha = opacity;
    context.fillStyle = colours.get(path.role)!;
    if (path.clip >= 0) {
      context.save();
      trace(context, figure, figure.paths[path.clip]!, size);
      context.clip();
    }
    trace(context, figure, path, size);
    context.fill();
    if (path.clip >= 0) context.restore();
  }
  context.restore();
}

/** A palette colour under a light, as CSS. */
export function lit(colour: string, light: Light): string {
  const shown = (from: number, gain: number): number => {
    const part = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    const value = (part * gain - 0.5) * light.contrast + 0.5;
    return Math.round(255 * Math.min(Math.max(value, 0), 1));
  };
  return `rgb(${shown(1, light.red)} ${shown(3, light.green)} ${shown(5, light.blue)})`;
}

function trace(context: CanvasRenderingContext2D, figure: Figure, path: Path, size: number): void {
  const { points } = figure;
  context.beginPath();
  if (path.kind === "fill") {
    for (let k = path.start; k < path.stop; k++) {
      context.lineTo(points[2 * k]! * size, points[2 * k + 1]! * size);
    }
    context.closePath();
    return;
  }
  // Round pieces of changing width: a circle at each point, a quadrilateral between two.
  const scale = 0.5 * figure.unit * size;
  for (let k = path.start; k < path.stop; k++) {
    const x = points[2 * k]! * size;
    const y = points[2 * k + 1]! * size;
    const radius = path.width[k - path.start]! * scale;
    if (radius > 0.15) {
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, 2 * Math.PI);
    }
    if (k === path.start) continue;
    const x0 = points[2 * k - 2]! * size;
    const y0 = points[2 * k - 1]! * size;
    const radius0 = path.width[k - path.start - 1]! * scale;
    const length = Math.hypot(x - x0, y - y0);
    if (length < 1e-6) continue;
    const nx = (y0 - y) / length;
    const ny = (x - x0) / length;
    // Wound like the circles, so that overlaps stay filled.
    context.moveTo(x0 - nx * radius0, y0 - ny * radius0);
    context.lineTo(x - nx * radius, y - ny * radius);
    context.lineTo(x + nx * radius, y + ny * radius);
    context.lineTo(x0 + nx * radius0, y0 + ny * radius0);
    context.closePath();
  }
}

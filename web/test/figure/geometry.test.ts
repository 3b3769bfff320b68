/** The figure's geometry is the same as Python's, and a painter can use it. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { drawFigure, Figure, lit } from "../../src/figure";
import { CHANNELS } from "../../src/generated/channels";

interface FigureVector {
  readonly name: string;
  readonly channels: Readonly<Record<string, number>>;
  readonly knots: readonly number[];
  readonly opacity: readonly number[];
  readonly order: readonly number[];
  readonly unit: number;
  readonly light: readonly number[];
  readonly points?: readonly number[];
}

const path = fileURLToPath(new URL("../../../conformance/figure/vectors.json", import.meta.url));
const file = JSON.parse(readFileSync(path, "utf-8")) as {
  readonly tolerance: number;
  readonly vectors: readonly FigureVector[];
};

function vectorOf(values: Readonly<Record<string, number>>): Float64Array {
  return Float64Array.from(CHANNELS, (row) => values[row[0]] ?? row[6]);
}

function largestDifference(actual: ArrayLike<number>, wanted: readonly number[]): number {
  expect(actual.length).toBe(wanted.length);
  return wanted.reduce((worst, value, k) => Math.max(worst, Math.abs(value - actual[k]!)), 0);
}

describe("the figure's geometry", () => {
  const figure = new Figure();

  it.each(file.vectors)("agrees with Python: $name", (vector) => {
    figure.pose(vectorOf(vector.channels));
    expect(largestDifference(figure.knots, vector.knots)).toBeLessThan(file.tolerance);
    expect(largestDifference(figure.opacity, vector.opacity)).toBeLessThan(file.tolerance);
    expect([...figure.order]).toEqual(vector.order);
    expect(figure.unit).toBeCloseTo(vector.unit, 6);
    const { red, green, blue, contrast, shadow } = figure.light;
    const light = [red, green, blue, contrast, shadow];
    expect(largestDifference(light, vector.light)).toBeLessThan(file.tolerance);
    if (vector.points !== undefined) {
      expect(largestDifference(figure.points, vector.points)).toBeLessThan(file.tolerance);
    }
  });

  it("writes into the same arrays every time", () => {
    const { points, knots, opacity, order } = figure;
    figure.pose(vectorOf({ headYaw: 10 }));
    expect(figure.points).toBe(points);
    expect(figure.knots).toBe(knots);
    expect(figure.opacity).toBe(opacity);
    expect(figure.order).toBe(order);
  });

  it("draws every path once", () => {
    figure.pose(vectorOf({ handLeftVisibility: 1, handRightVisibility: 1 }));
    expect([...figure.order].sort((a, b) => a - b)).toEqual(figure.paths.map((_, k) => k));
  });
});

/** Counts what a painter asks of a canvas. */
class CountingContext {
  fills = 0;
  clips = 0;
  saves = 0;
  globalAlpha = 1;
  fillStyle = "";
  places: number[] = [];
  save(): void {
    this.saves++;
  }
  restore(): void {
    this.saves--;
  }
  fill(): void {
    this.fills++;
  }
  clip(): void {
    this.clips++;
  }
  fillRect(): void {
    this.fills++;
  }
  beginPath(): void {
    this.places.length = 0;
  }
  closePath(): void {
    this.places.push(0);
  }
  moveTo(x: number, y: number): void {
    this.places.push(x, y);
  }
  lineTo(x: number, y: number): void {
    this.places.push(x, y);
    expect(Number.isFinite(x + y)).toBe(true);
  }
  arc(x: number, y: number, radius: number): void {
    expect(radius).toBeGreaterThan(0);
    this.places.push(x, y);
  }
}

describe("the painter", () => {
  it("fills what shows, clips what lies inside, and leaves the canvas as it was", () => {
    const figure = new Figure();
    figure.pose(vectorOf({ jawOpen: 0.5 }));
    const context = new CountingContext();
    drawFigure(context as unknown as CanvasRenderingContext2D, figure, 512);
    const shown = figure.paths.filter((_, k) => figure.opacity[k]! >= 0.012);
    expect(context.fills).toBe(shown.length + 1);
    expect(context.clips).toBe(shown.filter((own) => own.clip >= 0).length);
    expect(context.saves).toBe(0);
  });

  it("shows colours as they are in plain light", () => {
    const plain = { red: 1, green: 1, blue: 1, contrast: 1, shadow: 1 };
    expect(lit("#c2573f", plain)).toBe("rgb(194 87 63)");
    expect(lit("#c2573f", { ...plain, red: 2 })).toBe("rgb(255 87 63)");
  });
});

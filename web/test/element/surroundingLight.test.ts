import { describe, expect, it } from "vitest";
import {
  differs,
  EasedLight,
  lightOf,
  readColour,
  type LightSample,
} from "../../src/element/surroundingLight";

/** Twelve samples in a ring, of a colour that depends on where they lie. */
function ring(colourAt: (dx: number, dy: number) => [number, number, number]): LightSample[] {
  return [...Array(12).keys()].map((k) => {
    const dx = Math.cos((k * Math.PI) / 6);
    const dy = Math.sin((k * Math.PI) / 6);
    const [red, green, blue] = colourAt(dx, dy);
    return { dx, dy, red, green, blue };
  });
}

/** Red light on a normal, by the stage's own formula. */
function redOn(h: Float32Array, x: number, y: number, z: number): number {
  return (
    h[0]! +
    h[3]! * y +
    h[6]! * z +
    h[9]! * x +
    h[12]! * x * y +
    h[15]! * y * z +
    h[18]! * (3 * z * z - 1) +
    h[21]! * x * z +
    h[24]! * (x * x - y * y)
  );
}

describe("lightOf", () => {
  it("gives a dark face on a dark page and a bright one on a white page", () => {
    const grey = (v: number): number => lightOf(ring(() => [v, v, v]))![0]!;
    expect(grey(0)).toBeLessThan(0.4);
    expect(grey(0.68)).toBeCloseTo(1, 1);
    expect(grey(1)).toBeGreaterThan(1.05);
    const levels = [0, 0.1, 0.3, 0.5, 0.8, 1].map(grey);
    expect([...levels].sort((a, b) => a - b)).toEqual(levels);
  });

  it("is the same from all sides where the page is", () => {
    const light = lightOf(ring(() => [0.5, 0.5, 0.5]))!;
    for (let k = 3; k < 27; k += 1) expect(light[k]).toBeCloseTo(0, 5);
  });

  it("lights the cheek that the bright side of the page is at", () => {
    const light = lightOf(ring((dx) => (dx > 0 ? [1, 1, 1] : [0, 0, 0])))!;
    const right = redOn(light, 0.8, 0, -0.6);
    const left = redOn(light, -0.8, 0, -0.6);
    expect(right).toBeGreaterThan(1.3 * left);
    expect(left).toBeGreaterThan(0.2);
    expect(redOn(light, 0, 0, -1)).toBeCloseTo(light[0]!, 1);
  });

  it("tints the face a little, never in full colour", () => {
    const light = lightOf(ring(() => [0.1, 0.2, 0.9]))!;
    expect(light[2]).toBeGreaterThan(light[0]!);
    expect(light[2]).toBeLessThan(2 * light[0]!);
  });

  it("has nothing to say without samples", () => {
    expect(lightOf([])).toBeNull();
  });
});

describe("readColour", () => {
  it.each([
    ["rgb(255, 0, 51)", { red: 1, green: 0, blue: 0.2, alpha: 1 }],
    ["rgba(0, 0, 0, 0)", { red: 0, green: 0, blue: 0, alpha: 0 }],
    ["color(srgb 0.5 0.25 1 / 0.5)", { red: 0.5, green: 0.25, blue: 1, alpha: 0.5 }],
    ["color(srgb 1e-3 0.25 1)", { red: 0.001, green: 0.25, blue: 1, alpha: 1 }],
  ])("reads %s", (css, colour) => {
    expect(readColour(css)).toEqual(colour);
  });

  it.each(["", "none", "oklch(0.7 0.1 200)"])("does not guess at %j", (css) => {
    expect(readColour(css)).toBeNull();
  });
});

describe("EasedLight", () => {
  it("goes to a light over some frames and then says nothing more", () => {
    const light = new EasedLight();
    expect(light.at(0)).toBeNull();
    light.to(lightOf(ring(() => [0, 0, 0])), 100);
    const series = [...Array(60).keys()].map((k) => light.at(100 + 10 * k)?.[0] ?? null);
    expect(series[0]).toBeCloseTo(1);
    for (let k = 1; k < 40; k += 1) {
      expect(Math.abs(series[k]! - series[k - 1]!)).toBeLessThan(0.05);
    }
    expect(series.filter((value) => value !== null).at(-1)).toBeLessThan(0.4);
    expect(series.at(-1)).toBeNull();
  });

  it("returns to neutral", () => {
    const light = new EasedLight();
    light.to(lightOf(ring(() => [0, 0, 0])), 0);
    light.at(1000);
    light.to(null, 1000);
    expect(
      differs(
        light.at(2000),
        Float32Array.from({ length: 27 }, (_, k) => (k < 3 ? 1 : 0)),
      ),
    ).toBe(false);
  });
});

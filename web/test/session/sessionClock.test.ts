import { describe, expect, it } from "vitest";
import { SessionClock } from "../../src/session/sessionClock";

describe("SessionClock", () => {
  it("is zero before anything is known, and never negative", () => {
    const clock = new SessionClock();
    expect(clock.at(5000)).toBe(0);
    clock.begin(3, 1000);
    expect(clock.at(0)).toBe(0);
  });

  it("goes on from the hello", () => {
    const clock = new SessionClock();
    clock.begin(70_000, 1000);
    expect(clock.at(1250)).toBe(70_250);
  });

  it("trusts the quickest round trip", () => {
    const clock = new SessionClock();
    clock.begin(10_000, 0);
    clock.measure(100, 102, 10_111); // 10 ms ahead, within 1 ms
    clock.measure(200, 280, 10_300); // 60 ms ahead, but only within 40 ms
    expect(clock.tripMs).toBe(2);
    expect(clock.at(5000)).toBeCloseTo(15_010, 6);
  });

  it("slides to a better offset without ever going back", () => {
    const clock = new SessionClock();
    clock.begin(1000, 0);
    clock.at(100);
    clock.measure(100, 101, 1070.5); // 30 ms behind the first guess
    let last = clock.at(100);
    for (let ms = 101; ms < 3000; ms += 7) {
      const now = clock.at(ms);
      expect(now).toBeGreaterThan(last);
      expect(now - last).toBeLessThan(7.2);
      last = now;
    }
    expect(clock.at(3000)).toBeCloseTo(3970, 1);
  });

  it("jumps where sliding would take too long", () => {
    const clock = new SessionClock();
    clock.begin(1000, 0);
    clock.measure(100, 101, 600_000);
    expect(clock.at(101)).toBeGreaterThan(599_000);
  });

  it("ignores measurements that cannot be", () => {
    const clock = new SessionClock();
    clock.begin(1000, 0);
    clock.measure(100, 99, 0);
    clock.measure(100, 101, NaN);
    expect(clock.tripMs).toBeNull();
    expect(clock.at(10)).toBe(1010);
  });
});

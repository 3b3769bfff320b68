import { describe, expect, it } from "vitest";
import { channelIndex, N_CHANNELS } from "../../src/motion";
import { directionTo, GazeFollower, GLANCE, SHOWING } from "../../src/element/gaze";

const GAZE_YAW = channelIndex("gazeYaw");
const GAZE_PITCH = channelIndex("gazePitch");
const HEAD_YAW = channelIndex("headYaw");

/** Where eyes and head look together, in degrees. */
function lookAt(gaze: GazeFollower, nowMs: number): { yaw: number; pitch: number; head: number } {
  const out = new Float64Array(N_CHANNELS);
  gaze.addTo(out, nowMs);
  const head = out[HEAD_YAW]!;
  return { yaw: out[GAZE_YAW]! + head, pitch: out[GAZE_PITCH]!, head };
}

describe("directionTo", () => {
  it("looks to the viewer's right as positive yaw, up as positive pitch", () => {
    expect(directionTo(100, 0).yawDeg).toBeGreaterThan(0);
    expect(directionTo(0, 100).pitchDeg).toBeLessThan(0);
    expect(directionTo(640, 0, 640).yawDeg).toBeCloseTo(45);
  });
});

describe("GazeFollower", () => {
  it("adds nothing while nothing is to be seen", () => {
    const gaze = new GazeFollower();
    expect([...Array(50).keys()].map((k) => lookAt(gaze, 20 * k).yaw)).toEqual(Array(50).fill(0));
  });

  it("waits, jumps within the time of a saccade, and stays", () => {
    const gaze = new GazeFollower();
    gaze.look({ yawDeg: 30, pitchDeg: 0 }, 1000);
    const to = 30 * GLANCE.gain;
    const series = [...Array(600).keys()].map((ms) => lookAt(gaze, 1000 + ms).yaw);
    const beganMs = series.findIndex((yaw) => yaw > 0.01);
    const arrivedMs = series.findIndex((yaw) => yaw > to - 0.01);
    expect(beganMs).toBeGreaterThanOrEqual(200);
    expect(beganMs).toBeLessThan(210);
    // Main sequence: 25 ms + 2.4 ms a degree.
    expect(arrivedMs - beganMs).toBeLessThan(25 + 2.4 * to + 3);
    for (const yaw of series.slice(arrivedMs)) expect(yaw).toBeCloseTo(to, 1);
  });

  it("lets the head take its share later, and the eyes turn back by as much", () => {
    const gaze = new GazeFollower();
    gaze.look({ yawDeg: 30, pitchDeg: 0 }, 0, SHOWING);
    lookAt(gaze, 200);
    expect(lookAt(gaze, 320).head).toBeLessThan(0.3 * 30 * SHOWING.headShare);
    const late = lookAt(gaze, 900);
    expect(late.head).toBeCloseTo(30 * SHOWING.headShare);
    expect(late.yaw).toBeCloseTo(30);
  });

  it("follows a moving pointer in steps, never in a glide", () => {
    const gaze = new GazeFollower(3);
    let nStill = 0;
    let nJumps = 0;
    let last = 0;
    for (let ms = 0; ms < 3000; ms += 10) {
      gaze.look({ yawDeg: -30 + ms / 50, pitchDeg: 0 }, ms);
      const { yaw } = lookAt(gaze, ms);
      if (Math.abs(yaw - last) < 0.05) nStill += 1;
      else if (nStill > 5) {
        nJumps += 1;
        nStill = 0;
      }
      last = yaw;
    }
    expect(nJumps).toBeGreaterThanOrEqual(3);
    expect(nJumps).toBeLessThanOrEqual(12);
    expect(Math.abs(last - 30 * GLANCE.gain)).toBeLessThan(8);
  });

  it("stays within what a glance may be, and returns to the person", () => {
    const gaze = new GazeFollower();
    gaze.look({ yawDeg: 80, pitchDeg: -80 }, 0);
    lookAt(gaze, 200);
    expect(lookAt(gaze, 1000).yaw).toBeCloseTo(GLANCE.maxYawDeg);
    gaze.look(null, 1000);
    lookAt(gaze, 1250);
    expect(lookAt(gaze, 2000)).toEqual({ yaw: 0, pitch: 0, head: 0 });
  });

  it("jumps from where it is when the goal changes in mid-flight", () => {
    const gaze = new GazeFollower();
    gaze.look({ yawDeg: 30, pitchDeg: 0 }, 0);
    let last = 0;
    for (let ms = 0; ms < 2500; ms += 4) {
      if (ms === 220) gaze.look({ yawDeg: -30, pitchDeg: 8 }, ms);
      const { yaw } = lookAt(gaze, ms);
      // The fastest eye turns some 500 degrees a second.
      expect(Math.abs(yaw - last)).toBeLessThan(0.7 * 4);
      last = yaw;
    }
    expect(last).toBeCloseTo(-30 * GLANCE.gain);
  });
});

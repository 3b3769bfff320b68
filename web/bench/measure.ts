/** Measurements in Node.js, in the form of `sherin bench`: one row a figure. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** One figure of a bench. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Such as `<= 30`; null for a figure that is only reported. */
  readonly goal: string | null;
  /** Whether the goal is met; null without a goal. */
  readonly holds: boolean | null;
}

/** How long single calls took, in microseconds. */
export interface Timings {
  readonly p50Us: number;
  readonly p99Us: number;
}

/** A figure, rounded to four digits, beside the most it may be. */
export function row(name: string, measured: number, unit: string, atMost?: number): Row {
  const value = Number(measured.toPrecision(4));
  if (atMost === undefined) return { name, value, unit, goal: null, holds: null };
  return { name, value, unit, goal: `<= ${atMost}`, holds: value <= atMost };
}

/** Time `call(0)`, `call(1)`, ... one by one after `nWarm` untimed calls. */
export function timeCalls(call: (k: number) => unknown, nCalls: number, nWarm: number): Timings {
  for (let k = 0; k < nWarm; k += 1) call(k);
  const takenUs = new Float64Array(nCalls);
  for (let k = 0; k < nCalls; k += 1) {
    const began = process.hrtime.bigint();
    call(nWarm + k);
    takenUs[k] = Number(process.hrtime.bigint() - began) / 1000;
  }
  takenUs.sort();
  const quantile = (share: number): number => takenUs[Math.floor(share * (nCalls - 1))] ?? NaN;
  return { p50Us: quantile(0.5), p99Us: quantile(0.99) };
}

/** Bytes that one call leaves on the heap, averaged over a few hundred calls between collections. */
export function allocatedPerCall(call: (k: number) => unknown): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const nCalls = 400;
  // The least of several: anything else that runs meanwhile only adds.
  let least = Infinity;
  for (let round = 0; round < 5; round += 1) {
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let k = 0; k < nCalls; k += 1) call(k);
    least = Math.min(least, process.memoryUsage().heapUsed - before);
  }
  return Math.max(least, 0) / nCalls;
}

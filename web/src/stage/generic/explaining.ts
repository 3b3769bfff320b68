/**
 * A face told in the few expressions that a model has.
 *
 * VRM models have no blendshapes for single muscles, but whole expressions: five vowels and some feelings. Which
 * of them, and how strongly, comes nearest to the channels of a moment is a least-squares problem without
 * negative weights; it is solved by coordinate descent, always from zero, so a face looks the same whatever
 * came before.
 */
import type { ChannelVector } from "../../motion";
import type { Terms } from "./names";

/** Of an expression's own size, added to it: nearly equal ones share instead of one taking all. */
const RIDGE = 0.01;
/** From zero, ten expressions settle to a hundredth in about sixty rounds. */
const ROUNDS = 64;

/** Expressions, each given as channels at its full strength. */
export class Explainer {
  /** (n,) 0..1, written by `explain`. */
  readonly weights: Float64Array;
  private readonly gram: Float64Array;
  private readonly channels: readonly Int32Array[];
  private readonly amounts: readonly Float64Array[];
  private readonly wanted: Float64Array;

  constructor(expressions: readonly Terms[]) {
    const n = expressions.length;
    this.channels = expressions.map((terms) => Int32Array.from(terms, ([channel]) => channel));
    this.amounts = expressions.map((terms) => Float64Array.from(terms, ([, amount]) => amount));
    this.weights = new Float64Array(n);
    this.wanted = new Float64Array(n);
    this.gram = new Float64Array(n * n);
    expressions.forEach((one, i) => {
      const own = new Map(one);
      expressions.forEach((other, j) => {
        let sum = 0;
        for (const [channel, amount] of other) sum += (own.get(channel) ?? 0) * amount;
        this.gram[i * n + j] = i === j ? (1 + RIDGE) * sum : sum;
      });
    });
  }

  /** Find the weights that come nearest to the channels. */
  explain(vector: ChannelVector): void {
    const { weights, wanted, gram } = this;
    const n = weights.length;
    for (let i = 0; i < n; i += 1) {
      const channels = this.channels[i]!;
      const amounts = this.amounts[i]!;
      let sum = 0;
      for (let k = 0; k < channels.length; k += 1) sum += amounts[k]! * vector[channels[k]!]!;
      wanted[i] = sum;
    }
    weights.fill(0);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (let i = 0; i < n; i += 1) {
        const own = gram[i * n + i]!;
        let left = wanted[i]!;
        for (let j = 0; j < n; j += 1) if (j !== i) left -= gram[i * n + j]! * weights[j]!;
        weights[i] = own > 0 ? Math.min(Math.max(left / own, 0), 1) : 0;
      }
    }
  }
}

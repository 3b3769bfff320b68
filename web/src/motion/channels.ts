/**
 * The channels: every scalar control of the avatar, in the one order that everything uses.
 *
 * A view of the generated tables; start with `CHANNEL_INDEX` (where a channel is in a channel vector).
 */
import * as table from "../generated/channels";

/** One scalar control of the avatar. */
export interface Channel {
  /** Registry name; the 52 blendshapes are spelled as ARKit spells them. */
  readonly name: string;
  /** `face`, `body`, `hand`, `camera`, `light`, `environment`, `tempo` or `voice`. */
  readonly domain: string;
  /** Authority of the domain when cues tie; higher wins. */
  readonly rank: number;
  /** `weight`, `deg`, `shoulder`, `head`, `stop`, ... as `channels.toml` explains. */
  readonly unit: string;
  readonly minimum: number;
  readonly maximum: number;
  /** Value when nothing moves. */
  readonly neutral: number;
}

/** One family of capsules. */
export interface Domain {
  readonly name: string;
  /** Authority when cues tie in priority and start; higher wins. */
  readonly rank: number;
  /** The packet layer that its cues belong to. */
  readonly layer: string;
  /** Id prefixes, such as `["HF", "HK"]`. */
  readonly prefixes: readonly string[];
}

/** (N_CHANNELS,) float64 in registry order, each value in its channel's unit. */
export type ChannelVector = Float64Array;

/** All channels in registry order. */
export const CHANNELS: readonly Channel[] = table.CHANNELS.map(
  ([name, domain, rank, unit, minimum, maximum, neutral]) => ({
    name,
    domain,
    rank,
    unit,
    minimum,
    maximum,
    neutral,
  }),
);
export const N_CHANNELS = CHANNELS.length;
export const CHANNEL_NAMES: readonly string[] = CHANNELS.map((channel) => channel.name);
export const CHANNEL_INDEX: ReadonlyMap<string, number> = new Map(
  CHANNEL_NAMES.map((name, index) => [name, index]),
);

/** All capsule domains; a baked library names a domain by its position here. */
export const DOMAINS: readonly Domain[] = table.DOMAINS.map(([name, rank, layer, prefixes]) => ({
  name,
  rank,
  layer,
  prefixes,
}));

// A typed array cannot be frozen; nobody writes to these three.
export const NEUTRAL: ChannelVector = Float64Array.from(CHANNELS, (channel) => channel.neutral);
export const MINIMUM: ChannelVector = Float64Array.from(CHANNELS, (channel) => channel.minimum);
export const MAXIMUM: ChannelVector = Float64Array.from(CHANNELS, (channel) => channel.maximum);

/** Indices of the channels that speech owns; a mood's offsets on them shrink while speaking. */
export const MOUTH_CHANNELS: readonly number[] = table.MOUTH.map(([channel]) => channel);

/**
 * Where a channel is in a channel vector.
 *
 * @throws RangeError the registry has no such channel; for names written in code.
 */
export function channelIndex(name: string): number {
  const index = CHANNEL_INDEX.get(name);
  if (index === undefined) {
    throw new RangeError(`channel \`${name}\` is not in the registry; see channels.toml.`);
  }
  return index;
}

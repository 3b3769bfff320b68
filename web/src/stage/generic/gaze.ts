/** Channels made safe to show, with the gaze in the eyes' own blendshapes. */
import {
  channelIndex,
  type ChannelVector,
  MAXIMUM,
  MINIMUM,
  N_CHANNELS,
  NEUTRAL,
} from "../../motion";

/** Degrees an eye turns at `eyeLook*` = 1, as on our own rigs. */
const LOOK_DEG = 28;
const YAW = channelIndex("gazeYaw");
const PITCH = channelIndex("gazePitch");
const EYES = (["Left", "Right"] as const).map((side) => ({
  outward: side === "Left" ? 1 : -1,
  out: channelIndex(`eyeLookOut${side}`),
  in: channelIndex(`eyeLookIn${side}`),
  up: channelIndex(`eyeLookUp${side}`),
  down: channelIndex(`eyeLookDown${side}`),
}));

/**
 * Copy a vector within its channels' ranges, what is no number as neutral, the gaze in `eyeLook*`.
 *
 * @param out (N_CHANNELS,), written.
 */
export function readChannels(vector: ChannelVector, out: ChannelVector): void {
  for (let k = 0; k < N_CHANNELS; k += 1) {
    const value = vector[k]!;
    out[k] = Number.isFinite(value)
      ? Math.min(Math.max(value, MINIMUM[k]!), MAXIMUM[k]!)
      : NEUTRAL[k]!;
  }
  for (const eye of EYES) {
    const aside = out[eye.out]! - out[eye.in]! + (eye.outward * out[YAW]!) / LOOK_DEG;
    const above = out[eye.up]! - out[eye.down]! + out[PITCH]! / LOOK_DEG;
    out[eye.out] = within(aside);
    out[eye.in] = within(-aside);
    out[eye.up] = within(above);
    out[eye.down] = within(-above);
  }
}

function within(value: number): number {
  return Math.min(Math.max(value, 0), 1);
}

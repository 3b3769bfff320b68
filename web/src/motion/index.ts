/**
 * The motion core: what the avatar is and how it moves, as pure functions of one clock.
 *
 * Start with `Library.fromBuffer` (the capsules) and `Timeline` (packets in, channel vectors out). The same
 * names as `sherin.body` in Python, in camel case; neither DOM nor three.js is imported here.
 */
export { ACTIVITIES, ACTIVITY_INDEX, type Activity } from "./activity";
export {
  CHANNEL_INDEX,
  CHANNEL_NAMES,
  channelIndex,
  CHANNELS,
  DOMAINS,
  MAXIMUM,
  MINIMUM,
  MOUTH_CHANNELS,
  N_CHANNELS,
  NEUTRAL,
  type Channel,
  type ChannelVector,
  type Domain,
} from "./channels";
export { minimumJerk } from "./curves";
export { LibraryFormatError, TimelineError } from "./errors";
export { Library } from "./library";
export { moodPose, type Affect } from "./mood";
export { VISEME_INDEX, VISEME_NAMES, visemePose, type VisemeMark } from "./speech";
export { Timeline, type TimelineCounts, type TimelineOptions } from "./timeline";

/** What the element tells: each event by its name, with its detail. */
import type { BuildingProgress } from "../session/avatars";
import type { Arrival } from "../session/player";
import type { ChatLine } from "../session/chatLines";
import type { LineStatus } from "../session/connection";
import type { Unheard } from "../session/speaker";
import type { Hello, State } from "../wire";

/** What the element shows: a rig, another model, the drawn figure, a still picture, or words alone. */
export type ShownKind = "rig" | "generic" | "figure" | "still" | "words";

/** Why something did not work; the message is for people. */
export type AvatarErrorCode =
  | "no-webgl"
  | "broken-rig"
  | "no-rig"
  | "photo-refused"
  | "refused"
  | "no-sound"
  | "no-voice"
  | "recording"
  | "line"
  | "fault";

export interface AvatarError {
  readonly code: AvatarErrorCode;
  readonly message: string;
}

export interface AvatarEventDetails {
  /** Something is shown; again whenever what is shown changes. */
  readonly "avatar-ready": { readonly kind: ShownKind; readonly name: string };
  /** The line to the server, and the making of a rig. */
  readonly "avatar-status": {
    readonly line: LineStatus;
    readonly building: BuildingProgress | null;
  };
  readonly "avatar-hello": Hello;
  readonly "avatar-state": State;
  readonly "avatar-packet": Arrival;
  /** Speaking began or ended; `soundMs` is the local time of the first sample, once it is known. */
  readonly "avatar-speaking": {
    readonly isSpeaking: boolean;
    readonly seq: number | null;
    readonly soundMs: number | null;
  };
  /** A phrase begins to be heard. */
  readonly "avatar-phrase": { readonly text: string };
  /** One line of an answer to `chat()`. */
  readonly "avatar-reply": ChatLine;
  /** What was spoken was cut off, here or elsewhere. */
  readonly "avatar-interrupt": { readonly isOwn: boolean };
  /** A frame was drawn; the detail is one object, reused. Sent from the first listener on the element. */
  readonly "avatar-frame": FrameDetail;
  readonly "avatar-error": AvatarError;
}

export interface FrameDetail {
  /** Session time that the frame shows, in ms. */
  sessionMs: number;
  /** `performance.now()` after it was drawn. */
  localMs: number;
  /** Median time of drawing, in ms. */
  frameMs: number;
}

export type AvatarEventName = keyof AvatarEventDetails;

/** The events by name, as `addEventListener` gives them: on the element, and on all that it stands in. */
export type EmotionAvatarEventMap = {
  readonly [Name in AvatarEventName]: CustomEvent<AvatarEventDetails[Name]>;
};

/** The event of a name; it bubbles, and leaves shadow trees. */
export function avatarEvent<Name extends AvatarEventName>(
  name: Name,
  detail: AvatarEventDetails[Name],
): CustomEvent<AvatarEventDetails[Name]> {
  return new CustomEvent(name, { detail, bubbles: true, composed: true });
}

/** Words for people where a voice moves only the mouth. */
export const UNHEARD_WORDS: Readonly<Record<Unheard, string>> = {
  "no engine": "No voice could start on this machine: the mouth moves without sound.",
  "no sound card": "This browser plays no sound: the mouth moves without it.",
};

/** An error in words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

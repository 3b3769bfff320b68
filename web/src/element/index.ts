/**
 * `<emotion-avatar>`: a companion's face for any page; `defineAvatar()` makes the tag known.
 *
 * Start with `element.ts`, whose header lists all that a page can use. See docs/element.md.
 */
import { EmotionAvatar } from "./element";

export { EmotionAvatar } from "./element";
export type { UploadOptions } from "./wearing";
export type { BuildingProgress } from "../session/avatars";
export type { ListenOptions, ListenResult } from "./listening";
export type { Recording, RecordOptions } from "./recording";
export type {
  AvatarError,
  AvatarErrorCode,
  AvatarEventDetails,
  AvatarEventName,
  EmotionAvatarEventMap,
  FrameDetail,
  ShownKind,
} from "./events";

/** Make `<emotion-avatar>` known; a second call, or a second copy of the script, changes nothing. */
export function defineAvatar(): void {
  if (customElements.get("emotion-avatar") === undefined) {
    customElements.define("emotion-avatar", EmotionAvatar);
  }
}

/** Entry of `emotion-avatar.js`: one file that makes `<emotion-avatar>` known in any page. */
import { defineAvatar } from "./index";

export * from "./index";

defineAvatar();

/** Entry of `emotion-avatar.js`: one file that makes `<emotion-avatar>` known in any page. */
import { defineAvatar, EmotionAvatar } from "./index";

export * from "./index";

// Whoever gave the script is the server, whatever page it stands in. The address has a name of its own because Vite
// would take `new URL(..., import.meta.url)` for a file to put beside the script.
const script = import.meta.url;
EmotionAvatar.server = new URL("./", script);

defineAvatar();

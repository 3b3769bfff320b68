/**
 * What `src` names: an avatar of the server, a model, or a photo.
 *
 * Pure.
 */
export type Source =
  /** The avatar that the server names in its hello. */
  | { readonly kind: "current" }
  /** An avatar of the server. */
  | { readonly kind: "avatar"; readonly name: string }
  /** A model file. */
  | { readonly kind: "model"; readonly url: string }
  /** A photo, to be made into a rig. */
  | { readonly kind: "photo"; readonly url: string };

/** Names of avatars, as the server gives them. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const MODEL = /\.(?:glb|vrm)$/i;

/** Read `src`; null or empty means the server's current avatar. A URL that names no model is a photo. */
export function readSource(src: string | null): Source {
  const text = src?.trim() ?? "";
  if (text === "") return { kind: "current" };
  if (NAME.test(text)) return { kind: "avatar", name: text };
  const path = text.replace(/[?#].*$/s, "");
  return MODEL.test(path) ? { kind: "model", url: text } : { kind: "photo", url: text };
}

/** Name of the avatar that a photo becomes: the same photo is made once. */
export async function nameOfPhoto(photo: Blob): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await photo.arrayBuffer()));
  const hex = Array.from(digest.subarray(0, 6), (byte) => byte.toString(16).padStart(2, "0"));
  return `photo-${hex.join("")}`;
}

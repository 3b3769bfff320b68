/**
 * Content ids: 128 bits written as 26 characters of lower-case Crockford base32 (no i, l, o, u),
 * most significant first; 26 characters hold 130 bits, so the first one is 0..7. The client only
 * reads and writes them: the server makes them from what they name.
 */
import { PacketError, shorten } from "./failures";

export const CONTENT_ID_BYTES = 16;
export const CONTENT_ID_CHARS = 26;

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const PATTERN = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** Whether a value is a content id in its one written form. */
export function isContentId(value: unknown): value is string {
  return typeof value === "string" && PATTERN.test(value);
}

/** The 16 bytes behind a written id; throws a `PacketError` of kind `field`. */
export function parseContentId(text: string): Uint8Array {
  if (!isContentId(text)) throw new PacketError("field", complaint(text));
  const raw = new Uint8Array(CONTENT_ID_BYTES);
  // The first character carries 3 bits, every other one 5.
  let bits = ALPHABET.indexOf(text.charAt(0));
  let nBits = 3;
  let at = 0;
  for (let i = 1; i < CONTENT_ID_CHARS; i++) {
    bits = (bits << 5) | ALPHABET.indexOf(text.charAt(i));
    nBits += 5;
    if (nBits >= 8) {
      nBits -= 8;
      raw[at++] = bits >> nBits;
      bits &= (1 << nBits) - 1;
    }
  }
  return raw;
}

/** The written form of 16 bytes; throws a `PacketError` of kind `size` for any other number. */
export function formatContentId(raw: Uint8Array): string {
  if (raw.length !== CONTENT_ID_BYTES) {
    throw new PacketError(
      "size",
      `content id: got ${raw.length} bytes, expected ${CONTENT_ID_BYTES}. Pass all of them.`,
    );
  }
  let text = "";
  // Two zero bits in front make 130.
  let bits = 0;
  let nBits = 2;
  for (const byte of raw) {
    bits = (bits << 8) | byte;
    nBits += 8;
    while (nBits >= 5) {
      nBits -= 5;
      text += ALPHABET.charAt(bits >> nBits);
      bits &= (1 << nBits) - 1;
    }
  }
  return text;
}

function complaint(text: string): string {
  if (text.length !== CONTENT_ID_CHARS) {
    return (
      `content id ${shorten(text)}: ${text.length} characters, expected ${CONTENT_ID_CHARS}. ` +
      "Copy the whole id."
    );
  }
  const wrong = Array.from(text).findIndex((character) => !ALPHABET.includes(character));
  if (wrong < 0) return `content id ${shorten(text)}: starts past 7, expected 0..7 (128 bits).`;
  return (
    `content id ${shorten(text)}: character ${wrong} is ${shorten(text.charAt(wrong))}, ` +
    `expected one of ${ALPHABET}. Copy the id from where it was made.`
  );
}

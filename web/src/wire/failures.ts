/** Why input was refused; the same words as in Python and in `conformance/packets/malformed.json`. */
export type FailureKind = "syntax" | "version" | "field" | "size";

/** A packet or message is malformed, out of range or too large; nothing else leaves a decoder. */
export class PacketError extends Error {
  override readonly name = "PacketError";

  constructor(
    /** Not the format at all, another version, a bad field, or too long or short. */
    readonly kind: FailureKind,
    message: string,
  ) {
    super(message);
  }
}

/** A value in an error message, cut to `limit` characters. */
export function shorten(value: unknown, limit = 60): string {
  // A long text is cut before it is quoted; JSON has no word for NaN.
  const cut = typeof value === "string" ? value.slice(0, limit + 1) : value;
  const text = typeof cut === "number" ? String(cut) : JSON.stringify(cut);
  return text.length <= limit ? text : text.slice(0, limit - 3) + "...";
}

/** The error of one bad field: what it is, what was expected, what to do next. */
export function fieldError(
  where: string,
  value: unknown,
  expected: string,
  remedy: string,
): PacketError {
  // undefined is a missing field, and the one value JSON.stringify gives no text for.
  const got = value === undefined ? "nothing" : shorten(value);
  return new PacketError(
    "field",
    `field \`${where}\`: got ${got}, expected ${expected}. ${remedy}`,
  );
}

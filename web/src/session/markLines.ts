/**
 * The marks of an utterance, as lines of NDJSON come in: which voice, mouth shapes, and the end.
 *
 * Pure. Bytes arrive cut anywhere; a line that cannot be read is refused with what was expected.
 */
import { VISEME_INDEX, type VisemeMark } from "../motion";

/** What the page needs of the marks; phonemes are for others. */
export type MarkLine =
  | { readonly kind: "voice"; readonly isSilent: boolean }
  | { readonly kind: "phrase"; readonly text: string; readonly startMs: number }
  | { readonly kind: "viseme"; readonly mark: VisemeMark }
  | { readonly kind: "end"; readonly endMs: number };

/** Joins pieces of text to lines. */
export class LineReader {
  #rest = "";

  /** The lines that are whole now, without their ends. */
  read(text: string): string[] {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    return lines.filter((line) => line !== "");
  }
}

/**
 * One line; null for a kind that moves nothing here.
 *
 * @throws Error the line is no JSON object, or a mouth shape lacks a time.
 */
export function readMark(line: string): MarkLine | null {
  const fields = JSON.parse(line) as Record<string, unknown>;
  const number = (name: string): number => {
    const value = fields[name];
    if (typeof value === "number" && Number.isFinite(value)) return value;
    throw new Error(`marks: \`${name}\` of \`${line.slice(0, 80)}\`, expected a number.`);
  };
  switch (fields["kind"]) {
    case "voice":
      return { kind: "voice", isSilent: fields["is_silent"] === true };
    case "phrase":
      return { kind: "phrase", text: String(fields["text"]), startMs: number("start_ms") };
    case "end":
      return { kind: "end", endMs: number("end_ms") };
    case "viseme":
      return {
        kind: "viseme",
        mark: {
          viseme: VISEME_INDEX.get(String(fields["viseme"])) ?? 0,
          peak: number("peak"),
          startMs: number("start_ms"),
          riseEndMs: number("rise_end_ms"),
          fallStartMs: number("fall_start_ms"),
          endMs: number("end_ms"),
        },
      };
    default:
      return null;
  }
}

/** The same mouth shape, moved in time. */
export function moved(mark: VisemeMark, byMs: number): VisemeMark {
  return {
    ...mark,
    startMs: mark.startMs + byMs,
    riseEndMs: mark.riseEndMs + byMs,
    fallStartMs: mark.fallStartMs + byMs,
    endMs: mark.endMs + byMs,
  };
}

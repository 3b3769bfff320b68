/**
 * What `/chat` answers, line by line: heard, waiting, pieces, the reply, or why there is none.
 *
 * Pure, but for the stream that is read. What a server sends is checked field by field: a reply that lacks a field is shown with what it has.
 */
import { wordsOf } from "./asking";
import { LineReader } from "./markLines";

/** Where an answer stands. */
export interface Source {
  readonly title: string;
  readonly domain: string;
  /** What people call that domain; the id where the server does not say. */
  readonly domainName: string;
  readonly uri: string;
  /** Of the document; may be empty. */
  readonly date: string;
}

/** A passage of the shelves. */
export interface Passage extends Source {
  readonly text: string;
}

export const ROUTES = ["reflex", "memory", "knowledge", "model", "none"] as const;
export type Route = (typeof ROUTES)[number];

/** One answer, whole. */
export interface Reply {
  readonly text: string;
  readonly route: Route;
  /** Probability, 0..1, that it is right. */
  readonly confidence: number;
  readonly isKnown: boolean;
  readonly sources: readonly Source[];
  readonly passages: readonly Passage[];
  /** Such as `generated, unverified`. */
  readonly notice: string | null;
  readonly intent: string;
  /** Id of the gap that the question became. */
  readonly gap: string | null;
  readonly latencyMs: number;
}

/** One line of the stream. */
export type ChatLine =
  | { readonly kind: "heard"; readonly packet: number | null; readonly feeling: string }
  | { readonly kind: "waiting" }
  | { readonly kind: "piece"; readonly text: string }
  | {
      /** A checked sentence of a model, said aloud at once; unverified until the reply says otherwise. */
      readonly kind: "sentence";
      readonly text: string;
      /** On the first one that is said aloud: number of its packet. */
      readonly packet: number | null;
      readonly utterance: string | null;
      readonly notice: string;
    }
  | {
      readonly kind: "reply";
      /** Number of the packet that it is said with. */
      readonly packet: number | null;
      /** What is said aloud; null where it is only written. */
      readonly utterance: string | null;
      readonly reply: Reply;
    }
  | { readonly kind: "error"; readonly message: string };

type Fields = Readonly<Record<string, unknown>>;

/**
 * One line; null for a kind of a later server.
 *
 * @throws Error the line is no JSON object, or a reply has no text.
 */
export function readChatLine(line: string): ChatLine | null {
  const fields = fieldsOf(JSON.parse(line));
  if (fields === null) throw new Error(`chat: \`${line.slice(0, 80)}\`, expected a JSON object.`);
  switch (fields["kind"]) {
    case "heard":
      return { kind: "heard", packet: seqOf(fields["packet"]), feeling: textOf(fields["feeling"]) };
    case "waiting":
      return { kind: "waiting" };
    case "piece":
      return { kind: "piece", text: textOf(fields["text"]) };
    case "sentence":
      return {
        kind: "sentence",
        text: textOf(fields["text"]),
        packet: seqOf(fields["packet"]),
        utterance: textOf(fields["utterance"]) || null,
        notice: textOf(fields["notice"]),
      };
    case "reply": {
      const whole = fieldsOf(fields["reply"]) ?? fields;
      return {
        kind: "reply",
        packet: seqOf(fields["packet"]),
        utterance: textOf(fields["utterance"]) || null,
        reply: readReply(whole),
      };
    }
    case "error":
      return { kind: "error", message: wordsOf(fields) ?? "No answer came." };
    default:
      return null;
  }
}

/**
 * A reply as JSON, or as it was kept in this tab.
 *
 * @throws Error it has no text.
 */
export function readReply(fields: Fields): Reply {
  const { text } = fields;
  if (typeof text !== "string") throw new Error("chat: a reply without `text`, expected words.");
  const route = ROUTES.find((known) => known === fields["route"]) ?? "reflex";
  const either = (snake: string, camel: string): unknown => fields[snake] ?? fields[camel];
  return {
    text,
    route,
    confidence: Math.min(Math.max(numberOf(fields["confidence"]), 0), 1),
    isKnown: either("is_known", "isKnown") !== false,
    sources: listOf(fields["sources"]).map(sourceOf),
    passages: listOf(fields["passages"]).map((one) => ({
      ...sourceOf(one),
      text: textOf(one["text"]),
    })),
    notice: textOf(fields["notice"]) || null,
    intent: textOf(fields["intent"]),
    gap: textOf(fields["gap"]) || null,
    latencyMs: numberOf(either("latency_ms", "latencyMs")),
  };
}

/** The lines of a streamed answer, as they come; unknown kinds are skipped. */
export async function* readChatLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<ChatLine> {
  const reader = stream.getReader();
  const text = new TextDecoder();
  const lines = new LineReader();
  for (;;) {
    const { done, value } = await reader.read();
    // The last line may lack its end.
    const came = done ? `${text.decode()}\n` : text.decode(value, { stream: true });
    for (const line of lines.read(came)) {
      const found = readChatLine(line);
      if (found !== null) yield found;
    }
    if (done) return;
  }
}

function sourceOf(fields: Fields): Source {
  const domain = textOf(fields["domain"]);
  return {
    title: textOf(fields["title"]) || "Untitled",
    domain,
    domainName: textOf(fields["domain_name"]) || textOf(fields["domainName"]) || domain,
    uri: textOf(fields["uri"]),
    date: textOf(fields["date"]),
  };
}

function fieldsOf(value: unknown): Fields | null {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Fields) : null;
}

function listOf(value: unknown): Fields[] {
  if (!Array.isArray(value)) return [];
  return value.map(fieldsOf).filter((one) => one !== null);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function numberOf(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

/** The number of a packet; some servers of this form send the whole packet. */
function seqOf(value: unknown): number | null {
  const seq = fieldsOf(value)?.["seq"] ?? value;
  return typeof seq === "number" && Number.isInteger(seq) ? seq : null;
}

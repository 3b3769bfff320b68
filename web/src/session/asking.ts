/**
 * What is asked of the server: JSON routes, streams and bytes, and one kind of refusal.
 */

/** A request that the server refused, or that did not reach it; the message is for people. */
export class Refused extends Error {
  /** HTTP status; null where nobody answered. */
  readonly status: number | null;

  constructor(message: string, status: number | null = null) {
    super(message);
    this.name = "Refused";
    this.status = status;
  }
}

const UNREACHED = "The companion cannot be reached. Is sherin serve still running?";

/** One server, by its address. */
export class Server {
  readonly base: URL;

  /** @param base Address of the server; paths are relative to it. */
  constructor(base: URL) {
    this.base = base;
  }

  /** Address of something there. */
  url(path: string): string {
    return new URL(path, this.base).href;
  }

  /**
   * Get a JSON answer; with a body, post it.
   *
   * @throws Refused in the server's own words.
   */
  async ask(route: string, body?: object): Promise<unknown> {
    const response = await this.#fetch(route, body === undefined ? {} : asJson(body));
    return this.#answer(response);
  }

  /** Post bytes as they are, such as a photo. */
  async put(route: string, bytes: Blob): Promise<unknown> {
    const headers = { "content-type": bytes.type === "" ? "application/octet-stream" : bytes.type };
    return this.#answer(await this.#fetch(route, { method: "POST", headers, body: bytes }));
  }

  /** A stream of the server, such as the sound of an utterance; with a body, post it. */
  async open(
    path: string,
    signal: AbortSignal,
    { accept, body }: { readonly accept?: string; readonly body?: object } = {},
  ): Promise<ReadableStream<Uint8Array>> {
    const posted = body === undefined ? { headers: {} } : asJson(body);
    const headers = { ...posted.headers, ...(accept === undefined ? {} : { accept }) };
    const response = await this.#fetch(path, { ...posted, headers, signal });
    if (response.ok && response.body !== null) return response.body;
    throw await refusalOf(response);
  }

  async #fetch(path: string, options: RequestInit): Promise<Response> {
    try {
      return await fetch(this.url(path), options);
    } catch (error) {
      if (options.signal?.aborted === true) throw error;
      throw new Refused(UNREACHED);
    }
  }

  async #answer(response: Response): Promise<unknown> {
    if (!response.ok) throw await refusalOf(response);
    return response.json().catch(() => null);
  }
}

function asJson(body: object): {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string;
} {
  return {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
}

async function refusalOf(response: Response): Promise<Refused> {
  const answer: unknown = await response.json().catch(() => null);
  const words = wordsOf(answer) ?? `The server answered ${response.status}.`;
  return new Refused(words, response.status);
}

/** The words of `{"error": {what, next}}` as a sentence, or null when it is something else. */
export function wordsOf(answer: unknown): string | null {
  if (typeof answer !== "object" || answer === null || !("error" in answer)) return null;
  const { error } = answer;
  if (typeof error !== "object" || error === null) return null;
  const what = "what" in error && typeof error.what === "string" ? error.what : "";
  const next = "next" in error && typeof error.next === "string" ? error.next : "";
  if (what === "") return null;
  const sentence = what.charAt(0).toUpperCase() + what.slice(1);
  return `${sentence}${/[.!?]$/.test(sentence) ? "" : "."}${next === "" ? "" : ` ${next}`}`;
}

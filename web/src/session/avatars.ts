/**
 * Avatars of the server: which there are, and how a photo becomes one.
 */
import { Refused, type Server } from "./asking";

export interface AvatarInfo {
  readonly name: string;
  readonly isBuiltIn: boolean;
  readonly isReady: boolean;
}

/** Paths of an avatar's files on the server. */
export function rigPath(name: string): string {
  return `avatars/${encodeURIComponent(name)}.glb`;
}

export function posterPath(name: string): string {
  return `avatars/${encodeURIComponent(name)}.png`;
}

/** The avatars that the server has, and which one it shows. */
export async function listAvatars(
  server: Server,
): Promise<{ readonly current: string; readonly avatars: readonly AvatarInfo[] }> {
  const answer = (await server.ask("avatars")) as {
    current: string;
    avatars: { name: string; is_built_in?: boolean; is_ready?: boolean }[];
  };
  return {
    current: answer.current,
    avatars: answer.avatars.map((one) => ({
      name: one.name,
      isBuiltIn: one.is_built_in === true,
      isReady: one.is_ready !== false,
    })),
  };
}

/** How a photo is made into a rig. */
export interface Making {
  readonly name: string;
  /** Which face of the photo, from the left; the largest by default. */
  readonly face?: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: { readonly step: string; readonly share: number }) => void;
}

/**
 * Send a photo, and wait until its rig is made.
 *
 * @returns The avatar's name, as the server gave it.
 * @throws Refused the photo cannot become a rig, in the server's words.
 */
export async function makeRig(server: Server, photo: Blob, making: Making): Promise<string> {
  const query = new URLSearchParams({ name: making.name });
  if (making.face !== undefined) query.set("face", `${making.face}`);
  making.onProgress({ step: "sending", share: 0 });
  const answer = (await server.put(`avatars?${query.toString()}`, photo)) as { job?: unknown };
  if (typeof answer.job !== "string" && typeof answer.job !== "number") {
    throw new Refused("The server took the photo and named no job. Update `sherin`.");
  }
  return await followJob(server, `${answer.job}`, making);
}

/** Follow a job's server-sent events to its end. */
export async function followJob(
  server: Server,
  job: string,
  { name, signal, onProgress }: Making,
): Promise<string> {
  const stream = await server.open(`avatars/jobs/${encodeURIComponent(job)}`, signal, {
    accept: "text/event-stream",
  });
  for await (const { event, data } of readServerEvents(stream)) {
    const fields = JSON.parse(data) as Record<string, unknown>;
    if (event === "progress") {
      const share = typeof fields["share"] === "number" ? fields["share"] : 0;
      onProgress({ step: textOf(fields["step"]), share });
    } else if (event === "done") {
      return typeof fields["name"] === "string" ? fields["name"] : name;
    } else if (event === "failed") {
      throw new Refused(textOf(fields["reason"]) || "The photo cannot become a rig.");
    }
  }
  throw new Refused("Making the rig broke off. Drop the photo again.");
}

/** The events of a `text/event-stream`, as they come; comments and ids are skipped. */
export async function* readServerEvents(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<{ readonly event: string; readonly data: string }> {
  const reader = stream.getReader();
  const text = new TextDecoder();
  let rest = "";
  let event = "message";
  let data: string[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    rest += done ? `${text.decode()}\n\n` : text.decode(value, { stream: true });
    // A carriage return at the end may be half of a line's end.
    const lines = rest.replace(/\r\n/g, "\n").split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (data.length > 0) yield { event, data: data.join("\n") };
        event = "message";
        data = [];
      } else if (line.startsWith("event:")) event = line.slice(6).trim();
      else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
    }
    if (done) return;
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

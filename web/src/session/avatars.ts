/**
 * Avatars of the server: which there are, and how a photo becomes one.
 */
import { Refused, type Server } from "./asking";

export interface AvatarInfo {
  readonly name: string;
  readonly isBuiltIn: boolean;
  readonly isReady: boolean;
  /** Id of the job that makes it, or makes it anew. */
  readonly job: string | null;
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
    avatars: { name: string; is_built_in?: boolean; is_ready?: boolean; job?: string | null }[];
  };
  return {
    current: answer.current,
    avatars: answer.avatars.map((one) => ({
      name: one.name,
      isBuiltIn: one.is_built_in === true,
      isReady: one.is_ready !== false,
      job: one.job ?? null,
    })),
  };
}

/** Wait until an avatar that is being made is there; at once where it is not being made. */
export async function untilMade(server: Server, name: string, making: Following): Promise<void> {
  const { avatars } = await listAvatars(server);
  const job = avatars.find((one) => one.name === name)?.job ?? null;
  if (job !== null) await followJob(server, job, making);
}

/** A step of making a rig of a photo. */
export interface BuildingProgress {
  /** What begins now, one word; `done` at the end. */
  readonly step: string;
  /** 0..1. */
  readonly share: number;
  /** At the end: what could not be made as well as one would like; sentences. */
  readonly notes: readonly string[];
}

/** Who follows a job. */
export interface Following {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: BuildingProgress) => void;
}

/** How a photo is made into a rig. */
export interface Making extends Following {
  readonly name: string;
  /** Which face of the photo, 1 for the largest; the largest by default. */
  readonly face?: number;
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
  making.onProgress({ step: "sending", share: 0, notes: [] });
  const answer = (await server.put(`avatars?${query.toString()}`, photo)) as { job?: unknown };
  if (typeof answer.job !== "string" && typeof answer.job !== "number") {
    throw new Refused("The server took the photo and named no job. Update `sherin`.");
  }
  return (await followJob(server, `${answer.job}`, making)) ?? making.name;
}

/**
 * Follow a job's server-sent events to its end.
 *
 * @returns The name of what was made, where the server says it.
 */
export async function followJob(
  server: Server,
  job: string,
  { signal, onProgress }: Following,
): Promise<string | null> {
  const stream = await server.open(`avatars/jobs/${encodeURIComponent(job)}`, signal, {
    accept: "text/event-stream",
  });
  for await (const { event, data } of readServerEvents(stream)) {
    const fields = JSON.parse(data) as Record<string, unknown>;
    if (event === "progress") {
      const share = typeof fields["share"] === "number" ? fields["share"] : 0;
      onProgress({ step: textOf(fields["step"]), share, notes: [] });
    } else if (event === "done") {
      onProgress({ step: "done", share: 1, notes: textsOf(fields["notes"]) });
      return textOf(fields["name"]) || null;
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

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

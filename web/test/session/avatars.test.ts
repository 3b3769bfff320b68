import { describe, expect, it } from "vitest";
import { Refused, Server } from "../../src/session/asking";
import { listAvatars, makeRig, untilMade, type BuildingProgress } from "../../src/session/avatars";
import { textStream } from "./streams";

/** A server that answers from a table: `METHOD path` -> JSON, or the text of a stream. */
class TableServer extends Server {
  readonly asked: string[] = [];

  constructor(readonly table: Readonly<Record<string, unknown>>) {
    super(new URL("http://127.0.0.1:1/"));
  }

  override ask(route: string): Promise<unknown> {
    return Promise.resolve(this.#answer(`GET ${route}`));
  }

  override put(route: string, bytes: Blob): Promise<unknown> {
    return Promise.resolve(this.#answer(`POST ${route} ${bytes.size}`));
  }

  override open(path: string): Promise<ReadableStream<Uint8Array>> {
    return Promise.resolve(textStream(this.#answer(`GET ${path}`) as string));
  }

  #answer(asked: string): unknown {
    this.asked.push(asked);
    const answer = this.table[asked];
    if (answer === undefined) throw new Refused(`nothing at ${asked}`, 404);
    return answer;
  }
}

const PHOTO = new Blob(["a photo"], { type: "image/jpeg" });
const DONE =
  'event: progress\ndata: {"step":"face","share":0.5}\n\n: still at it\n\n' +
  'event: done\ndata: {"name":"me-2","notes":["Dark glasses hide the eyes."]}\n\n';

function following(): {
  readonly seen: BuildingProgress[];
  readonly signal: AbortSignal;
  readonly onProgress: (one: BuildingProgress) => void;
} {
  const seen: BuildingProgress[] = [];
  return { seen, signal: new AbortController().signal, onProgress: (one) => void seen.push(one) };
}

describe("makeRig", () => {
  it("sends the photo, tells each step and gives the name that the server chose", async () => {
    const server = new TableServer({
      "POST avatars?name=me&face=2 7": { job: "j1", name: "me-2" },
      "GET avatars/jobs/j1": DONE,
    });
    const follower = following();
    expect(await makeRig(server, PHOTO, { name: "me", face: 2, ...follower })).toBe("me-2");
    expect(follower.seen.map(({ step }) => step)).toEqual(["sending", "face", "done"]);
    expect(follower.seen.at(-1)!.notes).toEqual(["Dark glasses hide the eyes."]);
  });

  it("fails in the server's words, and where the stream breaks off", async () => {
    const failed = 'event: failed\ndata: {"reason":"no face was found; give another photo."}\n\n';
    for (const [stream, words] of [
      [failed, "no face was found"],
      ["event: progress\ndata: {}\n\n", "broke off"],
    ]) {
      const server = new TableServer({
        "POST avatars?name=me 7": { job: "j1" },
        "GET avatars/jobs/j1": stream,
      });
      await expect(makeRig(server, PHOTO, { name: "me", ...following() })).rejects.toThrow(words);
    }
  });
});

describe("untilMade", () => {
  const avatars = [
    { name: "one", is_built_in: true, is_ready: true, job: null },
    { name: "two", is_built_in: false, is_ready: false, job: "j1" },
  ];

  it("follows the job of an avatar in the making, and no other", async () => {
    const server = new TableServer({
      "GET avatars": { current: "one", avatars },
      "GET avatars/jobs/j1": DONE,
    });
    await untilMade(server, "one", following());
    expect(server.asked).toEqual(["GET avatars"]);
    await untilMade(server, "two", following());
    expect(server.asked).toContain("GET avatars/jobs/j1");
    const listed = await listAvatars(server);
    expect(listed.current).toBe("one");
    expect(listed.avatars.map(({ isReady, job }) => [isReady, job])).toEqual([
      [true, null],
      [false, "j1"],
    ]);
  });
});

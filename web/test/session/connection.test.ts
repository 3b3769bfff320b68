import { describe, expect, it } from "vitest";
import { Connection, type Line, type LineStatus } from "../../src/session/connection";

/** A line that does what the test says, and a clock that the test moves. */
class World {
  readonly lines: FakeLine[] = [];
  readonly statuses: LineStatus[] = [];
  readonly heard: (string | number)[] = [];
  known: { session: string; after: number } | null = null;
  canOpen = true;
  nowMs = 0;
  #timers: { atMs: number; call: () => void }[] = [];

  connect(): Connection {
    return new Connection({
      url: "ws://host/ws",
      open: (url, protocols) => {
        if (!this.canOpen) throw new Error("no WebSocket");
        const line = new FakeLine(url, protocols);
        this.lines.push(line);
        return line;
      },
      nowMs: () => this.nowMs,
      later: (waitMs, call) => void this.#timers.push({ atMs: this.nowMs + waitMs, call }),
      resume: () => this.known,
      onText: (text) => void this.heard.push(text),
      onBinary: (bytes) => void this.heard.push(bytes.length),
      onStatus: (status) => void this.statuses.push(status),
      ping: () => "ping",
    });
  }

  get line(): FakeLine {
    return this.lines[this.lines.length - 1]!;
  }

  wait(ms: number): void {
    const endMs = this.nowMs + ms;
    for (;;) {
      const next = this.#timers.reduce<{ atMs: number; call: () => void } | null>(
        (first, timer) => (first === null || timer.atMs < first.atMs ? timer : first),
        null,
      );
      if (next === null || next.atMs > endMs) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.nowMs = next.atMs;
      next.call();
    }
    this.nowMs = endMs;
  }
}

class FakeLine implements Line {
  binaryType = "";
  onopen: ((event: never) => unknown) | null = null;
  onmessage: ((event: { data: unknown }) => unknown) | null = null;
  onclose: ((event: never) => unknown) | null = null;
  readonly sent: string[] = [];
  isClosed = false;

  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {}

  send(data: string): void {
    this.sent.push(data);
  }

  close(): void {
    this.isClosed = true;
  }

  accept(): void {
    this.onopen?.(undefined as never);
  }

  drop(): void {
    this.onclose?.(undefined as never);
  }
}

describe("Connection", () => {
  it("opens, pings and hands on what it hears", () => {
    const world = new World();
    world.connect();
    world.line.accept();
    world.line.onmessage?.({ data: "text" });
    world.line.onmessage?.({ data: new ArrayBuffer(3) });
    expect(world.line.url).toBe("ws://host/ws");
    expect(world.line.protocols).toEqual(["sherin.v1.bin"]);
    expect(world.line.sent).toEqual(["ping"]);
    expect(world.heard).toEqual(["text", 3]);
    expect(world.statuses).toEqual(["connecting", "open"]);
  });

  it("comes back by itself, says what it has, and waits longer each time", () => {
    const world = new World();
    world.connect();
    world.line.accept();
    world.known = { session: "abc", after: 7 };
    world.line.drop();
    world.wait(249);
    expect(world.lines.length).toBe(1);
    world.wait(1);
    expect(world.line.url).toBe("ws://host/ws?after=7&session=abc");
    for (let attempt = 0; attempt < 8; attempt += 1) {
      world.line.drop();
      world.wait(4000);
    }
    expect(world.lines.length).toBe(10);
    world.line.accept();
    world.line.onmessage?.({ data: "hello" });
    world.line.drop();
    world.wait(250);
    expect(world.lines.length).toBe(11);
  });

  it("hurries only when there is no line", () => {
    const world = new World();
    const connection = world.connect();
    connection.hurry();
    expect(world.lines.length).toBe(1);
    world.line.drop();
    connection.hurry();
    expect(world.lines.length).toBe(2);
    world.wait(10_000);
    expect(world.lines.length).toBe(2);
  });

  it("gives up a line that answers nothing", () => {
    const world = new World();
    world.connect();
    world.line.accept();
    const first = world.line;
    world.wait(25_000);
    expect(first.isClosed).toBe(true);
    expect(world.lines.length).toBeGreaterThan(1);
  });

  it("ignores what an older line still says", () => {
    const world = new World();
    world.connect();
    const first = world.line;
    first.accept();
    first.drop();
    world.wait(250);
    first.onmessage?.({ data: "late" });
    first.drop();
    expect(world.heard).toEqual([]);
    expect(world.lines.length).toBe(2);
  });

  it("sends nothing while there is no line", () => {
    const world = new World();
    const connection = world.connect();
    expect(connection.send("x")).toBe(false);
    world.line.accept();
    expect(connection.send("x")).toBe(true);
    world.line.drop();
    expect(connection.send("x")).toBe(false);
  });

  it("ends for good when closed", () => {
    const world = new World();
    const connection = world.connect();
    world.line.accept();
    connection.close();
    world.line.drop();
    world.wait(60_000);
    expect(world.lines.length).toBe(1);
  });

  it("says so where a browser has no WebSocket", () => {
    const world = new World();
    world.canOpen = false;
    world.connect();
    world.wait(60_000);
    expect(world.statuses).toEqual(["connecting", "impossible"]);
  });
});

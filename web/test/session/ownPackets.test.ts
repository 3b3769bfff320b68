import { describe, expect, it } from "vitest";
import { OwnPackets } from "../../src/session/ownPackets";

function later<T>(ms: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(resolve, ms, value));
}

describe("OwnPackets", () => {
  it("knows what was answered, and waits for what was not yet", async () => {
    const own = new OwnPackets();
    own.ask(later(5, 7));
    const asked = own.has(7);
    expect(await own.has(8)).toBe(false);
    expect(await asked).toBe(true);
    expect(await own.has(7)).toBe(true);
  });

  it("does not wait for an answer that never comes", async () => {
    const own = new OwnPackets(20);
    own.ask(new Promise(() => undefined));
    expect(await own.has(1)).toBe(false);
    await own.settled();
  });

  it("answers as soon as one of many questions names the packet", async () => {
    const own = new OwnPackets(60_000);
    own.ask(new Promise(() => undefined));
    own.ask(later(5, 3));
    expect(await own.has(3)).toBe(true);
  });

  it("takes a refusal as an answer", async () => {
    const own = new OwnPackets();
    own.ask(Promise.reject(new Error("refused")));
    expect(await own.has(3)).toBe(false);
  });

  it("forgets numbers of another session", async () => {
    const own = new OwnPackets();
    own.note(3);
    own.forget();
    expect(await own.has(3)).toBe(false);
  });

  it("remembers a few dozen, not all", async () => {
    const own = new OwnPackets();
    for (let seq = 0; seq < 100; seq += 1) own.note(seq);
    expect([await own.has(0), await own.has(99)]).toEqual([false, true]);
  });
});

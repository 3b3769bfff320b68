import { describe, expect, it } from "vitest";
import { readReply } from "../../src/session/chatLines";
import { Transcript, type Keeper } from "../../src/page/transcript";

const NAME = "sherin.conversation";

/** What a tab keeps. */
class Kept implements Keeper {
  readonly texts = new Map<string, string>();
  getItem(name: string): string | null {
    return this.texts.get(name) ?? null;
  }
  setItem(name: string, text: string): void {
    this.texts.set(name, text);
  }
  removeItem(name: string): void {
    this.texts.delete(name);
  }
}

const REPLY = readReply({
  text: "A wave.",
  route: "knowledge",
  confidence: 0.9,
  is_known: true,
  sources: [{ title: "Light", domain: "M2", uri: "a", date: "2026" }],
  passages: [1, 2, 3, 4, 5].map((n) => ({ title: `${n}`, domain: "M2", uri: `${n}`, text: "x" })),
  latency_ms: 4,
});

describe("Transcript", () => {
  it("is the same after a reload", () => {
    const kept = new Kept();
    const before = new Transcript(kept);
    const turn = before.ask("What is light?", 1);
    Object.assign(turn, { progress: "whole", reply: REPLY });
    before.begin(REPLY, 2);
    before.keep();
    const after = new Transcript(kept);
    expect(after.turns.map(({ text, progress }) => [text, progress])).toEqual([
      ["What is light?", "whole"],
      [null, "whole"],
    ]);
    expect(after.turns[0]?.reply).toEqual({ ...REPLY, passages: REPLY.passages.slice(0, 3) });
    expect(after.ask("And sound?", 3).id).toBeGreaterThan(after.turns[1]?.id ?? Infinity);
  });

  it("says that what was on its way never came", () => {
    const kept = new Kept();
    const turn = new Transcript(kept).ask("Tell me a story", 1);
    expect(turn.progress).toBe("asked");
    expect(new Transcript(kept).turns[0]?.progress).toBe("cut off");
  });

  it("keeps the newest hundred and twenty", () => {
    const transcript = new Transcript(new Kept());
    for (let n = 0; n < 130; n += 1) transcript.ask(`${n}`, n);
    expect(transcript.turns.length).toBe(120);
    expect(transcript.turns[119]?.text).toBe("129");
  });

  it("begins empty where what is kept is not ours, and never throws", () => {
    for (const text of ["", "{", "null", "[]", '{"version":1}', '{"version":1,"turns":[1,null]}']) {
      const kept = new Kept();
      kept.setItem(NAME, text);
      expect(new Transcript(kept).turns).toEqual([]);
    }
    const full: Keeper = {
      getItem: () => null,
      removeItem: () => undefined,
      setItem: () => {
        throw new Error("full");
      },
    };
    expect(new Transcript(full).ask("still here", 1).text).toBe("still here");
    expect(new Transcript(null).ask("still here", 1).text).toBe("still here");
  });

  it("leaves nothing behind when it is cleared", () => {
    const kept = new Kept();
    const transcript = new Transcript(kept);
    transcript.ask("secret", 1);
    transcript.clear();
    expect([...kept.texts.values()].join()).not.toContain("secret");
    expect(transcript.turns).toEqual([]);
  });
});

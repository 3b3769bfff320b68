import { describe, expect, it } from "vitest";
import { COMMANDS, isClear, matching } from "../../src/page/commands";
import type { Reply } from "../../src/session/chatLines";
import { avatarName, refusal } from "../../src/page/photo";
import { durationOf, goingOn, wordsOf } from "../../src/page/turnView";

describe("commands", () => {
  it("are offered while their name is typed, and no longer", () => {
    expect(matching("/").length).toBe(COMMANDS.length);
    expect(matching("/F").map(({ name }) => name)).toEqual(["/forget", "/freeze"]);
    for (const text of ["", "hello", "/forget me", "/x", "a /help", "/help\n"]) {
      expect(matching(text)).toEqual([]);
    }
  });

  it("know the one that empties the conversation", () => {
    expect([isClear(" /Clear "), isClear("/clear all"), isClear("clear")]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe("a photo", () => {
  it("gets a name that a file may have, whatever its own is", () => {
    const allowed = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
    for (const name of ["me.jpg", "Zoë im Mai.JPEG", "../../etc/passwd", "", "日本.png", "con"]) {
      expect(avatarName(name, 1_700_000_000_000)).toMatch(allowed);
    }
    expect(avatarName("x".repeat(300), 0).length).toBeLessThanOrEqual(64);
    expect(avatarName("Zoë im Mai.JPEG", 0)).toMatch(/^Zoe-im-Mai-/);
    expect(avatarName("me.jpg", 1000)).not.toBe(avatarName("me.jpg", 2000));
  });

  it("is refused in a sentence that says what would work", () => {
    expect(refusal({ type: "image/png", size: 10 })).toBeNull();
    expect(refusal({ type: "text/plain", size: 10 })).toContain("JPEG or PNG");
    expect(refusal({ type: "image/png", size: 26 << 20 })).toContain("26 MB");
    expect(refusal({ type: "image/png", size: 0 })).toContain("empty");
  });
});

describe("durations", () => {
  it("are read as people say them", () => {
    expect([0.4, 3.6, 999, 1200].map(durationOf)).toEqual(["< 1 ms", "4 ms", "999 ms", "1.2 s"]);
  });
});

describe("what to go on with", () => {
  it("is taken from the last line, and only from the knowledge base's own form of it", () => {
    expect(goingOn("A wave.\nGo on with: Quantum mechanics (M2), Food, drink (-7).")).toEqual({
      words: "A wave.",
      topics: ["Quantum mechanics", "Food, drink"],
    });
    for (const text of [
      "A wave.",
      "Go on with: it.",
      "a\nGo on with: this.",
      "Go on with: X (M2).",
    ]) {
      expect(goingOn(text)).toEqual({ words: text, topics: [] });
    }
  });
});

describe("the nearest topics", () => {
  const text =
    "I don't know that. The nearest topics I have: Bicycle (-11), Food, drink (-7), Ship (-11).";
  const reply: Reply = {
    text,
    route: "none",
    confidence: 0.1,
    isKnown: false,
    sources: [],
    passages: [
      { title: "Bicycle", domain: "-11", domainName: "Travel", uri: "a", date: "", text: "x" },
    ],
    notice: null,
    intent: "question",
    gap: "g1",
    latencyMs: 4,
  };

  it("are not said twice where they are buttons", () => {
    expect(wordsOf(reply)).toBe("I don't know that.");
  });

  it("stay words where no button names them", () => {
    expect(wordsOf({ ...reply, passages: [] })).toBe(text);
    expect(wordsOf({ ...reply, isKnown: true })).toBe(text);
  });
});

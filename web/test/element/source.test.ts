import { describe, expect, it } from "vitest";
import { fileName } from "../../src/element/recording";
import { nameOfPhoto, readSource } from "../../src/element/source";

describe("readSource", () => {
  it.each([
    [null, { kind: "current" }],
    ["  ", { kind: "current" }],
    ["astronaut", { kind: "avatar", name: "astronaut" }],
    ["photo-0a1b", { kind: "avatar", name: "photo-0a1b" }],
    ["me.glb", { kind: "model", url: "me.glb" }],
    ["/models/me.VRM?v=2#x", { kind: "model", url: "/models/me.VRM?v=2#x" }],
    ["portraits/me.jpg", { kind: "photo", url: "portraits/me.jpg" }],
    ["me.jpg?of=this.glb", { kind: "photo", url: "me.jpg?of=this.glb" }],
    ["data:image/png;base64,AA==", { kind: "photo", url: "data:image/png;base64,AA==" }],
    ["blob:http://here/1", { kind: "photo", url: "blob:http://here/1" }],
  ])("reads %j", (src, source) => {
    expect(readSource(src)).toEqual(source);
  });
});

describe("nameOfPhoto", () => {
  it("is the same for the same photo, and one that a server takes", async () => {
    const [one, same, other] = await Promise.all(
      ["a", "a", "b"].map((text) => nameOfPhoto(new Blob([text]))),
    );
    expect(one).toBe(same);
    expect(one).not.toBe(other);
    expect(readSource(one!)).toEqual({ kind: "avatar", name: one });
  });
});

describe("fileName", () => {
  it("says that a film is synthetic, whatever the avatar is called", () => {
    const moment = new Date("2026-01-31T12:00:05.123Z");
    expect(fileName("astronaut", moment)).toBe(
      "sherin-synthetic-astronaut-2026-01-31T12-00-05.webm",
    );
    expect(fileName("http://x/ä.glb", moment)).toBe(
      "sherin-synthetic-http-x-glb-2026-01-31T12-00-05.webm",
    );
    expect(fileName("", moment)).toContain("sherin-synthetic-avatar-");
  });
});

import { describe, expect, it } from "vitest";
import { Attention } from "../../src/session/attention";

describe("Attention", () => {
  it("tells of typing at once, then now and then", () => {
    const attention = new Attention();
    expect(attention.typed(0, false)).toBe("typing");
    const told = Array.from({ length: 100 }, (_, i) => attention.typed(i * 100, false));
    expect(told.filter((event) => event !== null).length).toBe(2);
  });

  it("takes a pause over a sentence for thinking, and over an empty box for listening", () => {
    const attention = new Attention();
    attention.typed(0, false);
    expect(attention.tick(1000)).toBeNull();
    expect(attention.tick(2000)).toBe("thinking");
    expect(attention.tick(2300)).toBeNull();
    attention.typed(3000, true);
    expect(attention.tick(5000)).toBe("listening");
  });

  it("says idle once", () => {
    const attention = new Attention();
    attention.typed(0, false);
    attention.tick(2000);
    expect([attention.tick(20_500), attention.tick(21_000)]).toEqual(["idle", null]);
  });

  it("tells nothing about a sentence that was sent", () => {
    const attention = new Attention();
    attention.typed(0, false);
    attention.sent(100);
    expect([attention.tick(3000), attention.tick(60_000)]).toEqual([null, null]);
  });

  it("takes a selection for reading, unless the person types", () => {
    const attention = new Attention();
    expect(attention.selected(0, true)).toBe("reading");
    expect(attention.selected(1000, true)).toBeNull();
    expect(attention.selected(2000, false)).toBeNull();
    attention.typed(3000, false);
    expect(attention.selected(3100, true)).toBeNull();
  });

  it("greets who comes back after a while, not who only glanced away", () => {
    const attention = new Attention();
    attention.seen(0, false);
    expect(attention.seen(3000, true)).toBeNull();
    attention.seen(4000, false);
    expect(attention.tick(9000)).toBeNull();
    expect(attention.seen(60_000, true)).toBe("user_joined");
  });
});

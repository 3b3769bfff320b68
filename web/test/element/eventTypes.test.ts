/**
 * The element's events are typed where they are heard: the compiler is the test (`npm run typecheck`).
 *
 * Nothing runs here: what `expectTypeOf` compares and `@ts-expect-error` expects is found by `tsc` alone.
 */
import { describe, expectTypeOf, it } from "vitest";
import type {
  AvatarEventDetails,
  AvatarEventName,
  EmotionAvatar,
  EmotionAvatarEventMap,
} from "../../src/element";
import type { Arrival } from "../../src/session/player";
import type { Hello } from "../../src/wire";

/** Never called: its body is checked, not run. */
export function listenAsAPageDoes(avatar: EmotionAvatar): void {
  avatar.addEventListener("avatar-packet", (event) => {
    expectTypeOf(event).toEqualTypeOf<CustomEvent<Arrival>>();
    expectTypeOf(event.detail.packet.seq).toBeNumber();
  });
  avatar.addEventListener("avatar-speaking", ({ detail }) => {
    expectTypeOf(detail.soundMs).toEqualTypeOf<number | null>();
    // @ts-expect-error -- no such field
    expectTypeOf(detail.sound);
  });
  avatar.addEventListener(
    "avatar-hello",
    function ({ detail }) {
      expectTypeOf(this).toEqualTypeOf<EmotionAvatar>();
      expectTypeOf(detail).toEqualTypeOf<Hello>();
    },
    { once: true },
  );
  avatar.addEventListener("click", (event) => {
    expectTypeOf(event).toEqualTypeOf<PointerEvent>();
  });
  avatar.addEventListener("an-event-of-the-page", (event) => {
    expectTypeOf(event).toEqualTypeOf<Event>();
  });
  // @ts-expect-error -- a packet's event is no hello
  avatar.addEventListener("avatar-packet", (event: CustomEvent<Hello>) => event);
  // They bubble: what holds the element hears them with their types, too.
  document.addEventListener("avatar-error", ({ detail }) => {
    expectTypeOf(detail.message).toBeString();
  });
  window.addEventListener("avatar-ready", ({ detail }) => {
    expectTypeOf(detail.name).toBeString();
  });
  const heard = (event: EmotionAvatarEventMap["avatar-phrase"]): void => {
    expectTypeOf(event.detail.text).toBeString();
  };
  avatar.addEventListener("avatar-phrase", heard);
  avatar.removeEventListener("avatar-phrase", heard);
  expectTypeOf(document.querySelector("emotion-avatar")).toEqualTypeOf<EmotionAvatar | null>();
}

describe("the event map", () => {
  it("has every event, with the detail that is told", () => {
    expectTypeOf<keyof EmotionAvatarEventMap>().toEqualTypeOf<AvatarEventName>();
    expectTypeOf<EmotionAvatarEventMap["avatar-reply"]["detail"]>().toEqualTypeOf<
      AvatarEventDetails["avatar-reply"]
    >();
  });
});

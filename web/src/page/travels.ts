/**
 * The drawer "What travels": each packet with its size, its cues, how long it took, and affect with sliders.
 */
import type { Arrival } from "../session/player";
import { encodeJson, type Mood, type Packet } from "../wire";
import { CueLanes, shownCues } from "./cueLanes";
import { button, byId, made, put } from "./elements";
import { MoodMap } from "./moodMap";
import { coloured, inLines } from "./packetText";
import { Ribbon } from "./ribbon";
import { StageBars, type StageName } from "./stageBars";

const N_SHOWN = 8;
/** What a packet in JSON may have; the bar of a row is its share of it. */
const MAX_JSON_BYTES = 500;

export interface TravelsListeners {
  readonly durationOf: (capsuleId: string) => number;
  readonly onPush: (mood: Mood) => void;
  readonly onFeel: (feeling: string) => void;
  readonly onEvent: (name: string) => void;
}

export class Travels {
  readonly #listeners: TravelsListeners;
  readonly #lanes = new CueLanes(byId("lanes"));
  readonly #ribbon = new Ribbon(byId("ribbon"));
  readonly #bars = new StageBars(byId("stages"));
  readonly #mood: MoodMap;
  readonly #root = byId("travels");
  readonly #toggle = byId("travels-toggle");
  /** The newest packet, and the row of each that is listed. */
  #newest: Arrival | null = null;
  /** The packet that the person holds to read it; none: the newest is shown. */
  #held: Arrival | null = null;
  readonly #rows = new Map<Arrival, HTMLButtonElement>();
  #nPackets = 0;
  #nBytes = 0;

  constructor(listeners: TravelsListeners) {
    this.#listeners = listeners;
    this.#mood = new MoodMap(byId("affect"), listeners.onPush);
    this.#toggle.addEventListener("click", () => {
      this.open(!this.isOpen);
    });
    byId("ribbon").addEventListener("click", () => {
      this.open(!this.isOpen);
    });
    byId("travels-close").addEventListener("click", () => {
      this.open(false);
    });
    this.#root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault(); // This Escape closes the drawer; it silences nobody.
      this.open(false);
    });
    for (const chip of this.#root.querySelectorAll<HTMLButtonElement>(".chips button")) {
      const { feeling, event } = chip.dataset;
      chip.addEventListener("click", () => {
        if (feeling !== undefined) listeners.onFeel(feeling);
        else if (event !== undefined) listeners.onEvent(event);
      });
    }
  }

  get isOpen(): boolean {
    return !this.#root.hidden;
  }

  open(isOpen: boolean): void {
    if (isOpen === this.isOpen) return;
    this.#root.hidden = !isOpen;
    byId("desk").classList.toggle("has-travels", isOpen);
    this.#toggle.setAttribute("aria-expanded", `${isOpen}`);
    if (isOpen) byId("travels-close").focus({ preventScroll: true });
    else this.#toggle.focus({ preventScroll: true });
  }

  /** Where this personality rests. */
  settle(baseline: Mood): void {
    this.#mood.settle(baseline);
  }

  feel(mood: Mood): void {
    this.#mood.show(mood);
  }

  /** A new reaction is on its way. */
  asked(): void {
    this.#bars.clear();
  }

  took(stage: StageName, ms: number): void {
    this.#bars.show(stage, ms);
  }

  arrived(arrival: Arrival): void {
    this.#nPackets += 1;
    this.#nBytes += arrival.binaryBytes;
    this.#newest = arrival;
    this.#mood.show(arrival.packet.mood);
    const cues = shownCues(arrival.packet, this.#listeners.durationOf);
    this.#ribbon.show(cues, arrival.startMs, arrival.binaryBytes);
    this.#list(arrival);
    this.#show(this.#held ?? arrival);
  }

  /** Move the playheads. */
  move(sessionMs: number): void {
    this.#ribbon.move(sessionMs);
    if (this.isOpen) this.#lanes.move(sessionMs);
  }

  /** The line of small figures. */
  count(parts: readonly string[]): void {
    const counted = [`${this.#nPackets} packets`, `${this.#nBytes.toLocaleString("en")} bytes`];
    put("counts", [...counted, ...parts].join(" · "));
  }

  #show(arrival: Arrival): void {
    const { packet, startMs, binaryBytes, jsonBytes } = arrival;
    const { durationOf } = this.#listeners;
    this.#lanes.show(shownCues(packet, durationOf), arrival === this.#newest ? startMs : null);
    put(
      "lead",
      `${binaryBytes} bytes travelled (${jsonBytes} as JSON): ids and weights. ` +
        "No picture, no sound of an emotion.",
    );
    byId("packet").replaceChildren(...coloured(inLines(encodeJson(packet))));
    for (const [one, row] of this.#rows) {
      row.setAttribute("aria-current", `${one === arrival}`);
      row.setAttribute("aria-pressed", `${one === this.#held}`);
    }
  }

  /** Hold a packet while others come, or let it go. */
  #hold(arrival: Arrival): void {
    this.#held = arrival === this.#held ? null : arrival;
    this.#show(this.#held ?? this.#newest ?? arrival);
  }

  /** A row on top; the others stay the elements they are, so that one of them can keep the focus. */
  #list(arrival: Arrival): void {
    const { packet, binaryBytes, jsonBytes } = arrival;
    const row = button("", () => {
      this.#hold(arrival);
    });
    const bar = made("span", "bar");
    bar.setAttribute("aria-hidden", "true");
    const fill = made("i");
    fill.style.width = `${Math.min(jsonBytes / MAX_JSON_BYTES, 1) * 100}%`;
    bar.append(fill);
    row.append(
      made("b", "", `#${packet.seq}`),
      made("span", "what", whatOf(packet)),
      bar,
      made("span", "bytes", `${binaryBytes} B`),
    );
    const item = made("li");
    item.append(row);
    byId("packets").prepend(item);
    this.#rows.set(arrival, row);
    for (const [oldest, last] of this.#rows) {
      if (this.#rows.size <= N_SHOWN) break;
      last.parentElement?.remove();
      this.#rows.delete(oldest);
      if (oldest === this.#held) this.#held = null;
    }
  }
}

/** A packet in a few words: what the companion does, and with how many cues. */
function whatOf({ context, utterance, videoBlend, voiceBlend }: Packet): string {
  const nCues = videoBlend.length + voiceBlend.length;
  const doing = utterance === null ? (context ?? "reaction") : "says it";
  return `${doing}, ${nCues} ${nCues === 1 ? "cue" : "cues"}`;
}

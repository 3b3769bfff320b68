/**
 * The page: what a person does goes to the companion, what travels is shown, the figure plays it.
 */
import type { Packet } from "../wire";
import { encodeJson } from "../wire";
import { Attention } from "../session/attention";
import { Client, type Reaction } from "../session/client";
import { CueLanes, shownCues } from "./cueLanes";
import { Latency } from "../session/latency";
import { MoodMap } from "./moodMap";
import { coloured, inLines } from "./packetText";
import type { Arrival } from "../session/player";
import { Speaker, type Unheard } from "../session/speaker";
import { Stage, type Paint } from "./figureCanvas";

const TICK_MS = 300;
const GREETING_AFTER_MS = 900;
const STATUS_WORDS = {
  connecting: "Looking for the companion",
  open: "Here, on this machine",
  lost: "Out of reach; trying again",
  impossible: "This browser opens no WebSocket: nothing can move here",
} as const;
const UNHEARD_WORDS: Readonly<Record<Unheard, string>> = {
  "no engine": "No voice could start on this machine: the mouth moves without sound.",
  "no sound card": "This browser plays no sound: the mouth moves without it.",
};

/** Bring the page to life. Call it once, when its elements are there. */
export function startPage(paint: Paint): void {
  const page = new Page(paint);
  page.start();
}

class Page {
  readonly #paint: Paint;
  readonly #attention = new Attention();
  readonly #lanes = new CueLanes(byId("lanes"));
  readonly #mood = new MoodMap(byId("affect"));
  readonly #latency = new Latency(({ packetMs, frameMs }) => {
    put("packet-ms", packetMs.toFixed(0));
    put("frame-ms", frameMs === null ? "…" : frameMs.toFixed(0));
  });
  readonly #box = byId("text") as HTMLInputElement;
  readonly #client: Client;
  readonly #speaker: Speaker;
  /** The last `/say` of this tab: the number of its packet, or null where it was refused. */
  #spoken: Promise<number | null> = Promise.resolve(null);
  #spokenMs = 0;
  #stage: Stage | null = null;
  #nPackets = 0;
  #nBytes = 0;
  #hasGreeted = false;
  /** Choices of a personality so far: an answer that is older than the last one is not shown. */
  #nChoices = 0;

  constructor(paint: Paint) {
    this.#paint = paint;
    this.#client = new Client({
      onStatus: (status) => {
        const line = byId("line");
        line.dataset["status"] = status;
        if (line.textContent !== STATUS_WORDS[status]) line.textContent = STATUS_WORDS[status];
      },
      onHello: ({ baseline }) => {
        this.#mood.settle(baseline);
        void this.#listPersonalities();
        if (!this.#hasGreeted) setTimeout(() => void this.#greet(), GREETING_AFTER_MS);
      },
      onState: ({ mood }) => {
        this.#mood.show(mood);
      },
      onArrival: (arrival) => {
        this.#arrived(arrival);
      },
      onInterrupt: () => {
        this.#speaker.stop();
      },
      onFault: (message) => {
        this.#complain(message);
      },
    });
    const client = this.#client;
    this.#speaker = new Speaker({
      sessionOf: (localMs) => client.sessionMs(localMs),
      say: (marks) => {
        client.player.say(marks);
      },
      shiftOnset: (seq, byMs) => {
        client.player.shiftOnset(seq, byMs);
      },
      hush: () => {
        client.player.interrupt(client.sessionMs());
      },
      open: (path, signal) => client.open(path, signal),
      onSpeaking: (isSpeaking) => {
        byId("stop").hidden = !isSpeaking;
      },
      onUnheard: (why) => {
        put("voice-note", UNHEARD_WORDS[why]);
      },
      onSound: (_seq, localMs) => {
        put("voice-note", "");
        put("sound-ms", (localMs - this.#spokenMs).toFixed(0));
      },
      onFault: (error) => {
        this.#complain(error instanceof Error ? error.message : String(error));
      },
    });
  }

  start(): void {
    this.#openStage();
    this.#listen();
    setInterval(() => {
      this.#tick();
    }, TICK_MS);
    this.#box.focus({ preventScroll: true });
  }

  // --- what the person does --------------------------------------------------------------------

  #listen(): void {
    byId("say").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#say(this.#box.value);
    });
    this.#box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.shiftKey || event.isComposing) return;
      event.preventDefault();
      void this.#speak(this.#box.value);
    });
    byId("speak").addEventListener("click", () => void this.#speak(this.#box.value));
    byId("stop").addEventListener("click", () => void this.#hush());
    const mute = byId("mute");
    mute.addEventListener("click", () => {
      const { loudspeaker } = this.#speaker;
      loudspeaker.mute(!loudspeaker.isMuted);
      mute.setAttribute("aria-pressed", `${loudspeaker.isMuted}`);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#speaker.isSpeaking) void this.#hush();
    });
    this.#box.addEventListener("input", () => {
      this.#tell(this.#attention.typed(performance.now(), this.#box.value === ""));
    });
    for (const button of document.querySelectorAll<HTMLButtonElement>(".chips button")) {
      button.addEventListener("click", () => void this.#press(button));
    }
    document.addEventListener("selectionchange", () => {
      const selection = document.getSelection();
      const isInBox = document.activeElement === this.#box;
      const hasSelection = selection !== null && !selection.isCollapsed && !isInBox;
      this.#tell(this.#attention.selected(performance.now(), hasSelection));
    });
    document.addEventListener("visibilitychange", () => {
      const isVisible = document.visibilityState === "visible";
      if (isVisible) this.#client.hurry();
      this.#tell(this.#attention.seen(performance.now(), isVisible));
    });
    addEventListener("online", () => {
      this.#client.hurry();
    });
  }

  #tell(event: string | null): void {
    if (event !== null) this.#client.tell(event);
  }

  async #say(text: string): Promise<void> {
    if (text.trim() === "") return;
    this.#attention.sent(performance.now());
    const isSaid = await this.#ask(`“${shortened(text)}”`, () => this.#client.hear(text));
    // What was said is kept in the box until it has arrived.
    if (isSaid && this.#box.value === text) this.#box.value = "";
  }

  /** Let her say it, and hear it in this tab. */
  async #speak(text: string): Promise<void> {
    if (text.trim() === "") return;
    this.#attention.sent(performance.now());
    this.#speaker.stop();
    this.#spokenMs = performance.now();
    void this.#speaker.loudspeaker.wake(); // In the gesture: later the browser would not allow it.
    let seq: number | null = null;
    const asked = this.#ask(`She says “${shortened(text)}”`, async () => {
      const reaction = await this.#client.speak(text);
      seq = reaction.seq;
      return reaction;
    });
    this.#spoken = asked.then(() => seq);
    const isSaid = await asked;
    if (isSaid && this.#box.value === text) this.#box.value = "";
  }

  /** Silence here at once, then for every viewer. */
  async #hush(): Promise<void> {
    // The button that was pressed goes away: the person stays where they can go on.
    if (document.activeElement === byId("stop")) this.#box.focus({ preventScroll: true });
    this.#speaker.stop();
    try {
      await this.#client.interrupt();
    } catch (error) {
      this.#complain(error instanceof Error ? error.message : String(error));
    }
  }

  async #press(button: HTMLButtonElement): Promise<void> {
    const { say, feeling, event } = button.dataset;
    if (say !== undefined) await this.#say(say);
    else if (feeling !== undefined) await this.#ask("", () => this.#client.feel(feeling));
    else if (event !== undefined) {
      await this.#ask(button.textContent, () => this.#client.happen(event));
    }
  }

  async #greet(): Promise<void> {
    if (this.#hasGreeted) return;
    this.#hasGreeted = true;
    await this.#ask("", () => this.#client.happen("user_joined"), { isSilent: true });
  }

  /** Ask for a reaction and show what it was; false when it did not work. */
  async #ask(
    caption: string,
    ask: () => Promise<Reaction>,
    { isSilent = false } = {},
  ): Promise<boolean> {
    const askedMs = performance.now();
    try {
      const { seq, feeling } = await ask();
      byId("fault").hidden = true;
      this.#latency.asked(seq, askedMs);
      if (!isSilent) {
        put("said", caption);
        put("word", feeling);
      }
      return true;
    } catch (error) {
      this.#complain(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  #complain(message: string): void {
    const fault = byId("fault");
    fault.textContent = message;
    fault.hidden = false;
  }

  // --- what travels ----------------------------------------------------------------------------

  #arrived(arrival: Arrival): void {
    const { packet, jsonBytes, binaryBytes, arrivedMs, startMs } = arrival;
    this.#nPackets += 1;
    this.#nBytes += binaryBytes;
    this.#latency.arrived(packet, arrivedMs, startMs);
    put("binary-bytes", `${binaryBytes}`);
    put("json-bytes", `${jsonBytes}`);
    const { player } = this.#client;
    this.#lanes.show(
      shownCues(packet, (capsuleId) => player.durationMs(capsuleId)),
      startMs,
    );
    this.#mood.show(packet.mood);
    byId("packet").replaceChildren(...coloured(inLines(encodeJson(packet))));
    byId("figure").setAttribute("aria-label", described(packet));
    if (startMs !== null) this.#stage?.react();
    if (startMs !== null && packet.utterance !== null) {
      const isOurs = this.#spoken.then((seq) => seq === packet.seq);
      void this.#speaker.begin(packet, startMs, isOurs);
    }
  }

  async #listPersonalities(): Promise<void> {
    const fieldset = byId("personalities");
    const nChoices = this.#nChoices;
    try {
      const { current, personalities } = await this.#client.personalities();
      if (nChoices !== this.#nChoices) return;
      const labels = personalities.map(({ name, description }) => {
        const input = document.createElement("input");
        input.type = "radio";
        input.name = "personality";
        input.value = name;
        input.checked = name === current;
        input.addEventListener("change", () => void this.#adopt(name));
        const label = document.createElement("label");
        label.title = description;
        label.append(input, name);
        return label;
      });
      const known = [...fieldset.querySelectorAll("input")];
      const isSame = known.map((i) => i.value).join() === personalities.map((p) => p.name).join();
      if (isSame) for (const input of known) input.checked = input.value === current;
      else fieldset.replaceChildren(fieldset.firstElementChild ?? "", ...labels);
      fieldset.hidden = false;
    } catch {
      fieldset.hidden = true; // The line says already that nobody answers.
    }
  }

  async #adopt(name: string): Promise<void> {
    this.#nChoices += 1;
    try {
      await this.#client.adopt(name);
    } catch (error) {
      this.#complain(error instanceof Error ? error.message : String(error));
    }
  }

  // --- what moves ------------------------------------------------------------------------------

  #openStage(): void {
    const canvas = byId("figure") as HTMLCanvasElement;
    const pause = byId("pause");
    const { clock, player } = this.#client;
    let sessionMs = 0;
    try {
      const stage = new Stage(canvas, {
        paint: this.#paint,
        poseAt: (localMs) => {
          sessionMs = clock.at(localMs);
          return player.sample(sessionMs, localMs);
        },
        onFrame: () => {
          this.#lanes.move(sessionMs);
          this.#latency.painted(sessionMs, performance.now());
        },
      });
      const toggle = (isPaused: boolean): void => {
        stage.pause(isPaused);
        pause.setAttribute("aria-pressed", `${isPaused}`);
        pause.textContent = isPaused ? "Play motion" : "Pause motion";
      };
      const wish = matchMedia("(prefers-reduced-motion: reduce)");
      wish.addEventListener("change", () => {
        toggle(wish.matches);
      });
      pause.addEventListener("click", () => {
        toggle(!stage.isPaused);
      });
      toggle(wish.matches);
      this.#stage = stage;
    } catch (error) {
      const instead = byId("no-figure");
      const reason = error instanceof Error ? error.message : String(error);
      instead.textContent = `No figure here: ${reason}. Words, packets and numbers still work.`;
      instead.hidden = false;
      canvas.hidden = true;
      pause.hidden = true;
    }
  }

  #tick(): void {
    this.#tell(this.#attention.tick(performance.now()));
    const { player, clock, nReturns } = this.#client;
    const { unknown, failed, dropped } = player.counts;
    const parts = [
      count(this.#nPackets, "packet"),
      count(this.#nBytes, "byte"),
      this.#stage === null ? "no figure" : `${this.#stage.framesPerS.toFixed(0)} frames/s`,
    ];
    if (clock.tripMs !== null) parts.push(`${clock.tripMs.toFixed(1)} ms round trip`);
    if (unknown + dropped > 0) parts.push(`${unknown + dropped} cues not played`);
    if (failed > 0) parts.push(`${count(failed, "gesture")} left out by chance`);
    if (nReturns > 0) parts.push(`came back ${nReturns === 1 ? "once" : `${nReturns} times`}`);
    put("counts", parts.join(" · "));
  }
}

/** What the picture shows, for those who cannot see it. */
function described(packet: Packet): string {
  const start = (layers: readonly string[]): string | null => {
    const starts = packet.videoBlend.filter(({ layer }) => layers.includes(layer));
    return starts.length === 0 ? null : `${Math.min(...starts.map(({ atMs }) => atMs))} ms`;
  };
  const hands = start(["hands"]);
  const face = start(["face", "expression"]);
  return (
    `A drawn figure, reaction ${packet.seq}: ` +
    `${hands === null ? "hands rest" : `hands start at ${hands}`}, ` +
    (face === null ? "the face rests" : `the face starts at ${face}`)
  );
}

function count(n: number, noun: string): string {
  return `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;
}

function shortened(text: string): string {
  return text.length <= 90 ? text : `${text.slice(0, 88).trimEnd()}…`;
}

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`index.html has no element #${id}; build the page again`);
  return found;
}

function put(id: string, text: string): void {
  const found = byId(id);
  if (found.textContent !== text) found.textContent = text;
}

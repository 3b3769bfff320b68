/**
 * The page: what a person says goes to the companion, her answers and what travels are shown beside her face.
 */
import type { EmotionAvatar } from "../element";
import type { ChatLine } from "../session/chatLines";
import type { Client, Reaction } from "../session/client";
import { Latency } from "../session/latency";
import type { Mood } from "../wire";
import { isClear } from "./commands";
import { Composer } from "./composer";
import { byId, face, put } from "./elements";
import { messageOf } from "./failing";
import { makeRoomForKeyboard } from "./keyboard";
import { glowOf } from "./glow";
import { offerFilming } from "./filming";
import { Introduction } from "./introduction";
import { Photos } from "./photo";
import { PushToTalk } from "./pushToTalk";
import { Settings } from "./settings";
import { Talk } from "./talk";
import { chooseAppearance } from "./theme";
import { Transcript, type Turn } from "./transcript";
import { Travels } from "./travels";

const TICK_MS = 500;
const GREETING_AFTER_MS = 900;
const NOTE_MS = 9000;
const VOICE_SAMPLE = "This is how I sound.";
const STATUS_WORDS = {
  connecting: "Looking for the companion",
  open: "On this machine",
  lost: "Out of reach; trying again",
  impossible: "This browser opens no WebSocket: nothing can move here",
} as const;

/** Show how the line to the companion is. Call it before `<emotion-avatar>` is known: it may fail at once. */
export function showLine(): void {
  document.addEventListener("avatar-status", ({ detail: { line } }) => {
    byId("line").dataset["status"] = line;
    put("line", STATUS_WORDS[line]);
  });
}

/** Bring the page to life. Call it once, when `<emotion-avatar>` is known. */
export function startPage(): void {
  const avatar = document.querySelector("emotion-avatar");
  const client = avatar?.client ?? null;
  if (avatar === null || client === null) {
    throw new Error("index.html has no <emotion-avatar>; build the page again");
  }
  new Page(avatar, client).start();
}

class Page {
  readonly #avatar: EmotionAvatar;
  readonly #client: Client;
  readonly #talk: Talk;
  readonly #composer: Composer;
  readonly #travels: Travels;
  readonly #photos: Photos;
  readonly #introduction: Introduction;
  readonly #settings: Settings;
  readonly #latency: Latency;
  /** What is being answered; null once the answer is whole or was given up. */
  #turn: Turn | null = null;
  #askedMs = 0;
  /** Who has spoken first is not greeted after it. */
  #hasGreeted = false;

  constructor(avatar: EmotionAvatar, client: Client) {
    this.#avatar = avatar;
    this.#client = client;
    const ask = (text: string): void => void this.#ask(text);
    this.#composer = new Composer({ onSend: ask });
    this.#talk = new Talk(new Transcript(keeper()), {
      onAsk: (text) => {
        this.#composer.focus();
        ask(text);
      },
      onFill: (text) => {
        this.#composer.fill(text);
        this.#composer.focus();
      },
      onSay: (text) => void attempt(() => avatar.say(text)),
      onBack: () => {
        this.#composer.focus();
      },
    });
    this.#travels = new Travels({
      durationOf: (capsuleId) => client.player.durationMs(capsuleId),
      onPush: (mood) => void this.#react(() => avatar.feel(mood)),
      onFeel: (feeling) => void this.#react(() => avatar.feel(feeling)),
      onEvent: (name) => void this.#react(() => avatar.happen(name)),
    });
    this.#latency = new Latency(({ packetMs, frameMs }) => {
      this.#travels.took("packet", packetMs);
      if (frameMs !== null) this.#travels.took("motion", frameMs);
    });
    this.#photos = new Photos(client.server, {
      onDone: () => {
        this.#composer.focus();
        void this.#settings.refresh();
      },
      onFault: complain,
    });
    this.#settings = new Settings(client.server, {
      onAvatars: (job) => {
        byId("photo").hidden = false;
        this.#photos.welcome();
        if (job !== null) void this.#photos.watch(job);
      },
      onPerson: (name) => {
        this.#introduction.meet(name);
      },
      onVoice: () => void attempt(() => avatar.say(VOICE_SAMPLE)),
      onFault: complain,
    });
    this.#introduction = new Introduction(this.#talk, {
      onName: async (name) => {
        await this.#settings.rename(name);
        this.#composer.focus();
      },
      onSay: (text) => void attempt(() => avatar.say(text)),
    });
  }

  start(): void {
    chooseAppearance();
    makeRoomForKeyboard();
    this.#follow();
    this.#listen();
    setInterval(() => {
      this.#count();
    }, TICK_MS);
    this.#composer.focus();
  }

  // --- the conversation ------------------------------------------------------------------------

  /** Say something to her; a sentence while she still answers the last one takes its place. */
  async #ask(text: string): Promise<void> {
    this.#hasGreeted = true;
    if (this.#turn !== null) this.#talk.show(this.#turn, "cut off");
    this.#askedMs = performance.now();
    this.#travels.asked();
    byId("fault").hidden = true;
    this.#composer.sent(text);
    const turn = this.#talk.ask(text.trim());
    this.#turn = turn;
    this.#showStop();
    try {
      const reply = await this.#avatar.chat(turn.text ?? "");
      if (this.#turn !== turn) return;
      this.#travels.took("answer", performance.now() - this.#askedMs);
      this.#talk.show(turn, "whole", { reply, coming: "" });
      if (isClear(turn.text ?? "")) this.#talk.clear();
    } catch (error) {
      if (this.#turn !== turn) return; // Given up: it says so already.
      this.#talk.show(turn, "failed", { coming: messageOf(error) });
      // What was said is in the box again, unless the person has gone on.
      if (this.#composer.isEmpty) this.#composer.fill(text);
    } finally {
      if (this.#turn === turn) this.#turn = null;
      this.#showStop();
    }
  }

  /** A line of the answer that is on its way. */
  #hear(line: ChatLine): void {
    const turn = this.#turn;
    if (line.kind === "heard") {
      showFeeling(line.feeling);
      if (line.packet !== null) this.#latency.asked(line.packet, this.#askedMs);
    } else if (turn !== null && line.kind === "waiting") this.#talk.show(turn, "waiting");
    else if (turn !== null && line.kind === "piece") {
      this.#talk.show(turn, "coming", { coming: turn.coming + line.text });
    }
  }

  /** Silence, and no answer any more. */
  async #stop(): Promise<void> {
    // The button that was pressed goes away: the person stays where they can go on.
    if (document.activeElement === byId("stop")) this.#composer.focus();
    if (this.#turn !== null) this.#talk.show(this.#turn, "cut off");
    this.#turn = null;
    await attempt(() => this.#avatar.interrupt());
    this.#showStop();
  }

  #showStop(): void {
    byId("stop").hidden = !this.#avatar.isSpeaking && this.#turn === null;
  }

  // --- what the companion tells ----------------------------------------------------------------

  #follow(): void {
    const avatar = this.#avatar;
    avatar.addEventListener("avatar-hello", ({ detail: { baseline } }) => {
      this.#travels.settle(baseline);
      void this.#settings.refresh();
      if (!this.#hasGreeted) setTimeout(() => void this.#greet(), GREETING_AFTER_MS);
    });
    avatar.addEventListener("avatar-state", ({ detail: { mood } }) => {
      this.#travels.feel(mood);
      shine(mood);
    });
    avatar.addEventListener("avatar-packet", ({ detail }) => {
      this.#latency.arrived(detail.packet, detail.arrivedMs, detail.startMs);
      this.#travels.arrived(detail);
      shine(detail.packet.mood);
    });
    avatar.addEventListener("avatar-reply", ({ detail }) => {
      this.#hear(detail);
    });
    avatar.addEventListener("avatar-speaking", ({ detail: { soundMs } }) => {
      if (soundMs !== null) this.#travels.took("sound", soundMs - this.#askedMs);
      this.#showStop();
    });
    avatar.addEventListener("avatar-frame", ({ detail: { sessionMs, localMs } }) => {
      this.#travels.move(sessionMs);
      this.#latency.painted(sessionMs, localMs);
    });
    avatar.addEventListener("avatar-error", ({ detail: { code, message } }) => {
      // What the face lacks is a quiet line; what the person asked for and did not get is not.
      if (code === "refused" || code === "photo-refused" || code === "fault") complain(message);
      else if (code !== "line") note(message);
    });
  }

  async #greet(): Promise<void> {
    if (this.#hasGreeted) return;
    this.#hasGreeted = true;
    await attempt(() => this.#avatar.happen("user_joined"));
  }

  /** Ask for a reaction without words. */
  async #react(ask: () => Promise<Reaction>): Promise<void> {
    const askedMs = performance.now();
    this.#travels.asked();
    await attempt(async () => {
      const { seq, feeling } = await ask();
      this.#latency.asked(seq, askedMs);
      showFeeling(feeling);
    });
  }

  // --- what else the person does ---------------------------------------------------------------

  #listen(): void {
    const avatar = this.#avatar;
    byId("stop").addEventListener("click", () => void this.#stop());
    byId("mute").addEventListener("click", () => {
      avatar.muted = !avatar.muted;
      const { muted } = avatar;
      face("mute", muted ? "silent" : "sound", muted ? "Unmute" : "Mute", muted);
    });
    const showPause = (): void => {
      const { paused } = avatar;
      const name = paused ? "Play motion" : "Pause motion";
      face("pause", paused ? "play" : "pause", name, paused);
    };
    byId("pause").addEventListener("click", () => {
      avatar.paused = !avatar.paused;
    });
    new MutationObserver(showPause).observe(avatar, { attributeFilter: ["paused"] });
    showPause();
    document.addEventListener("keydown", (event) => {
      const isBusy = avatar.isSpeaking || this.#turn !== null;
      if (event.key === "Escape" && !event.defaultPrevented && isBusy) void this.#stop();
    });
    new PushToTalk(avatar, {
      onWords: (text, isWhole) => {
        this.#composer.fill(text);
        if (isWhole) void this.#ask(text);
      },
      onNote: note,
    });
    offerFilming(avatar, { onFault: complain, onNote: note });
  }

  #count(): void {
    if (!this.#travels.isOpen) return;
    const { player, clock, nReturns } = this.#client;
    const { unknown, failed, dropped } = player.counts;
    const parts = [`${this.#avatar.framesPerS.toFixed(0)} frames/s`];
    if (clock.tripMs !== null) parts.push(`${clock.tripMs.toFixed(1)} ms round trip`);
    if (unknown + dropped > 0) parts.push(`${unknown + dropped} cues not played`);
    if (failed > 0) parts.push(`${failed} left out by chance`);
    if (nReturns > 0) parts.push(`came back ${nReturns === 1 ? "once" : `${nReturns} times`}`);
    this.#travels.count(parts);
  }
}

/** Do it; what goes wrong is told in a sentence. */
async function attempt(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
    byId("fault").hidden = true;
  } catch (error) {
    complain(messageOf(error));
  }
}

function complain(message: string): void {
  const fault = byId("fault");
  fault.textContent = message.charAt(0).toUpperCase() + message.slice(1);
  fault.hidden = false;
}

/** The word for what shows: some are feelings, some are doings, such as listening. */
function showFeeling(word: string): void {
  put("verb", word.endsWith("ing") ? "is" : "feels");
  put("word", word);
}

/** The light around the face follows the mood. */
function shine(mood: Mood): void {
  byId("frame").style.setProperty("--glow", glowOf(mood));
}

let noteTimer = 0;

/** A quiet line below the companion, gone after a while. */
function note(text: string): void {
  put("note", text);
  clearTimeout(noteTimer);
  noteTimer = window.setTimeout(() => {
    put("note", "");
  }, NOTE_MS);
}

/** Where this tab keeps its conversation; null where the browser forbids it. */
function keeper(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

/**
 * `<emotion-avatar>`: a companion's face in any page.
 *
 * ```html
 * <script type="module" src="http://127.0.0.1:8765/emotion-avatar.js"></script>
 * <emotion-avatar mode="corner"></emotion-avatar>
 * ```
 *
 * @tagname emotion-avatar
 *
 * @attr {string} src - What is shown: an avatar's name, the URL of a GLB or VRM, or the URL of a photo, of which
 *   the server makes a rig. Without it, the avatar that the server has chosen.
 * @attr {string} server - Address of the server; by default where the script came from.
 * @attr {string} poster - Still picture of a model of one's own; an avatar of the server brings its own.
 * @attr {string} text - Said aloud whenever it is set to something new.
 * @attr {string} emotion - Felt whenever it is set: a word or a blend such as `joy:0.6+doubt:0.4`.
 * @attr {string} voice - Name of the voice; chosen for the companion, so for every viewer.
 * @attr {"inline"|"corner"|"bubble"|"side"|"full"} mode - Where and how large; `inline` by default.
 * @attr {boolean} overlay - Lies above the page, which makes no room for it.
 * @attr {boolean} muted - No sound; the lips move.
 * @attr {boolean} paused - Still pictures of each reaction instead of motion. Set by itself where the system asks
 *   for less motion; who takes it away sees motion.
 * @attr {"follow"|"off"} gaze - Whether the eyes follow pointer and caret, softly; `follow` by default.
 * @attr {boolean} no-blend - Only the strongest gesture of each layer plays, at full weight.
 * @attr {boolean} no-context - Nothing is told of typing, reading, thinking; the eyes follow nothing.
 * @attr {boolean} no-light - The page's colours throw no light.
 * @attr {boolean} no-visemes - The mouth opens and closes evenly, whatever is said.
 *
 * @prop {Client} client - The line to the server, its clock and its player; null while not in a document.
 * @prop {ShownKind} shown - What is shown now.
 * @prop {boolean} isSpeaking - Whether something is said.
 * @prop {number} framesPerS - Frames a second, over the last two seconds or so; 0 while nothing runs.
 *
 * @method say(text, feeling?) - Let it say a sentence. Settles with the reaction.
 * @method chat(text, options?) - Put a sentence to it; settles with the reply, `avatar-reply` tells its lines.
 * @method hear(text) - Let it hear a sentence without an answer.
 * @method feel(feeling) - A word, a blend, or `{valence, arousal, dominance}`.
 * @method happen(event) - Let an event of the server's table happen, such as `task_done`.
 * @method interrupt() - Silence, here at once and then for every viewer.
 * @method pointAt(element) - Look at an element of the page and point to it; null ends it.
 * @method upload(file, options?) - Make a rig of a photo and show it. Settles with the avatar's name.
 * @method record(options?) - Record picture and sound; `stop()` of what it gives settles with a `webm` file.
 * @method listen(options?) - Hear the person, where the browser recognises speech on this device.
 *
 * @fires avatar-ready - `{kind, name}`: something is shown; again whenever that changes.
 * @fires avatar-status - `{line, building}`: the line to the server, or a step of making a rig.
 * @fires avatar-hello - `Hello`: a session began, or its avatar or personality changed.
 * @fires avatar-state - `State`: the slow state.
 * @fires avatar-packet - `Arrival`: a packet came.
 * @fires avatar-speaking - `{isSpeaking, seq, soundMs}`.
 * @fires avatar-phrase - `{text}`: a phrase begins to be heard; for subtitles.
 * @fires avatar-reply - `ChatLine`: one line of an answer.
 * @fires avatar-interrupt - `{isOwn}`: what was spoken was cut off.
 * @fires avatar-frame - `FrameDetail`, one object reused: a frame was drawn. From the first listener on
 *   the element itself.
 * @fires avatar-error - `{code, message}`.
 *
 * @slot - Controls of the page, at the lower end of the picture; they can be clicked.
 *
 * @csspart frame - What the picture fills.
 * @csspart canvas - The picture.
 * @csspart poster - The still picture.
 * @csspart words - What is said: in a bubble, and where nothing can move.
 * @csspart status - The line and progress, where there is something to tell.
 * @csspart controls - Around the slot.
 *
 * @cssprop --emotion-avatar-size - Width; 256px, in a bubble 72px, at the side 320px.
 * @cssprop --emotion-avatar-inset - Distance from the corner; 16px.
 * @cssprop --emotion-avatar-radius - Rounding of the frame.
 * @cssprop --emotion-avatar-background - Behind the picture.
 * @cssprop --emotion-avatar-surface - Behind words and status.
 * @cssprop --emotion-avatar-color - Of words and status.
 * @cssprop --emotion-avatar-layer - z-index in a corner and as an overlay; 10.
 */
import { N_CHANNELS, type ChannelVector } from "../motion";
import type { BuildingProgress } from "../session/avatars";
import { Client, type Reaction } from "../session/client";
import type { LineStatus } from "../session/connection";
import { Conversation, type ChatOptions } from "../session/conversation";
import type { Reply } from "../session/chatLines";
import { Loudspeaker } from "../session/loudspeaker";
import type { Arrival } from "../session/player";
import type { Hello, Mood } from "../wire";
import { Awareness } from "./awareness";
import {
  avatarEvent,
  UNHEARD_WORDS,
  type AvatarErrorCode,
  type AvatarEventDetails,
  type AvatarEventName,
  type FrameDetail,
  type ShownKind,
} from "./events";
import { Likeness, type OpenStage } from "./likeness";
import { listen, type ListenOptions, type ListenResult } from "./listening";
import { Picture } from "./picture";
import { record, type Recording, type RecordOptions } from "./recording";
import { fillShadow, put, type Shadow } from "./shadow";
import { Subtitles } from "./subtitles";
import { readSource } from "./source";
import { openStage } from "./stageOpening";
import { passed, Wearing, type UploadOptions } from "./wearing";

/** What is asked before the line is open would be answered by a packet that never comes here; so long it waits. */
const LINE_WAIT_MS = 3000;
const N_FRAMES_MEASURED = 120;
const STATUS_WORDS: Readonly<Record<LineStatus, string>> = {
  connecting: "",
  open: "",
  lost: "Out of reach; trying again",
  impossible: "This browser opens no WebSocket: nothing can move here",
};

/** What lives only while the element is in a document. */
interface Life {
  readonly client: Client;
  readonly card: Loudspeaker;
  readonly talk: Conversation;
  readonly picture: Picture;
  readonly likeness: Likeness;
  readonly wearing: Wearing;
  readonly awareness: Awareness;
  readonly abort: AbortController;
  /** Settles with the first hello, or when waiting longer would help nobody. */
  readonly greeted: Promise<void>;
  readonly onGreeted: () => void;
}

export class EmotionAvatar extends HTMLElement {
  static readonly observedAttributes = [
    "src",
    "server",
    "text",
    "emotion",
    "voice",
    "mode",
    "muted",
    "paused",
    "gaze",
    "no-blend",
    "no-context",
    "no-light",
    "no-visemes",
  ] as const;

  /** Address of the server where an element names none; null for that of the page. */
  static server: URL | null = null;

  /** Opens models; a page may bring its own stage. */
  static openStage: OpenStage = openStage;

  readonly #shadow: Shadow;
  readonly #words: Subtitles;
  readonly #pose: ChannelVector = new Float64Array(N_CHANNELS);
  readonly #frame: FrameDetail = { sessionMs: 0, localMs: 0, frameMs: 0 };
  readonly #gapsMs = new Float64Array(N_FRAMES_MEASURED);
  readonly #lessMotion = matchMedia("(prefers-reduced-motion: reduce)");
  #nFrames = 0;
  #framedMs = 0;
  #life: Life | null = null;
  #line: LineStatus = "connecting";
  #isAway = false;
  #building: BuildingProgress | null = null;
  #shown: ShownKind = "words";
  #shownName = "";
  #isSpeaking = false;
  #isInterrupting = 0;
  #frameListeners = 0;

  constructor() {
    super();
    this.#shadow = fillShadow(this.attachShadow({ mode: "open" }));
    this.#words = new Subtitles(this.#shadow.words);
  }

  // --- properties ------------------------------------------------------------------------------

  get client(): Client | null {
    return this.#life?.client ?? null;
  }

  get shown(): ShownKind {
    return this.#shown;
  }

  get isSpeaking(): boolean {
    return this.#isSpeaking;
  }

  get framesPerS(): number {
    const n = Math.min(this.#nFrames, N_FRAMES_MEASURED);
    if (n < 2 || this.#life?.picture.isRunning !== true) return 0;
    let totalMs = 0;
    for (let frame = 0; frame < n; frame += 1) totalMs += this.#gapsMs[frame]!;
    return (n * 1000) / totalMs;
  }

  get src(): string | null {
    return this.getAttribute("src");
  }

  set src(value: string | null) {
    this.#reflect("src", value);
  }

  get muted(): boolean {
    return this.hasAttribute("muted");
  }

  set muted(value: boolean) {
    this.toggleAttribute("muted", value);
  }

  get paused(): boolean {
    return this.hasAttribute("paused");
  }

  set paused(value: boolean) {
    this.toggleAttribute("paused", value);
  }

  // --- life ------------------------------------------------------------------------------------

  connectedCallback(): void {
    if (this.#life !== null) return;
    this.#life = this.#begin();
    this.#lessMotion.addEventListener("change", this.#onLessMotion);
    if (this.#lessMotion.matches) this.paused = true;
    this.#life.picture.pause(this.paused);
    this.#showSource();
    this.#sayText();
    this.#feelEmotion();
    this.#chooseVoice();
  }

  disconnectedCallback(): void {
    const life = this.#life;
    if (life === null) return;
    this.#life = null;
    this.#lessMotion.removeEventListener("change", this.#onLessMotion);
    life.abort.abort();
    life.wearing.close();
    life.awareness.close();
    life.talk.close();
    life.client.close();
    life.picture.close();
    life.likeness.close();
    void life.card.close();
    this.#isSpeaking = false;
    this.#isAway = false;
    this.#shown = "words";
    this.#shownName = "";
    this.#words.clear();
    put(this.#shadow.status, "");
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    const life = this.#life;
    if (life === null || before === now) return;
    switch (name) {
      case "src":
        this.#showSource();
        break;
      case "server":
        this.disconnectedCallback();
        this.connectedCallback();
        break;
      case "text":
        this.#sayText();
        break;
      case "emotion":
        this.#feelEmotion();
        break;
      case "voice":
        this.#chooseVoice();
        break;
      default:
        this.#obey(life);
    }
  }

  override addEventListener(...given: Parameters<HTMLElement["addEventListener"]>): void {
    // Counted so that no event is made sixty times a second for nobody.
    if (given[0] === "avatar-frame") this.#frameListeners += 1;
    super.addEventListener(...given);
  }

  // --- what a page asks ------------------------------------------------------------------------

  /** Let it say a sentence, in its own feeling or in the one that is named. */
  async say(text: string, feeling?: string): Promise<Reaction> {
    const { card, awareness } = this.#alive();
    awareness.sent();
    void card.wake(); // In the gesture: later the browser would not allow it.
    const { talk } = await this.#greetedLife();
    return talk.say(text, feeling);
  }

  /** Put a sentence to it; the answer is said aloud unless `speaks` is false. */
  async chat(text: string, options: ChatOptions = {}): Promise<Reply> {
    const { card, awareness } = this.#alive();
    awareness.sent();
    if (options.speaks !== false) void card.wake();
    const { talk } = await this.#greetedLife();
    return talk.chat(text, options);
  }

  /** Let it hear a sentence; the face answers, not the voice. */
  async hear(text: string): Promise<Reaction> {
    this.#alive().awareness.sent();
    const { client } = await this.#greetedLife();
    return client.hear(text);
  }

  /** Let it feel a word, a blend, or a place in valence, arousal and dominance. */
  async feel(feeling: string | Mood): Promise<Reaction> {
    const { client } = await this.#greetedLife();
    return typeof feeling === "string" ? client.feel(feeling) : client.feelAt(feeling);
  }

  /** Let an event of the server's table happen. */
  async happen(event: string): Promise<Reaction> {
    const { client } = await this.#greetedLife();
    return client.happen(event);
  }

  /** Silence here at once, then for every viewer. */
  async interrupt(): Promise<void> {
    // It waits as `say` does, so that it ends what was said just before it.
    const { talk } = await this.#greetedLife();
    this.#isInterrupting += 1;
    try {
      await talk.interrupt();
    } finally {
      this.#isInterrupting -= 1;
    }
  }

  /** Make a rig of a photo, and show it here. */
  async upload(file: Blob, options: UploadOptions = {}): Promise<string> {
    const made = await this.#alive().wearing.make(file, options);
    this.src = made;
    return made;
  }

  /**
   * Look at something on the page and point to it; null ends it.
   *
   * @returns False where no hand can point: then the eyes alone do.
   */
  pointAt(target: Element | null): boolean {
    const { awareness } = this.#alive();
    if (target === null) return awareness.pointTo(null);
    const { x, y, width, height } = target.getBoundingClientRect();
    const isPointed = awareness.pointTo({ x: x + width / 2, y: y + height / 2 });
    this.#life?.picture.react();
    return isPointed;
  }

  /**
   * Record picture and sound from now on.
   *
   * @throws Error nothing moves here, or this browser cannot record.
   */
  record(options: RecordOptions = {}): Recording {
    const { picture, card, abort } = this.#alive();
    const canvas = picture.drawing?.canvas;
    if (canvas === undefined) throw new Error("Nothing moves here, so there is nothing to record.");
    const film = { canvas, sound: card.tap(), name: this.#shownName, signal: abort.signal };
    return record(film, options);
  }

  /** Hear one utterance of the person, on this device only; what stands in the way is part of the result. */
  listen(options: ListenOptions = {}): Promise<ListenResult> {
    return listen(options);
  }

  // --- inside ----------------------------------------------------------------------------------

  #begin(): Life {
    const card = new Loudspeaker();
    const abort = new AbortController();
    let onGreeted: () => void = () => undefined;
    const greeted = new Promise<void>((resolve) => (onGreeted = resolve));
    void passed(LINE_WAIT_MS, abort.signal).then(onGreeted);
    const client = new Client(
      {
        onStatus: (line) => {
          this.#line = line;
          // Each new try is "connecting": the words stay until one succeeds.
          if (line !== "connecting") this.#isAway = line === "lost";
          this.#tellStatus();
        },
        onHello: (hello) => {
          this.#greeted(hello);
        },
        onState: (state) => {
          this.#tell("avatar-state", state);
        },
        onArrival: (arrival) => {
          this.#arrived(arrival);
        },
        onInterrupt: () => {
          talk.interrupted();
          this.#tell("avatar-interrupt", { isOwn: this.#isInterrupting > 0 });
        },
        onFault: (message) => {
          this.#complain("line", message);
        },
      },
      this.#server(),
    );
    const talk = new Conversation(client, card, {
      onSpeaking: (isSpeaking) => {
        this.#isSpeaking = isSpeaking;
        if (isSpeaking) this.#words.begin();
        else this.#words.end();
        this.#tell("avatar-speaking", { isSpeaking, seq: client.player.lastSeq, soundMs: null });
      },
      onUnheard: (why) => {
        this.#complain(why === "no engine" ? "no-voice" : "no-sound", UNHEARD_WORDS[why]);
      },
      onPhrase: (text) => {
        this.#words.add(text);
        this.#tell("avatar-phrase", { text });
      },
      onSound: (seq, soundMs) => {
        this.#tell("avatar-speaking", { isSpeaking: true, seq, soundMs });
      },
      onLine: (line) => {
        this.#tell("avatar-reply", line);
      },
      onFault: (error) => {
        this.#complain("fault", messageOf(error));
      },
    });
    const picture: Picture = new Picture(this.#shadow.frame, {
      poseAt: (localMs) => this.#poseAt(client, awareness, localMs),
      onFrame: (localMs) => {
        this.#framed(localMs);
      },
      onFailure: (error) => {
        likeness.fail(error);
      },
    });
    const awareness: Awareness = new Awareness({
      frame: this.#shadow.frame,
      onDoing: (event) => {
        if (isTeller(this)) client.tell(event);
      },
      onSeenAgain: () => {
        client.hurry();
      },
      gesture: (capsuleId, weight) => client.player.gesture(capsuleId, weight, client.sessionMs()),
      onLight: (harmonics) => {
        picture.light(harmonics);
      },
      isStill: () => picture.isPaused,
      refresh: () => {
        picture.refresh();
      },
    });
    const likeness = new Likeness({
      frame: this.#shadow.frame,
      poster: this.#shadow.poster,
      openStage: (canvas, glb) => EmotionAvatar.openStage(canvas, glb),
      use: (drawing) => {
        picture.use(drawing);
      },
      onShown: (kind, name) => {
        this.#shown = kind;
        this.#shownName = name;
        this.#tellWords();
        this.#tell("avatar-ready", { kind, name });
      },
      onError: ({ code, message }) => {
        this.#complain(code, message);
      },
    });
    const wearing = new Wearing({
      server: client.server,
      likeness,
      rig: () => client.hello?.rig,
      onBuilding: (building) => {
        this.#building = building;
        this.#tellStatus();
      },
      onRefused: (error) => {
        this.#complain("photo-refused", messageOf(error));
      },
    });
    const life = {
      client,
      card,
      talk,
      picture,
      likeness,
      wearing,
      awareness,
      abort,
      greeted,
      onGreeted,
    };
    this.#obey(life);
    return life;
  }

  /** Set the switches as the attributes say. */
  #obey({ card, client, talk, picture, awareness }: Life): void {
    card.mute(this.muted);
    client.player.blends = !this.hasAttribute("no-blend");
    talk.speaker.alignsVisemes = !this.hasAttribute("no-visemes");
    this.#tellWords();
    awareness.notice({
      context: !this.hasAttribute("no-context"),
      gaze: this.getAttribute("gaze") !== "off",
      light: !this.hasAttribute("no-light"),
    });
    if (picture.isPaused !== this.paused) picture.pause(this.paused);
  }

  /** The life of this moment, once the line is open or waiting longer would help nobody. */
  async #greetedLife(): Promise<Life> {
    const life = this.#alive();
    await life.greeted;
    life.abort.signal.throwIfAborted();
    return life;
  }

  #alive(): Life {
    if (this.#life !== null) return this.#life;
    throw new Error("<emotion-avatar> is in no document: add it to one first.");
  }

  #server(): URL {
    const given = this.getAttribute("server") ?? "";
    if (given === "" && EmotionAvatar.server !== null) return EmotionAvatar.server;
    return new URL(given === "" ? "./" : given, document.baseURI);
  }

  #poseAt(client: Client, awareness: Awareness, localMs: number): ChannelVector {
    this.#frame.sessionMs = client.sessionMs(localMs);
    this.#pose.set(client.player.sample(this.#frame.sessionMs, localMs));
    awareness.pose(this.#pose, localMs);
    return this.#pose;
  }

  #framed(localMs: number): void {
    this.#gapsMs[this.#nFrames % N_FRAMES_MEASURED] = localMs - this.#framedMs;
    this.#nFrames += 1;
    this.#framedMs = localMs;
    if (this.#frameListeners === 0) return;
    this.#frame.localMs = localMs;
    this.#frame.frameMs = this.#life?.picture.drawing?.frameMs ?? 0;
    this.#tell("avatar-frame", this.#frame);
  }

  #greeted(hello: Hello): void {
    const life = this.#alive();
    life.onGreeted();
    const isSame = hello.session === this.#session;
    this.#session = hello.session;
    if (!isSame) life.talk.restarted();
    this.#tell("avatar-hello", hello);
    if (readSource(this.src).kind === "current" && hello.rig !== this.#shownName) {
      this.#showSource();
    }
  }

  #session = "";

  #arrived(arrival: Arrival): void {
    const { talk, picture } = this.#alive();
    this.#tell("avatar-packet", arrival);
    if (arrival.startMs !== null) picture.react();
    talk.arrived(arrival);
  }

  #showSource(): void {
    void this.#alive().wearing.show(this.src, this.getAttribute("poster"));
  }

  #sayText(): void {
    const text = this.getAttribute("text")?.trim() ?? "";
    if (text !== "") void this.say(text).catch(this.#onRefused);
  }

  #feelEmotion(): void {
    const feeling = this.getAttribute("emotion")?.trim() ?? "";
    if (feeling !== "") void this.feel(feeling).catch(this.#onRefused);
  }

  #chooseVoice(): void {
    const name = this.getAttribute("voice")?.trim() ?? "";
    if (name !== "") void this.#alive().client.server.ask("voice", { name }).catch(this.#onRefused);
  }

  /** Words are seen in a bubble, and where nothing moves. */
  #tellWords(): void {
    const isStill = this.#shown === "still" || this.#shown === "words";
    this.#words.show(isStill || this.getAttribute("mode") === "bubble");
  }

  #tellStatus(): void {
    if (this.#life === null && this.#line !== "impossible") return;
    const building = this.#building;
    const words =
      building === null
        ? STATUS_WORDS[this.#isAway ? "lost" : this.#line]
        : `Making the avatar: ${building.step}, ${Math.round(100 * building.share)} %`;
    put(this.#shadow.status, words);
    this.#tell("avatar-status", { line: this.#line, building });
  }

  #complain(code: AvatarErrorCode, message: string): void {
    this.#tell("avatar-error", { code, message });
  }

  #tell<Name extends AvatarEventName>(name: Name, detail: AvatarEventDetails[Name]): void {
    this.dispatchEvent(avatarEvent(name, detail));
  }

  #reflect(name: string, value: string | null): void {
    if (value === null) this.removeAttribute(name);
    else this.setAttribute(name, value);
  }

  readonly #onRefused = (error: unknown): void => {
    if (this.#life === null) return; // It was taken away meanwhile.
    this.#complain("refused", messageOf(error));
  };

  readonly #onLessMotion = (): void => {
    this.paused = this.#lessMotion.matches;
  };
}

/** Several elements of one page hear the same keys: the first in the document tells of them. */
function isTeller(element: EmotionAvatar): boolean {
  const first = document.querySelector("emotion-avatar:not([no-context])");
  // Null: they stand in shadow trees, where nobody can be found from here.
  return first === null || first === element;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

declare global {
  interface HTMLElementTagNameMap {
    "emotion-avatar": EmotionAvatar;
  }
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- a mapped type cannot stand here itself
  interface HTMLElementEventMap extends AvatarEventMap {}
}

type AvatarEventMap = { [Name in AvatarEventName]: CustomEvent<AvatarEventDetails[Name]> };

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
import type { Reply } from "../session/chatLines";
import type { Client, Reaction } from "../session/client";
import type { ChatOptions } from "../session/conversation";
import type { Mood } from "../wire";
import { readSwitches, wordsOf } from "./attributes";
import { avatarEvent, messageOf, type EmotionAvatarEventMap, type ShownKind } from "./events";
import { Life } from "./life";
import type { OpenStage } from "./likeness";
import { listen, type ListenOptions, type ListenResult } from "./listening";
import { record, type Recording, type RecordOptions } from "./recording";
import { fillShadow, type Shadow } from "./shadow";
import { openStage } from "./stageOpening";
import type { UploadOptions } from "./wearing";

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
  readonly #lessMotion = matchMedia("(prefers-reduced-motion: reduce)");
  #life: Life | null = null;
  #frameListeners = 0;

  constructor() {
    super();
    this.#shadow = fillShadow(this.attachShadow({ mode: "open" }));
  }

  // --- properties ------------------------------------------------------------------------------

  get client(): Client | null {
    return this.#life?.client ?? null;
  }

  get shown(): ShownKind {
    return this.#life?.shown ?? "words";
  }

  get isSpeaking(): boolean {
    return this.#life?.isSpeaking ?? false;
  }

  get framesPerS(): number {
    return this.#life?.picture.isRunning === true ? this.#life.pace.perS : 0;
  }

  get src(): string | null {
    return this.getAttribute("src");
  }

  set src(value: string | null) {
    if (value === null) this.removeAttribute("src");
    else this.setAttribute("src", value);
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
    this.#life.showSource();
    this.#sayText();
    this.#feelEmotion();
    this.#chooseVoice();
  }

  disconnectedCallback(): void {
    const life = this.#life;
    if (life === null) return;
    this.#life = null;
    this.#lessMotion.removeEventListener("change", this.#onLessMotion);
    life.close();
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    const life = this.#life;
    if (life === null || before === now) return;
    switch (name) {
      case "src":
        life.showSource();
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
        life.obey(readSwitches(this));
    }
  }

  override addEventListener<Name extends keyof HTMLElementEventMap>(
    name: Name,
    listener: (this: EmotionAvatar, event: HTMLElementEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    name: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    name: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void {
    // Counted so that no event is made sixty times a second for nobody.
    if (name === "avatar-frame") this.#frameListeners += 1;
    super.addEventListener(name, listener, options);
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
    const life = await this.#greetedLife();
    await life.interrupt();
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
    const { awareness, picture } = this.#alive();
    if (target === null) return awareness.pointTo(null);
    const { x, y, width, height } = target.getBoundingClientRect();
    const isPointed = awareness.pointTo({ x: x + width / 2, y: y + height / 2 });
    picture.react();
    return isPointed;
  }

  /**
   * Record picture and sound from now on.
   *
   * @throws Error nothing moves here, or this browser cannot record.
   */
  record(options: RecordOptions = {}): Recording {
    const { picture, card, shownName, signal } = this.#alive();
    const canvas = picture.drawing?.canvas;
    if (canvas === undefined) throw new Error("Nothing moves here, so there is nothing to record.");
    const film = { canvas, sound: card.tap(), name: shownName, signal };
    return record(film, options);
  }

  /** Hear one utterance of the person, on this device only; what stands in the way is part of the result. */
  listen(options: ListenOptions = {}): Promise<ListenResult> {
    return listen(options);
  }

  // --- inside ----------------------------------------------------------------------------------

  #begin(): Life {
    const life = new Life({
      shadow: this.#shadow,
      server: this.#server(),
      openStage: (canvas, glb) => EmotionAvatar.openStage(canvas, glb),
      source: () => ({ src: this.src, poster: this.getAttribute("poster") }),
      isTeller: () => isTeller(this),
      wantsFrames: () => this.#frameListeners > 0,
      tell: (name, detail) => {
        this.dispatchEvent(avatarEvent(name, detail));
      },
    });
    life.obey(readSwitches(this));
    return life;
  }

  /** The life of this moment, once the line is open or waiting longer would help nobody. */
  async #greetedLife(): Promise<Life> {
    const life = this.#alive();
    await life.greeted();
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

  #sayText(): void {
    const text = wordsOf(this, "text");
    if (text !== "") void this.say(text).catch(this.#onRefused);
  }

  #feelEmotion(): void {
    const feeling = wordsOf(this, "emotion");
    if (feeling !== "") void this.feel(feeling).catch(this.#onRefused);
  }

  #chooseVoice(): void {
    const name = wordsOf(this, "voice");
    if (name !== "") void this.#alive().client.server.ask("voice", { name }).catch(this.#onRefused);
  }

  readonly #onRefused = (error: unknown): void => {
    if (this.#life === null) return; // It was taken away meanwhile.
    this.dispatchEvent(avatarEvent("avatar-error", { code: "refused", message: messageOf(error) }));
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

declare global {
  interface HTMLElementTagNameMap {
    "emotion-avatar": EmotionAvatar;
  }
  // The events bubble and leave shadow trees: whatever holds the element can hear them.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merging is the only way to add to it
  interface GlobalEventHandlersEventMap extends EmotionAvatarEventMap {}
}

/**
 * What lives only while the element is in a document: the line, the voice, the picture, the senses, and how they
 * join. Each element has one at a time; what it tells goes out by `Host`.
 */
import { N_CHANNELS, type ChannelVector } from "../motion";
import type { BuildingProgress } from "../session/avatars";
import { Client } from "../session/client";
import type { LineStatus } from "../session/connection";
import { Conversation } from "../session/conversation";
import { Loudspeaker } from "../session/loudspeaker";
import type { Arrival } from "../session/player";
import type { Hello } from "../wire";
import type { Switches } from "./attributes";
import { Awareness } from "./awareness";
import {
  messageOf,
  UNHEARD_WORDS,
  type AvatarEventDetails,
  type AvatarEventName,
  type FrameDetail,
  type ShownKind,
} from "./events";
import { FramePace } from "./framePace";
import { Likeness, type OpenStage } from "./likeness";
import { Picture } from "./picture";
import { put, type Shadow } from "./shadow";
import { readSource } from "./source";
import { statusWords } from "./statusWords";
import { Subtitles } from "./subtitles";
import { passed, Wearing } from "./wearing";

/** What is asked before the line is open would be answered by a packet that never comes here; so long it waits. */
const LINE_WAIT_MS = 3000;

/** The element, as its life needs it. */
export interface Host {
  readonly shadow: Shadow;
  readonly server: URL;
  readonly openStage: OpenStage;
  /** What `src` and `poster` name now. */
  readonly source: () => { readonly src: string | null; readonly poster: string | null };
  /** Whether what the person does on the page is this element's to tell. */
  readonly isTeller: () => boolean;
  /** Whether anybody hears of frames. */
  readonly wantsFrames: () => boolean;
  readonly tell: <Name extends AvatarEventName>(
    name: Name,
    detail: AvatarEventDetails[Name],
  ) => void;
}

export class Life {
  readonly client: Client;
  readonly card = new Loudspeaker();
  readonly talk: Conversation;
  readonly picture: Picture;
  readonly awareness: Awareness;
  readonly wearing: Wearing;
  readonly pace = new FramePace();
  /** Ends what still waits when the element is taken away. */
  readonly signal: AbortSignal;
  shown: ShownKind = "words";
  shownName = "";
  isSpeaking = false;
  readonly #host: Host;
  readonly #abort = new AbortController();
  readonly #likeness: Likeness;
  readonly #words: Subtitles;
  readonly #greeted: Promise<void>;
  readonly #onGreeted: () => void;
  readonly #pose: ChannelVector = new Float64Array(N_CHANNELS);
  readonly #frame: FrameDetail = { sessionMs: 0, localMs: 0, frameMs: 0 };
  #session = "";
  #line: LineStatus = "connecting";
  #isAway = false;
  #building: BuildingProgress | null = null;
  #isBubble = false;
  #nInterrupting = 0;
  #isBegun = false;

  constructor(host: Host) {
    this.#host = host;
    this.#words = new Subtitles(host.shadow.words);
    this.signal = this.#abort.signal;
    let onGreeted: () => void = () => undefined;
    this.#greeted = new Promise<void>((resolve) => (onGreeted = resolve));
    this.#onGreeted = onGreeted;
    void passed(LINE_WAIT_MS, this.signal).then(onGreeted);
    this.client = this.#makeClient();
    this.talk = this.#makeTalk();
    this.picture = this.#makePicture();
    this.awareness = this.#makeAwareness();
    this.#likeness = this.#makeLikeness();
    this.wearing = this.#makeWearing();
    this.#isBegun = true;
  }

  /** Settles with the first hello, or when waiting longer would help nobody; then throws if this life is over. */
  async greeted(): Promise<void> {
    await this.#greeted;
    this.signal.throwIfAborted();
  }

  /** Set the switches as the attributes say. */
  obey({ isMuted, isPaused, blends, alignsVisemes, isBubble, noticing }: Switches): void {
    this.card.mute(isMuted);
    this.client.player.blends = blends;
    this.talk.speaker.alignsVisemes = alignsVisemes;
    this.#isBubble = isBubble;
    this.#tellWords();
    this.awareness.notice(noticing);
    if (this.picture.isPaused !== isPaused) this.picture.pause(isPaused);
  }

  /** Show what `src` names now. */
  showSource(): void {
    const { src, poster } = this.#host.source();
    void this.wearing.show(src, poster);
  }

  /** Silence, here at once and then for every viewer. */
  async interrupt(): Promise<void> {
    this.#nInterrupting += 1;
    try {
      await this.talk.interrupt();
    } finally {
      this.#nInterrupting -= 1;
    }
  }

  /** Undo everything: the line, the sound, the picture's memory. */
  close(): void {
    this.#abort.abort();
    this.wearing.close();
    this.awareness.close();
    this.talk.close();
    this.client.close();
    this.picture.close();
    this.#likeness.close();
    void this.card.close();
    this.#words.clear();
    put(this.#host.shadow.status, "");
  }

  // --- the parts -------------------------------------------------------------------------------

  #makeClient(): Client {
    const { tell } = this.#host;
    return new Client(
      {
        onStatus: (line) => {
          this.#line = line;
          // Each new try is "connecting": the words stay until one succeeds.
          if (line !== "connecting") this.#isAway = line === "lost";
          this.#tellStatus();
        },
        onHello: (hello) => {
          this.#met(hello);
        },
        onState: (state) => {
          tell("avatar-state", state);
        },
        onArrival: (arrival) => {
          this.#arrived(arrival);
        },
        onInterrupt: () => {
          this.talk.interrupted();
          tell("avatar-interrupt", { isOwn: this.#nInterrupting > 0 });
        },
        onFault: (message) => {
          tell("avatar-error", { code: "line", message });
        },
      },
      this.#host.server,
    );
  }

  #makeTalk(): Conversation {
    const { tell } = this.#host;
    return new Conversation(this.client, this.card, {
      onSpeaking: (isSpeaking) => {
        this.isSpeaking = isSpeaking;
        if (isSpeaking) this.#words.begin();
        else this.#words.end();
        tell("avatar-speaking", { isSpeaking, seq: this.client.player.lastSeq, soundMs: null });
      },
      onUnheard: (why) => {
        const code = why === "no engine" ? "no-voice" : "no-sound";
        tell("avatar-error", { code, message: UNHEARD_WORDS[why] });
      },
      onPhrase: (text) => {
        this.#words.add(text);
        tell("avatar-phrase", { text });
      },
      onSound: (seq, soundMs) => {
        tell("avatar-speaking", { isSpeaking: true, seq, soundMs });
      },
      onLine: (line) => {
        tell("avatar-reply", line);
      },
      onFault: (error) => {
        tell("avatar-error", { code: "fault", message: messageOf(error) });
      },
    });
  }

  #makePicture(): Picture {
    return new Picture(this.#host.shadow.frame, {
      poseAt: (localMs) => this.#poseAt(localMs),
      onFrame: (localMs) => {
        this.#framed(localMs);
      },
      onFailure: (error) => {
        this.#likeness.fail(error);
      },
    });
  }

  #makeAwareness(): Awareness {
    const { client, picture } = this;
    return new Awareness({
      frame: this.#host.shadow.frame,
      onDoing: (event) => {
        if (this.#host.isTeller()) client.tell(event);
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
  }

  #makeLikeness(): Likeness {
    const { tell, shadow, openStage } = this.#host;
    return new Likeness({
      frame: shadow.frame,
      poster: shadow.poster,
      openStage,
      use: (drawing) => {
        this.picture.use(drawing);
      },
      onShown: (kind, name) => {
        this.shown = kind;
        this.shownName = name;
        this.#tellWords();
        tell("avatar-ready", { kind, name });
      },
      onError: (error) => {
        tell("avatar-error", error);
      },
    });
  }

  #makeWearing(): Wearing {
    const { client } = this;
    return new Wearing({
      server: client.server,
      likeness: this.#likeness,
      rig: () => client.hello?.rig,
      onBuilding: (building) => {
        this.#building = building;
        this.#tellStatus();
      },
      onRefused: (error) => {
        const message = messageOf(error);
        this.#host.tell("avatar-error", { code: "photo-refused", message });
      },
    });
  }

  // --- how they join ---------------------------------------------------------------------------

  #met(hello: Hello): void {
    this.#onGreeted();
    if (hello.session !== this.#session) this.talk.restarted();
    this.#session = hello.session;
    this.#host.tell("avatar-hello", hello);
    const { src } = this.#host.source();
    if (readSource(src).kind === "current" && hello.rig !== this.shownName) this.showSource();
  }

  #arrived(arrival: Arrival): void {
    this.#host.tell("avatar-packet", arrival);
    if (arrival.startMs !== null) this.picture.react();
    this.talk.arrived(arrival);
  }

  #poseAt(localMs: number): ChannelVector {
    const { client, awareness } = this;
    this.#frame.sessionMs = client.sessionMs(localMs);
    this.#pose.set(client.player.sample(this.#frame.sessionMs, localMs));
    awareness.pose(this.#pose, localMs);
    return this.#pose;
  }

  #framed(localMs: number): void {
    this.pace.framed(localMs);
    if (!this.#host.wantsFrames()) return;
    this.#frame.localMs = localMs;
    this.#frame.frameMs = this.picture.drawing?.frameMs ?? 0;
    this.#host.tell("avatar-frame", this.#frame);
  }

  /** Words are seen in a bubble, and where nothing moves. */
  #tellWords(): void {
    const isStill = this.shown === "still" || this.shown === "words";
    this.#words.show(isStill || this.#isBubble);
  }

  #tellStatus(): void {
    // While the parts are made only what will never change is told: a browser without WebSocket says so at once.
    if (!this.#isBegun && this.#line !== "impossible") return;
    const line = this.#isAway ? "lost" : this.#line;
    put(this.#host.shadow.status, statusWords(line, this.#building));
    this.#host.tell("avatar-status", { line: this.#line, building: this.#building });
  }
}

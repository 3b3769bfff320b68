/**
 * One turn as elements: what was said, the answer as it comes, and in small what it stands on.
 */
import type { Passage, Reply, Route, Source } from "../session/chatLines";
import type { Turn } from "./transcript";
import { answerTools, type AnswerListeners } from "./answerTools";
import { button, made } from "./elements";

const ROUTE_WORDS: Readonly<Record<Route, string>> = {
  reflex: "by heart",
  memory: "from memory",
  knowledge: "from the shelves",
  model: "from the model",
  none: "not known",
};
/** Below this an answer is given with a reservation, so its figure is shown in words too. */
const SURE = 0.8;
const N_NEAREST = 3;

/** What a turn can ask of the page. */
export interface TurnListeners extends AnswerListeners {
  readonly onAsk: (text: string) => void;
  /** Put words into the box, for the person to go on. */
  readonly onFill: (text: string) => void;
}

/** The elements of one turn; `update` shows its present state. */
export class TurnView {
  readonly item = made("li", "turn");
  readonly turn: Turn;
  readonly #answer = made("div", "answer");
  readonly #words = made("p", "words");
  readonly #listeners: TurnListeners;

  constructor(turn: Turn, listeners: TurnListeners) {
    this.turn = turn;
    this.#listeners = listeners;
    if (turn.text !== null) {
      const said = made("div", "said");
      said.append(made("span", "hidden", "You: "), made("p", "", turn.text));
      said.title = timeOf(turn.atMs);
      this.item.append(said);
    }
    this.#answer.append(made("span", "hidden", "Sherin: "), this.#words);
    this.item.append(this.#answer);
    this.update();
  }

  update(): void {
    const { progress, reply, coming } = this.turn;
    this.item.dataset["progress"] = progress;
    this.#answer.hidden = progress === "asked";
    if (progress === "whole" && reply !== null) {
      this.#words.textContent = wordsOf(reply);
      this.#answer.dataset["route"] = reply.route;
      this.#answer.querySelector(".under")?.remove();
      this.#answer.append(this.#under(reply));
    } else if (progress === "waiting") {
      const dots = made("span", "dots");
      dots.setAttribute("aria-hidden", "true");
      dots.append(made("i"), made("i"), made("i"));
      this.#words.replaceChildren(dots, made("span", "thinking", "thinking …"));
    } else if (progress === "cut off") {
      this.#words.textContent = coming;
      if (coming !== "") this.#words.append(" ");
      this.#words.append(made("span", "cut", coming === "" ? "(not answered)" : "(cut off)"));
    } else this.#words.textContent = coming;
  }

  #under(reply: Reply): HTMLElement {
    const under = made("div", "under");
    if (reply.notice !== null) under.append(made("p", "notice", reply.notice));
    if (!reply.isKnown) under.append(...this.#gap(reply));
    else if (reply.sources.length > 0) under.append(sourceList(reply));
    const { topics } = goingOn(reply.text);
    if (topics.length > 0) under.append(row("Go on with", this.#topics(topics)));
    if (reply.intent !== "introduction") {
      const foot = made("div", "foot");
      foot.append(standing(reply), ...answerTools(wordsOf(reply), this.#listeners));
      under.append(foot);
    }
    return under;
  }

  /** A button for each, which asks. */
  #topics(titles: readonly string[]): HTMLElement[] {
    return titles.map((title) =>
      button(title, () => {
        this.#listeners.onAsk(`What is ${title}?`);
      }),
    );
  }

  /** The honest no: what is nearest, to go on with. */
  #gap(reply: Reply): HTMLElement[] {
    const { gap } = reply;
    const parts: HTMLElement[] = [];
    const nearest = [...new Map(reply.passages.map((one) => [one.title, one])).values()];
    const topics = this.#topics(nearest.slice(0, N_NEAREST).map(({ title }) => title));
    if (topics.length > 0) parts.push(row("Nearest on the shelves", topics));
    if (gap !== null) {
      const fill = button("I know it", () => {
        this.#listeners.onFill(`/gaps answer ${gap} `);
      });
      parts.push(row("Kept as a gap.", [fill]));
    }
    return parts;
  }
}

function row(name: string, buttons: readonly HTMLElement[]): HTMLElement {
  const whole = made("div", "nearest");
  whole.append(made("span", "", name), ...buttons);
  return whole;
}

function sourceList({ sources, passages }: Reply): HTMLElement {
  const list = made("ul", "sources");
  list.setAttribute("aria-label", "Sources");
  list.append(
    ...sources.map((source) => {
      const item = made("li");
      const passage = passages.find(
        ({ uri, title }) => uri === source.uri && title === source.title,
      );
      item.append(sourceCard(source, passage));
      return item;
    }),
  );
  return list;
}

/** Title, domain, date; opens to the passage that the answer was taken from. */
function sourceCard(source: Source, passage: Passage | undefined): HTMLElement {
  const head = [made("b", "", source.title), made("span", "domain", source.domainName)];
  if (source.date !== "") head.push(made("span", "date", source.date));
  if (passage === undefined || passage.text === "") {
    const card = made("div", "source");
    card.append(...head);
    card.title = addressOf(source);
    return card;
  }
  const card = made("details", "source");
  const summary = made("summary");
  summary.append(...head);
  summary.title = addressOf(source);
  card.append(summary, made("p", "", passage.text));
  return card;
}

/** Domain and address, for who wants to know exactly. */
function addressOf({ domain, uri }: Source): string {
  return [domain, uri].filter((part) => part !== "").join(" · ");
}

/** The quiet line: by which route, how sure, how fast. */
function standing(reply: Reply): HTMLElement {
  const line = made("p", "standing");
  if (reply.intent === "command") {
    line.textContent = durationOf(reply.latencyMs);
    return line;
  }
  const parts: string[] = [ROUTE_WORDS[reply.route]];
  const isClaim =
    reply.route === "knowledge" || reply.route === "model" || reply.route === "memory";
  if (isClaim && reply.isKnown) {
    parts.push(
      `${Math.round(100 * reply.confidence)} %${reply.confidence < SURE ? ", not sure" : " sure"}`,
    );
  }
  parts.push(durationOf(reply.latencyMs));
  line.textContent = parts.join(" · ");
  return line;
}

/**
 * The words of an answer, and the topics that its last line offers to go on with.
 *
 * That line is the knowledge base's own (`Go on with: Physics (M2), Waves (M2).`); in any other form it stays words.
 */
export function goingOn(text: string): {
  readonly words: string;
  readonly topics: readonly string[];
} {
  const line = /\nGo on with: (.+ \(-?\w+\))\.$/.exec(text);
  if (line === null) return { words: text, topics: [] };
  const topics = (line[1] ?? "").split(/(?<=\)), /).map((one) => one.replace(/ \(-?\w+\)$/, ""));
  return { words: text.slice(0, line.index), topics };
}

/**
 * The words of an answer that stand as words: topics that are buttons below it are not listed twice.
 *
 * A sentence such as `The nearest topics I have: Bicycle (-11), Ship (-11).` goes where those topics are buttons.
 */
export function wordsOf({ text, isKnown, passages }: Reply): string {
  const { words } = goingOn(text);
  if (isKnown || passages.length === 0) return words;
  const shorter = words.replace(/ The nearest topics I have: .+ \(-?\w+\)\.$/, "");
  return shorter === "" ? words : shorter;
}

/** A duration as people read it. */
export function durationOf(ms: number): string {
  if (ms < 1) return "< 1 ms";
  if (ms < 1000) return `${ms.toFixed(0)} ms`;
  return `${(ms / 1000).toFixed(1)} s`;
}

function timeOf(atMs: number): string {
  return new Date(atMs).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

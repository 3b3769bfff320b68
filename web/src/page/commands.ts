/**
 * The commands of the message box, as they are offered while one is typed. The companion itself carries them out.
 */

export interface Command {
  readonly name: string;
  readonly about: string;
  /** Whether words follow, so that choosing it does not send it yet. */
  readonly takesWords: boolean;
}

export const COMMANDS: readonly Command[] = [
  { name: "/help", about: "what can be typed here", takesWords: false },
  {
    name: "/status",
    about: "what this is and is not, how old the knowledge is",
    takesWords: false,
  },
  { name: "/kb", about: "what stands on the shelves", takesWords: false },
  { name: "/list", about: "the documents of a domain: /list M6", takesWords: true },
  { name: "/search", about: "passages, best first: /search M6 neural networks", takesWords: true },
  { name: "/gaps", about: "questions that have no answer yet", takesWords: false },
  { name: "/memory", about: "what is remembered of you", takesWords: false },
  { name: "/forget", about: "forget something: /forget breakfast", takesWords: true },
  { name: "/mood", about: "how it feels now, or try a feeling on: /mood joy", takesWords: false },
  { name: "/freeze", about: "stop all learning; /freeze off begins again", takesWords: false },
  { name: "/clear", about: "end this conversation; what is remembered stays", takesWords: false },
];

/** The commands that begin like `text`; none once a space follows, or where it is no command. */
export function matching(text: string): readonly Command[] {
  if (!/^\/\S*$/.test(text)) return [];
  const typed = text.toLowerCase();
  return COMMANDS.filter(({ name }) => name.startsWith(typed));
}

/** Whether the line empties the conversation. */
export function isClear(text: string): boolean {
  return text.trim().toLowerCase() === "/clear";
}

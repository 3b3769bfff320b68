/**
 * The reference of `docs/element.md` is the header of `element.ts`, and the header is what the code has.
 *
 * `UPDATE_REFERENCE=1 npm test -- test/element/reference.test.ts` writes it anew.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

function read(path: string): string {
  return readFileSync(fileURLToPath(new URL(path, import.meta.url)), "utf8");
}

const SOURCE = read("../../src/element/element.ts");
const PAGE = fileURLToPath(new URL("../../../docs/element.md", import.meta.url));
const BEGIN = "<!-- reference: written from the header of web/src/element/element.ts -->";
const END = "<!-- end of reference -->";
const TITLES = {
  attr: "Attributes",
  prop: "Properties",
  method: "Methods",
  fires: "Events",
  slot: "Slots",
  csspart: "Parts",
  cssprop: "CSS properties",
} as const;
type Tag = keyof typeof TITLES;

interface Entry {
  readonly tag: Tag;
  readonly name: string;
  /** In front of the name, without braces. */
  readonly type: string;
  /** Behind the name, up to the dash. */
  readonly signature: string;
  readonly words: string;
}

/** The entries of the header, in order. */
function entries(): Entry[] {
  const header = /\/\*\*(.*?)\*\//s.exec(SOURCE)![1]!.replace(/^ \* ?/gm, "");
  const blocks = header.split(/^@/m).slice(1);
  return blocks.flatMap((block): Entry[] => {
    const text = block.replace(/\s+/g, " ").trim();
    const tag = text.split(" ", 1)[0] as Tag;
    if (!(tag in TITLES)) return [];
    const rest = text.slice(tag.length).trim();
    if (tag === "slot")
      return [{ tag, name: "(default)", type: "", signature: "", words: rest.slice(2) }];
    const found = /^(?:\{(.+?)\} )?([\w-]+)(\(.*?\))? - (.*)$/.exec(rest);
    expect(found, `@${rest}`).not.toBeNull();
    const [, type = "", name = "", signature = "", words = ""] = found!;
    return [{ tag, name, type, signature, words }];
  });
}

const ENTRIES = entries();

function names(tag: Tag): string[] {
  return ENTRIES.filter((entry) => entry.tag === tag).map(({ name }) => name);
}

function reference(): string {
  const sections = (Object.keys(TITLES) as Tag[]).map((tag) => {
    const own = ENTRIES.filter((entry) => entry.tag === tag);
    const rows = own.map(({ name, type, signature, words }) => {
      const kind = type === "" ? "" : ` (\`${type.replaceAll("|", "\\|")}\`)`;
      return `| \`${name}${signature}\`${kind} | ${words.replaceAll("|", "\\|")} |`;
    });
    return [`### ${TITLES[tag]}`, "", "| name | what |", "|---|---|", ...rows, ""].join("\n");
  });
  return `${BEGIN}\n\n${sections.join("\n")}\n${END}`;
}

describe("the header of <emotion-avatar>", () => {
  it("names every attribute that is observed or read", () => {
    const observed = /observedAttributes = \[(.*?)\]/s.exec(SOURCE)![1]!.match(/[\w-]+/g)!;
    const code = SOURCE + read("../../src/element/attributes.ts");
    const asked = [...code.matchAll(/(?:get|has|toggle)Attribute\("([\w-]+)"/g)].map(
      (one) => one[1]!,
    );
    const styled = [...read("../../src/element/element.css").matchAll(/:host\(\[([\w-]+)/g)]
      .map((one) => one[1]!)
      .filter((name) => name !== "hidden");
    const used = new Set([...observed, ...asked, ...styled]);
    expect([...used].sort()).toEqual([...names("attr")].sort());
  });

  it("names every event with its detail", () => {
    const events = read("../../src/element/events.ts");
    const declared = [...events.matchAll(/readonly "(avatar-[a-z]+)":/g)].map((one) => one[1]!);
    expect([...declared].sort()).toEqual([...names("fires")].sort());
  });

  it("names every public method and property", () => {
    const body = SOURCE.slice(SOURCE.indexOf("export class EmotionAvatar"));
    const methods = [...body.matchAll(/^ {2}(?:async )?([a-z]\w*)\(/gm)].map((one) => one[1]!);
    const own = methods.filter(
      (name) => !/^(constructor|\w+Callback|addEventListener)$/.test(name),
    );
    expect([...new Set(own)].sort()).toEqual([...names("method")].sort());
    const getters = [...body.matchAll(/^ {2}get ([a-z]\w*)\(/gm)].map((one) => one[1]!);
    const reflected = new Set(names("attr"));
    expect(getters.filter((name) => !reflected.has(name)).sort()).toEqual(names("prop").sort());
  });

  it("names every part and CSS property", () => {
    const shadow = read("../../src/element/shadow.ts") + read("../../src/element/likeness.ts");
    const parts = [
      ...[...shadow.matchAll(/part\("\w+", "(\w+)"\)/g)].map((one) => one[1]!),
      ...[...shadow.matchAll(/setAttribute\("part", "(\w+)"\)/g)].map((one) => one[1]!),
    ];
    expect([...new Set(parts)].sort()).toEqual([...names("csspart")].sort());
    const css = read("../../src/element/element.css");
    const properties = new Set(css.match(/--emotion-avatar-[a-z]+/g));
    expect([...properties].sort()).toEqual([...names("cssprop")].sort());
  });
});

describe("docs/element.md", () => {
  it("holds the header, word for word", () => {
    const page = readFileSync(PAGE, "utf8");
    const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
    expect(Math.min(begin, end), "the marks around the reference").toBeGreaterThan(0);
    if (process.env["UPDATE_REFERENCE"] === "1") {
      writeFileSync(PAGE, page.slice(0, begin) + reference() + page.slice(end + END.length));
    } else expect(page.slice(begin, end + END.length)).toBe(reference());
  });
});

/**
 * A packet's JSON for people: one cue a line, keys quieter than values.
 */
const INDENT = " ";
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?/g;

/** The JSON that travels, broken into lines: numbers first, then one cue a line. */
export function inLines(json: string): string {
  const lines: string[] = [];
  let scalars: string[] = [];
  for (const [key, value] of Object.entries(JSON.parse(json) as Record<string, unknown>)) {
    const name = `${JSON.stringify(key)}:`;
    if (typeof value !== "object") {
      scalars.push(name + text(value));
      continue;
    }
    if (scalars.length > 0) lines.push(INDENT + scalars.join(","));
    scalars = [];
    const isList = Array.isArray(value) && value.length > 0;
    const items = isList ? value.map((item) => `\n${INDENT}${text(item)}`) : [];
    lines.push(INDENT + name + (isList ? `[${items.join(",")}]` : text(value)));
  }
  if (scalars.length > 0) lines.push(INDENT + scalars.join(","));
  return `{\n${lines.join(",\n")}\n}`;
}

/** The lines as nodes: keys and texts marked for the style sheet, a place to break after each comma. */
export function coloured(lines: string): Node[] {
  const nodes: Node[] = [];
  let end = 0;
  for (const match of lines.matchAll(TOKEN)) {
    nodes.push(...breakable(lines.slice(end, match.index)));
    const span = document.createElement("span");
    span.className = match[2] === undefined ? "text" : "key";
    span.textContent = match[1] ?? "";
    nodes.push(span, document.createTextNode(match[2] ?? ""));
    end = match.index + match[0].length;
  }
  nodes.push(...breakable(lines.slice(end)));
  return nodes;
}

function breakable(part: string): Node[] {
  const comma = part.indexOf(",");
  if (comma < 0) return [document.createTextNode(part)];
  return [
    document.createTextNode(part.slice(0, comma + 1)),
    document.createElement("wbr"),
    document.createTextNode(part.slice(comma + 1)),
  ];
}

function text(value: unknown): string {
  return JSON.stringify(value);
}

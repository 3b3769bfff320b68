/** What the stage computes needs no page and no renderer, so that it runs anywhere, also in these tests. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const FOLDER = fileURLToPath(new URL("../../src/stage/", import.meta.url));
/** These put the rest on a canvas; `drawn.ts` names its type. */
const EDGES = new Set(["index.ts", "rigStage.ts", "drawn.ts"]);
const files = readdirSync(FOLDER).filter((name) => name.endsWith(".ts") && !EDGES.has(name));

test.each(files)("%s imports neither the page nor three.js", (file) => {
  const text = readFileSync(`${FOLDER}${file}`, "utf-8");
  const imports = [...text.matchAll(/ from "([^"]+)"/g)].map((match) => match[1] ?? "");
  for (const path of imports) {
    expect(path).not.toMatch(/^three|\/gl\/|rigStage|generic/);
  }
  expect(text).not.toMatch(
    /\bdocument\.|window\.|WebGL2Rendering|performance\.|HTMLCanvas|Math\.random/,
  );
});

test("there are files to look at", () => {
  expect(files).toContain("puppet.ts");
  expect(files.length).toBeGreaterThan(12);
});

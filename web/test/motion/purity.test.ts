/** The motion core stays pure: no page, no renderer, no clock, no dice of its own. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("../../src/motion/", import.meta.url));
const files = readdirSync(folder);

test.each(files)("%s imports only the motion core, the wire and generated tables", (file) => {
  const text = readFileSync(`${folder}${file}`, "utf-8");
  const imports = [...text.matchAll(/ from "([^"]+)"/g)].map((match) => match[1] ?? "");
  for (const path of imports)
    expect(path).toMatch(/^(\.\/\w+|\.\.\/wire|\.\.\/generated\/channels)$/);
  expect(text).not.toMatch(/Math\.random|\bDate\b|performance\.|document\.|window\./);
});

test("there are files to look at", () => {
  expect(files).toContain("timeline.ts");
});

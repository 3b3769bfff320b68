import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// The built page is a build product beside the server that serves it; it is never committed.
const outDir = fileURLToPath(new URL("../src/sherin/app/web_client", import.meta.url));

export default defineConfig({
  // Relative addresses: the page also works below another path.
  base: "./",
  build: {
    outDir,
    emptyOutDir: true,
    target: "es2022",
    // The page is served from the same machine; one file more or less does not matter, inlined data does.
    assetsInlineLimit: 0,
  },
  server: {
    // `npm run dev` beside a running `sherin serve`: conformance vectors and the library lie outside web/.
    fs: { allow: [".."] },
  },
  test: {
    include: ["test/**/*.test.ts"],
    environment: "node",
  },
});

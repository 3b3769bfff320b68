import { fileURLToPath } from "node:url";
import { build, type Plugin, type ResolvedConfig } from "vite";
import { defineConfig } from "vitest/config";

// The built page is a build product beside the server that serves it; it is never committed.
const outDir = fileURLToPath(new URL("../src/sherin/app/web_client", import.meta.url));
const target = "es2022";

/**
 * Beside the page, `emotion-avatar.js`: the element alone, in one file that other pages can load.
 *
 * A build of its own, because the page's is cut into pieces whose names change with their content. What draws models
 * of other programs stays a piece apart: it is ten times as large, and fetched when such a model is shown.
 */
function elementAlone(): Plugin {
  let page: ResolvedConfig;
  return {
    name: "element-alone",
    apply: "build",
    configResolved(config) {
      page = config;
    },
    async closeBundle() {
      if (page.build.ssr !== false) return; // A bench: it has no page.
      await build({
        configFile: false,
        root: page.root,
        logLevel: page.logLevel ?? "info",
        publicDir: false,
        build: {
          outDir: page.build.outDir,
          emptyOutDir: false,
          target,
          lib: {
            entry: fileURLToPath(new URL("src/element/standalone.ts", import.meta.url)),
            formats: ["es"],
            fileName: () => "emotion-avatar.js",
          },
          rolldownOptions: {
            // What both pieces need stays in the first.
            preserveEntrySignatures: "allow-extension",
            output: {
              chunkFileNames: "assets/avatar-[name]-[hash].js",
              // A library keeps its white space for those who bundle it; this file goes to browsers as it is.
              minify: true,
            },
          },
        },
      });
    },
  };
}

export default defineConfig({
  // Relative addresses: the page also works below another path.
  base: "./",
  plugins: [elementAlone()],
  build: {
    outDir,
    emptyOutDir: true,
    target,
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

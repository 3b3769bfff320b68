/** Builds the bench page of the stage; `--outDir` says where. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  build: {
    target: "es2022",
    emptyOutDir: true,
    rolldownOptions: { input: fileURLToPath(new URL("stage.html", import.meta.url)) },
  },
});

import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  // Written by tools/generate_channels.py; a test holds it fresh.
  { ignores: ["node_modules/", "src/generated/"] },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // Numbers and booleans read well in messages.
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      // An index that a loop bound has already checked is what `!` is for on the hot path.
      "@typescript-eslint/no-non-null-assertion": "off",
      // Motion is a function of clock and seed.
      "no-restricted-properties": [
        "error",
        {
          object: "Math",
          property: "random",
          message: "Motion is seeded: use draw() and unit() of motion/random32.ts.",
        },
      ],
    },
  },
  { files: ["**/*.js"], extends: [tseslint.configs.disableTypeChecked] },
);

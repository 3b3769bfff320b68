/**
 * Light, dark, or as the system: kept in this browser, and told to the style sheet by one attribute.
 */
import { byId } from "./elements";

const NAME = "sherin.appearance";
const APPEARANCES = ["system", "light", "dark"] as const;
type Appearance = (typeof APPEARANCES)[number];
const WORDS: Readonly<Record<Appearance, string>> = {
  system: "as the system",
  light: "light",
  dark: "dark",
};

/** Bring the choice to life: the button in the head goes round, the settings name all three. */
export function chooseAppearance(): void {
  const radios = [...document.querySelectorAll<HTMLInputElement>("input[name=appearance]")];
  const apply = (appearance: Appearance): void => {
    if (appearance === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = appearance;
    for (const radio of radios) radio.checked = radio.value === appearance;
    const name = `Appearance: ${WORDS[appearance]}`;
    byId("theme").setAttribute("aria-label", name);
    byId("theme").title = name;
    keep(appearance);
  };
  let current = kept();
  apply(current);
  for (const radio of radios) {
    radio.addEventListener("change", () => {
      current = APPEARANCES.find((one) => one === radio.value) ?? "system";
      apply(current);
    });
  }
  byId("theme").addEventListener("click", () => {
    current = APPEARANCES[(APPEARANCES.indexOf(current) + 1) % APPEARANCES.length] ?? "system";
    apply(current);
  });
}

function kept(): Appearance {
  try {
    const name = localStorage.getItem(NAME);
    return APPEARANCES.find((one) => one === name) ?? "system";
  } catch {
    return "system"; // A browser that keeps nothing.
  }
}

function keep(appearance: Appearance): void {
  try {
    localStorage.setItem(NAME, appearance);
  } catch {
    // Then it lasts as long as the page.
  }
}

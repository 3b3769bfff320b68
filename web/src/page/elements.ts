/**
 * The elements of the page, found by id and made by name; words go in as text, never as HTML.
 */

export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`index.html has no element #${id}; build the page again`);
  return found;
}

/** Change a text only where it differs: a live region speaks at every change. */
export function put(id: string, text: string): void {
  const found = byId(id);
  if (found.textContent !== text) found.textContent = text;
}

export function made<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = "",
  text = "",
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className !== "") element.className = className;
  if (text !== "") element.textContent = text;
  return element;
}

/** A push button with words. */
export function button(text: string, onPress: () => void, className = ""): HTMLButtonElement {
  const element = made("button", className, text);
  element.type = "button";
  element.addEventListener("click", onPress);
  return element;
}

/** Say what an icon button does now: its picture, its name, and whether it is on. */
export function face(id: string, icon: string, name: string, isPressed: boolean | null): void {
  const element = byId(id);
  element.querySelector("use")?.setAttribute("href", `#i-${icon}`);
  element.title = name;
  const words = element.querySelector("span");
  if (words !== null) words.textContent = name;
  if (isPressed !== null) element.setAttribute("aria-pressed", `${isPressed}`);
}

/**
 * A keyboard on the screen takes half the window: the page then fills what is left, and the face makes itself small.
 *
 * Some browsers make the page itself smaller (`interactive-widget` in index.html), others lay the keyboard above it;
 * `visualViewport` tells of both.
 */

/** Below this height in px the words need the room more than the face: a phone held upright with its keyboard. */
const LOW_PX = 600;
/** A page that is zoomed shows less of itself, too; that is no keyboard. */
const ZOOMED = 1.05;

/** Follow the part of the window that is seen. */
export function makeRoomForKeyboard(): void {
  const seen = window.visualViewport;
  const root = document.documentElement;
  const fit = (): void => {
    const isZoomed = (seen?.scale ?? 1) > ZOOMED;
    const height = isZoomed ? innerHeight : (seen?.height ?? innerHeight);
    root.classList.toggle("is-low", height < LOW_PX);
    if (isZoomed || height > innerHeight - 1) root.style.removeProperty("--seen");
    else {
      root.style.setProperty("--seen", `${height.toFixed(0)}px`);
      scrollTo(0, 0); // The browser moved the page to show the box, which now stands there anyway.
    }
  };
  (seen ?? window).addEventListener("resize", fit);
  fit();
}

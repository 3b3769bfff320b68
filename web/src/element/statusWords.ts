/** What the element says about the line and about an avatar that is being made. */
import type { BuildingProgress } from "../session/avatars";
import type { LineStatus } from "../session/connection";

const LINE_WORDS: Readonly<Record<LineStatus, string>> = {
  connecting: "",
  open: "",
  lost: "Out of reach; trying again",
  impossible: "This browser opens no WebSocket: nothing can move here",
};

/** The words for people; empty where there is nothing to tell. */
export function statusWords(line: LineStatus, building: BuildingProgress | null): string {
  if (building === null) return LINE_WORDS[line];
  return `Making the avatar: ${building.step}, ${Math.round(100 * building.share)} %`;
}

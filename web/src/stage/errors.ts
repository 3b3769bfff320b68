/** What the stage refuses, one class: no WebGL2, a broken or foreign file, a drawing context that is gone. */

export type StageFailure = "webgl" | "file" | "released";

/** Nothing can be drawn; the message says what, where, and what to do next. */
export class StageError extends Error {
  override readonly name = "StageError";

  constructor(
    /** No WebGL2 here, a file that is no rig, or use after `release()`. */
    readonly kind: StageFailure,
    message: string,
  ) {
    super(message);
  }
}

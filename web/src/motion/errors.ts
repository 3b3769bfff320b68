/** What the motion core refuses, one class each; the same names as in `sherin.errors`. */

/** A baked library file is torn, foreign or of a version this code does not read. */
export class LibraryFormatError extends Error {
  override readonly name = "LibraryFormatError";
}

/** The timeline was given a time, a mark or an activity that has no meaning. */
export class TimelineError extends Error {
  override readonly name = "TimelineError";
}

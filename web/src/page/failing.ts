/** What to say of whatever was thrown: one sentence for people. */
export function messageOf(error: unknown): string {
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return "That took too long. Try it again.";
  }
  return error instanceof Error ? error.message : String(error);
}

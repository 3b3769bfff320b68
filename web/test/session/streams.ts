/** Streams that come in pieces, cut anywhere. */

/** A stream of bytes; each piece comes when it is asked for. */
export function streamOf(pieces: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  const waiting = [...pieces];
  return new ReadableStream({
    pull(controller) {
      const piece = waiting.shift();
      if (piece === undefined) controller.close();
      else controller.enqueue(piece);
    },
  });
}

/** The same for a text, in pieces of so many bytes. */
export function textStream(text: string, pieceBytes = 7): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    pieces.push(bytes.slice(at, at + pieceBytes));
  }
  return streamOf(pieces);
}

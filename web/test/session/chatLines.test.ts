import { describe, expect, it } from "vitest";
import { readChatLines, type ChatLine } from "../../src/session/chatLines";
import { readServerEvents } from "../../src/session/avatars";
import { textStream } from "./streams";

async function all<T>(found: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const one of found) list.push(one);
  return list;
}

const REPLY = {
  kind: "reply",
  text: "Through a barrier, said Grüße.",
  route: "knowledge",
  confidence: 0.91,
  is_known: true,
  sources: [
    { title: "Tunneling", domain: "M2", domain_name: "Physics", uri: "kb:1", date: "" },
    { title: "Of an older server", domain: "M3", uri: "kb:2", date: "" },
  ],
  latency_ms: 7.5,
  packet: 12,
  utterance: "0123456789abcdefghjkmnpqrs",
};

describe("readChatLines", () => {
  it.each([1, 3, 1000])("reads an answer cut every %d bytes", async (pieceBytes) => {
    const lines = [
      { kind: "heard", packet: 11, feeling: "curiosity" },
      { kind: "waiting" },
      { kind: "of a later server" },
      { kind: "piece", text: "Through " },
      { kind: "sentence", text: "Yes.", packet: 12, utterance: "u", notice: "unverified" },
      { kind: "sentence", text: "Well.", packet: null, utterance: null, notice: "unverified" },
      REPLY,
    ];
    const text = lines.map((line) => JSON.stringify(line)).join("\n");
    const found = await all<ChatLine>(readChatLines(textStream(text, pieceBytes)));
    expect(found.map(({ kind }) => kind)).toEqual([
      "heard",
      "waiting",
      "piece",
      "sentence",
      "sentence",
      "reply",
    ]);
    expect(found[3]).toMatchObject({ packet: 12, utterance: "u" });
    expect(found[4]).toMatchObject({ packet: null, utterance: null });
    expect(found[5]).toMatchObject({
      packet: 12,
      utterance: REPLY.utterance,
      reply: {
        text: REPLY.text,
        isKnown: true,
        latencyMs: 7.5,
        // By name; the id where a server gives none.
        sources: [
          { title: "Tunneling", domain: "M2", domainName: "Physics" },
          { domainName: "M3" },
        ],
      },
    });
  });

  it("says in the server's words why there is no answer", async () => {
    const line = { kind: "error", error: { what: "the mind is not there", next: "Start it." } };
    expect(await all(readChatLines(textStream(`${JSON.stringify(line)}\n`)))).toEqual([
      { kind: "error", message: "The mind is not there. Start it." },
    ]);
  });

  it("refuses a line that is no object", async () => {
    await expect(all(readChatLines(textStream("7\n")))).rejects.toThrow("expected a JSON object");
  });
});

describe("readServerEvents", () => {
  it.each([1, 5, 1000])("reads events cut every %d bytes", async (pieceBytes) => {
    const text =
      'event: progress\r\ndata: {"share":0.5}\r\n\r\n: still at it\n\n' +
      "event: done\ndata: one\ndata:two\n\n";
    expect(await all(readServerEvents(textStream(text, pieceBytes)))).toEqual([
      { event: "progress", data: '{"share":0.5}' },
      { event: "done", data: "one\ntwo" },
    ]);
  });

  it("takes an event whose end never came", async () => {
    expect(await all(readServerEvents(textStream("data: last")))).toEqual([
      { event: "message", data: "last" },
    ]);
  });
});

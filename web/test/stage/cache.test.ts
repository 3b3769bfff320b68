/** What is kept stays below its budget, oldest first, and never loses what is on the screen. */
import { expect, test } from "vitest";
import { ByteCache, fingerprint } from "../../src/stage/cache";

function cacheOf(budget: number): { cache: ByteCache<string>; gone: string[] } {
  const gone: string[] = [];
  const cache = new ByteCache<string>(
    budget,
    (value) => gone.push(value),
    (key) => key.split("/")[0]!,
  );
  return { cache, gone };
}

test("the least recently used goes first", () => {
  const { cache, gone } = cacheOf(30);
  for (const name of ["a", "b", "c"]) cache.set(name, name, 10);
  expect(cache.get("a")).toBe("a");
  cache.set("d", "d", 10);
  expect(gone).toEqual(["b"]);
  expect(cache.bytes).toBe(30);
});

test("what is pinned stays, whatever the budget says", () => {
  const { cache, gone } = cacheOf(15);
  cache.pin("rig");
  cache.set("rig/head", "head", 20);
  cache.set("rig/body", "body", 20);
  cache.set("other/head", "other", 5);
  expect(gone).toEqual(["other"]);
  expect(cache.get("rig/head")).toBe("head");
  cache.pin("rig");
  cache.unpin("rig");
  expect(cache.size).toBe(2);
  cache.unpin("rig");
  expect(cache.size).toBe(0);
  expect(cache.bytes).toBe(0);
});

test("a key that is set again frees what it held, once", () => {
  const { cache, gone } = cacheOf(100);
  cache.set("a", "old", 40);
  cache.set("a", "new", 10);
  expect(gone).toEqual(["old"]);
  expect(cache.bytes).toBe(10);
  cache.delete("a");
  cache.delete("a");
  expect(gone).toEqual(["old", "new"]);
});

test("equal bytes have one name, and one bit gives another", () => {
  const bytes = new Uint8Array(1003).fill(7);
  const name = fingerprint(bytes.slice().buffer);
  expect(fingerprint(bytes.slice().buffer)).toBe(name);
  for (const at of [0, 500, 1001, 1002]) {
    const other = bytes.slice();
    other[at]! ^= 1;
    expect(fingerprint(other.buffer)).not.toBe(name);
  }
});

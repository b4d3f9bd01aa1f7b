/**
 * Locals that share a place: when they may, and that what is computed stays the same.
 */
import { expect, it } from "vitest";
import * as w from "../../src/wasm/build.ts";
import { shareLocals } from "../../src/wasm/share-locals.ts";
import type { Code, Local } from "../../src/wasm/tree.ts";

const [a, b, c] = ["a", "b", "c"].map((name) => w.createLocal("i32", name)) as [I32, I32, I32];
type I32 = Local<"i32">;

/** Which locals are left. */
function left(body: readonly Code[], locals: readonly Local[] = [a, b, c]): readonly string[] {
  return shareLocals(locals, body).locals.map(({ name }) => name);
}

const use = (local: I32): Code => w.drop(w.get(local));
const label = w.createLabel("again");

it("shares a place that nobody needs any more", () => {
  expect(left([w.set(a, 1), use(a), w.set(b, 2), use(b), w.set(c, 3), use(c)])).toEqual(["a"]);
});

it("puts a value in the place of what it was made from", () => {
  const { locals, body } = shareLocals(
    [a, b],
    [w.set(a, 1), w.set(b, w.i32.add(w.get(a), 1)), use(b)],
  );
  expect(locals).toEqual([a]);
  expect(body[1]).toEqual(w.set(a, w.i32.add(w.get(a), 1)));
});

it.each<[string, readonly Code[]]>([
  ["that are needed at once", [w.set(a, 1), w.set(b, 2), use(a), use(b)]],
  ["of which one is read before it is set", [w.set(a, 1), use(a), use(b), w.set(b, 2), use(b)]],
  ["of which one is set only sometimes", [w.set(a, 1), use(a), w.when(1, [w.set(b, 2)]), use(b)]],
  [
    "of which a loop keeps one for its next pass",
    [w.loop(label, [w.set(a, 1), use(a), use(b), w.set(b, 2), w.branchIf(label, 1)])],
  ],
  [
    "of which one is needed after a loop that sets the other",
    [w.set(a, 1), w.loop(label, [w.set(b, 2), use(b), w.branchIf(label, 1)]), use(a)],
  ],
])("keeps two %s", (_, body) => {
  expect(left(body, [a, b])).toEqual(["a", "b"]);
});

it("shares among passes of a loop, and with what comes before it", () => {
  const pass = [w.set(b, 2), use(b), w.set(c, 3), use(c), w.branchIf(label, 1)];
  expect(left([w.set(a, 1), use(a), w.loop(label, pass)])).toEqual(["a"]);
});

it("shares among equal types, and lists those side by side", () => {
  const d = w.createLocal("f64", "d");
  const body = [w.set(a, 1), w.set(d, 2), w.set(b, 2), use(a), w.drop(w.get(d)), use(b)];
  expect(left(body, [a, d, b])).toEqual(["a", "b", "d"]);
});

/**
 * Functions of four float lanes that are a few instructions: what all lanes have together, and signs.
 *
 * Invariant: as for the others here: f32x4 in, f32x4 out, nothing imported, no memory touched.
 */
import * as w from "../../../wasm/build.ts";
import type { Expression } from "../../../wasm/tree.ts";

type Lanes = Expression<"v128">;

const { f32x4, v128 } = w;

const swapHalves = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];
const swapNeighbours = [4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11];

/** What all lanes have together, in each of them. */
export function makeFolding(instruction: "sumLanes" | "maximumLanes" | "minimumLanes") {
  const x = w.createLocal("v128", "x");
  const combine = { sumLanes: f32x4.add, maximumLanes: f32x4.max, minimumLanes: f32x4.min };
  const withOrder = (order: readonly number[]): Lanes =>
    combine[instruction](w.get(x), w.shuffle(order, w.get(x), w.get(x)));
  const body = [w.set(x, withOrder(swapHalves)), withOrder(swapNeighbours)];
  return w.createFunction(instruction, [x], "v128", [], body);
}

/** 1 or -1; a zero and NaN stay what they are. */
export function makeSign() {
  const x = w.createLocal("v128", "x");
  const isNumber = v128.or(
    f32x4.lt(w.get(x), w.vector("f32x4", 0)),
    f32x4.gt(w.get(x), w.vector("f32x4", 0)),
  );
  const signed = v128.or(v128.and(w.get(x), w.vector("f32x4", -0)), w.vector("f32x4", 1));
  return w.createFunction(
    "signLanes",
    [x],
    "v128",
    [],
    [v128.bitselect(signed, w.get(x), isNumber)],
  );
}

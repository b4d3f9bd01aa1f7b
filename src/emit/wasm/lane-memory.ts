/**
 * Loads and stores of four lanes: elements side by side, or one that is the same for all.
 *
 * Invariant: truths are bytes in memory and 1 or 0 in lanes; whole numbers that are kept in lanes of floats are
 * so small that no float loses them.
 */
import type { ElementType } from "../../graph/type.ts";
import * as w from "../../wasm/build.ts";
import type { Expression, Statement } from "../../wasm/tree.ts";
import type { Place } from "./scope.ts";

type Lanes = Expression<"v128">;

/** @param isOne the first lane alone is stored: all have the same */
export function storeLanes(
  element: ElementType,
  place: Place,
  value: Lanes,
  isOne: boolean,
): Statement {
  if (element === "bool") return storeTruths(place, value, isOne);
  const { address, offset } = place;
  const stored = element === "int" ? w.i32x4.trunc_sat_f32x4_s(value) : value;
  if (isOne) return w.storeLane("v128.store32_lane", 0, address, stored, { offset, align: 2 });
  return w.store("v128.store", address, stored, { offset, align: 2 });
}

/** Four bytes a lane, as they are. */
export function loadPlain({ address, offset }: Place, isSame: boolean): Lanes {
  return w.load(isSame ? "v128.load32_splat" : "v128.load", address, { offset, align: 2 });
}

/** The low bytes of whole numbers, side by side. */
const lowBytes = [0, 4, 8, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
/** Four bytes, each the low one of a whole number; from byte 16 on stands a zero. */
const widened = [0, 16, 16, 16, 1, 16, 16, 16, 2, 16, 16, 16, 3, 16, 16, 16];

function storeTruths({ address, offset }: Place, value: Lanes, isOne: boolean): Statement {
  const where = { offset, align: 0 };
  const whole = w.i32x4.trunc_sat_f32x4_s(value);
  if (isOne)
    return w.store("i32.store8", address, w.extractLane("i32x4.extract_lane", 0, whole), where);
  const bytes = w.shuffle(lowBytes, whole, whole);
  return w.storeLane("v128.store32_lane", 0, address, bytes, where);
}

export function loadTruths({ address, offset }: Place, isSame: boolean): Lanes {
  const where = { offset, align: 0 };
  if (isSame) return w.f32x4.convert_i32x4_s(w.i32x4.splat(w.load("i32.load8_u", address, where)));
  const bytes = w.load("v128.load32_zero", address, where);
  return w.f32x4.convert_i32x4_s(w.shuffle(widened, bytes, w.vector("i32x4", 0)));
}

/**
 * Numbers as float32, four at a time.
 *
 * Invariant: every number is a vector; what is the same for all lanes stands in each of them. A condition
 * in lanes is a mask. Each step rounds to float32, unlike in doubles. NaN goes through every instruction.
 */
import { isExact, isVarying, type Lane } from "../../kernel/lanes.ts";
import type { Affine, Instruction, Scalar } from "../../kernel/scalar.ts";
import * as w from "../../wasm/build.ts";
import { inlineCall, inlinedLocals } from "../../wasm/inline.ts";
import type { Expression, Local } from "../../wasm/tree.ts";
import type { Arithmetic } from "./arithmetic.ts";
import { bitsOf, integerOf, type Surroundings } from "./doubles.ts";
import { uniformLanes } from "./draws.ts";
import { functionsFor, type VectorFunction } from "./functions/functions.ts";
import { makeFolding, makeSign } from "./functions/across-lanes.ts";
import { modulo, moduloHalf } from "./functions/modulo.ts";
import { loadPlain, loadTruths, storeLanes } from "./lane-memory.ts";

type Lanes = Expression<"v128">;
type Called = Extract<Scalar, { kind: "call" }>;

/** What is known of the loop in lanes that is open. */
export interface LaneScope {
  /** Its variable; undefined outside of any. */
  readonly lane: () => Lane | undefined;
  /** Locals that differ from lane to lane. */
  readonly varying: ReadonlySet<string>;
}

interface Writing extends Surroundings {
  readonly scope: LaneScope;
}

const numberBytes = 4;

export function createLanes(around: Surroundings, scope: LaneScope): Arithmetic {
  const writing: Writing = { ...around, scope };
  return {
    type: "v128",
    value: (scalar) => lanesOf(scalar, writing),
    condition: (scalar) => anyLane(maskOf(scalar, writing)),
    integer: (scalar) => integerOf(scalar, around),
    store: (element, place, value, offset) =>
      storeLanes(element, place, value as Lanes, factorOf(offset, writing) !== 1),
  };
}

/** How far a place moves from one lane to the next, in elements. */
function factorOf({ terms }: Affine, { scope }: Writing): number {
  const lane = scope.lane()?.variable;
  return terms.find(({ variable }) => variable === lane)?.factor ?? 0;
}

function lanesOf(scalar: Scalar, writing: Writing): Lanes {
  switch (scalar.kind) {
    case "constant":
      return w.vector("f32x4", scalar.value);
    case "text":
      throw new Error("a text stands only where an error names something");
    case "local":
      return localLanes(writing.frame.known(scalar.name)!);
    case "affine":
      return w.f32x4.convert_i32x4_s(wholeLanes(scalar.value, writing));
    case "load":
      return loadLanes(scalar, writing);
    case "call":
      return callLanes(scalar, writing);
  }
}

function localLanes(local: Local): Lanes {
  if (local.type === "v128") return w.get(local as Local<"v128">);
  if (local.type === "f64") return w.f32x4.splat(w.f32.demote_f64(w.get(local as Local<"f64">)));
  return w.f32x4.convert_i32x4_s(w.i32x4.splat(w.get(local as Local<"i32">)));
}

function wholeLanes(value: Affine, writing: Writing): Lanes {
  const first = w.i32x4.splat(writing.frame.integer(value));
  const factor = factorOf(value, writing);
  if (factor === 0) return first;
  return w.i32x4.add(first, w.vector("i32x4", 0, factor, 2 * factor, 3 * factor));
}

function loadLanes(scalar: Extract<Scalar, { kind: "load" }>, writing: Writing): Lanes {
  const { buffer, offset } = scalar;
  if (writing.elementOf(buffer) !== "bool") return loadNumbers(scalar, writing);
  const isSame = factorOf(offset, writing) === 0;
  return loadTruths(writing.frame.place(buffer, offset, 1), isSame);
}

/** Floats, or whole numbers as such. */
function loadNumbers(
  { buffer, offset }: Extract<Scalar, { kind: "load" }>,
  writing: Writing,
): Lanes {
  const place = writing.frame.place(buffer, offset, numberBytes);
  return loadPlain(place, factorOf(offset, writing) === 0);
}

const { f32x4, v128 } = w;

const plain: Readonly<Partial<Record<Instruction, (...parts: Lanes[]) => Lanes>>> = {
  add: (a, b) => f32x4.add(a!, b!),
  subtract: (a, b) => f32x4.sub(a!, b!),
  multiply: (a, b) => f32x4.mul(a!, b!),
  divide: (a, b) => f32x4.div(a!, b!),
  negate: (a) => f32x4.neg(a!),
  sqrt: (a) => f32x4.sqrt(a!),
  abs: (a) => f32x4.abs(a!),
  floor: (a) => f32x4.floor(a!),
  round: (a) => f32x4.nearest(a!),
};

const comparisons: Readonly<Partial<Record<Instruction, (a: Lanes, b: Lanes) => Lanes>>> = {
  equal: (a, b) => f32x4.eq(a, b),
  less: (a, b) => f32x4.lt(a, b),
  lessEqual: (a, b) => f32x4.le(a, b),
};

const wholeComparisons: typeof comparisons = {
  equal: (a, b) => w.i32x4.eq(a, b),
  less: (a, b) => w.i32x4.lt_s(a, b),
  lessEqual: (a, b) => w.i32x4.le_s(a, b),
};

/** Whole numbers as such. */
function wholesOf(scalar: Scalar, writing: Writing): Lanes {
  if (scalar.kind === "affine") return wholeLanes(scalar.value, writing);
  if (scalar.kind === "constant") return w.vector("i32x4", scalar.value);
  if (scalar.kind === "load") return loadNumbers(scalar, writing);
  throw new Error(`${scalar.kind} is no whole number`);
}

function callLanes(scalar: Called, writing: Writing): Lanes {
  const { instruction, arguments: parts } = scalar;
  const values = (): Lanes[] => parts.map((part) => lanesOf(part, writing));
  switch (instruction) {
    case "minimum":
    case "maximum":
      return extreme(instruction, parts, writing);
    case "select":
      return selectLanes(parts, writing);
    case "sumLanes":
    case "maximumLanes":
    case "minimumLanes":
      return w.call(
        writing.library.own(instruction, () => makeFolding(instruction)),
        ...values(),
      );
    case "uniform":
      return drawUniforms(parts, writing);
    case "sign":
      return w.call(writing.library.own("signLanes", makeSign), ...values());
    case "modulo":
      return callFunction({ callee: modulo, needs: [moduloHalf] }, values(), writing);
  }
  const fused = writing.isRelaxed ? fusedSum(scalar, writing) : undefined;
  if (fused !== undefined) return fused;
  const make = plain[instruction];
  if (make !== undefined) return make(...values());
  const found = functionsFor(instruction);
  if (found !== undefined) return callFunction(found, values(), writing);
  return v128.and(maskOf(scalar, writing), w.vector("f32x4", 1));
}

/** A sum one side of which is a product, as one instruction. */
function fusedSum({ instruction, arguments: parts }: Called, writing: Writing): Lanes | undefined {
  if (instruction !== "add") return undefined;
  const product = parts.find((part) => part.kind === "call" && part.instruction === "multiply");
  if (product?.kind !== "call") return undefined;
  const [a, b] = product.arguments.map((part) => lanesOf(part, writing));
  const other = parts.find((part) => part !== product) ?? product;
  return f32x4.relaxed_madd(a!, b!, lanesOf(other, writing));
}

function drawUniforms(parts: readonly Scalar[], writing: Writing): Lanes {
  const [place, sample, element] = parts as readonly [Scalar, Scalar, Scalar];
  const key = w.get(writing.frame.known("key") as Local<"i32">);
  const start = [key, bitsOf(place, writing), bitsOf(sample, writing)];
  const numbers =
    element.kind === "affine"
      ? wholeLanes(element.value, writing)
      : w.i32x4.splat(bitsOf(element, writing));
  return uniformLanes(writing.library, start, numbers);
}

/** In the place of the call where the function stands alone; its locals serve all such places of a kernel. */
function callFunction(
  { callee, needs }: VectorFunction,
  values: readonly Lanes[],
  { library, frame }: Writing,
): Lanes {
  if (values.length > 1 || needs.length > 0) {
    for (const each of needs) library.own(each.name, () => each);
    return w.call(
      library.own(callee.name, () => callee),
      ...values,
    );
  }
  inlinedLocals(callee).forEach(frame.declare);
  return inlineCall(callee, values[0]!);
}

/**
 * With a number that is no NaN, one instruction: `pmax(x, 1)` is x where x is NaN. It takes 0 and -0 for equal, and
 * is -0 of -0 and 0: adding 0 makes that 0. Else the slower one, in which any NaN wins.
 */
function extreme(
  instruction: "minimum" | "maximum",
  parts: readonly Scalar[],
  writing: Writing,
): Lanes {
  const number = parts.find((part) => part.kind === "constant");
  const other = parts.find((part) => part !== number);
  const isMaximum = instruction === "maximum";
  const isPlain =
    number !== undefined && !Number.isNaN(number.value) && !Object.is(number.value, -0);
  if (isPlain && other !== undefined) {
    const [x, limit] = [lanesOf(other, writing), lanesOf(number, writing)];
    if (!isMaximum) return f32x4.pmin(x, limit);
    const larger = f32x4.pmax(x, limit);
    return number.value === 0 ? f32x4.add(larger, w.vector("f32x4", 0)) : larger;
  }
  const [a, b] = parts.map((part) => lanesOf(part, writing));
  return isMaximum ? f32x4.max(a!, b!) : f32x4.min(a!, b!);
}

/** Where all lanes take the same side, only that one is computed. */
function selectLanes(parts: readonly Scalar[], writing: Writing): Lanes {
  const [test, a, b] = parts as readonly [Scalar, Scalar, Scalar];
  const mask = maskOf(test, writing);
  const [first, second] = [lanesOf(a, writing), lanesOf(b, writing)];
  const { lane, varying } = writing.scope;
  if (isVarying(test, lane(), varying)) return v128.bitselect(first, second, mask);
  return w.choose("v128", anyLane(mask), first, second);
}

function anyLane(mask: Lanes): Expression<"i32"> {
  return v128.any_true(mask);
}

function maskOf(scalar: Scalar, writing: Writing): Lanes {
  if (scalar.kind === "call") {
    const { instruction, arguments: parts } = scalar;
    const [a, b] = parts as readonly [Scalar, Scalar];
    const compare = comparisons[instruction];
    if (compare !== undefined) {
      if (isExact(a, writing) && isExact(b, writing))
        return wholeComparisons[instruction]!(wholesOf(a, writing), wholesOf(b, writing));
      return compare(lanesOf(a, writing), lanesOf(b, writing));
    }
    if (instruction === "not") return v128.not(maskOf(a, writing));
    if (instruction === "and") return bothMasks(a, b, writing);
    if (instruction === "or") return v128.or(maskOf(a, writing), maskOf(b, writing));
  }
  return f32x4.ne(lanesOf(scalar, writing), w.vector("f32x4", 0));
}

function bothMasks(a: Scalar, b: Scalar, writing: Writing): Lanes {
  const isNot = a.kind === "call" && a.instruction === "not";
  if (isNot) return v128.andnot(maskOf(b, writing), maskOf(a.arguments[0]!, writing));
  return v128.and(maskOf(a, writing), maskOf(b, writing));
}

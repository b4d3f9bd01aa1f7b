/**
 * Numbers as doubles, one at a time.
 *
 * Invariant: each instruction is JavaScript's own arithmetic; a float32 is widened when it is read and
 * rounded once, when it is stored, so that sums are those of the TypeScript target bit for bit.
 */
import type { Instruction, Scalar } from "../../kernel/scalar.ts";
import * as w from "../../wasm/build.ts";
import type { Expression, Local } from "../../wasm/tree.ts";
import type { Precision } from "../../kernel/module.ts";
import type { ElementType } from "../../graph/type.ts";
import type { Arithmetic, Library } from "./arithmetic.ts";
import { drawFunctions } from "./draws.ts";
import type { Frame, Place } from "./scope.ts";

type Double = Expression<"f64">;
type Called = Extract<Scalar, { kind: "call" }>;

export interface Surroundings {
  readonly frame: Frame;
  readonly library: Library;
  readonly precision: Precision;
  readonly elementOf: (buffer: string) => ElementType;
  /** May a product and a sum be rounded once, where the machine can? */
  readonly isRelaxed: boolean;
}

export function createDoubles(around: Surroundings): Arithmetic {
  const { precision } = around;
  const value = (scalar: Scalar): Double => doubleOf(scalar, around);
  return {
    type: "f64",
    value,
    condition: (scalar) => conditionOf(scalar, around),
    integer: (scalar) => integerOf(scalar, around),
    store: (element, { address, offset }, number) =>
      storeDouble(element, precision, { address, offset }, number as Double),
  };
}

function storeDouble(
  element: ElementType,
  precision: Precision,
  { address, offset }: Place,
  value: Double,
) {
  if (element === "int") return w.store("i32.store", address, toInteger(value), { offset });
  if (element === "bool") return w.store("i32.store8", address, toInteger(value), { offset });
  if (precision === "f64") return w.store("f64.store", address, value, { offset });
  return w.store("f32.store", address, w.f32.demote_f64(value), { offset });
}

function toInteger(value: Double): Expression<"i32"> {
  if (value.kind === "plain" && value.name === "f64.convert_i32_s") return value.operands[0]!;
  return w.i32.trunc_sat_f64_s(value);
}

export const elementBytes = (element: ElementType, precision: Precision): number =>
  element === "bool" ? 1 : element === "int" || precision === "f32" ? 4 : 8;

function loadDouble(buffer: string, place: Place, around: Surroundings): Double {
  const { address, offset } = place;
  const element = around.elementOf(buffer);
  if (element === "int") return w.f64.convert_i32_s(w.load("i32.load", address, { offset }));
  if (element === "bool") return w.f64.convert_i32_u(w.load("i32.load8_u", address, { offset }));
  if (around.precision === "f64") return w.load("f64.load", address, { offset });
  return w.f64.promote_f32(w.load("f32.load", address, { offset }));
}

function doubleOf(scalar: Scalar, around: Surroundings): Double {
  const { frame, precision, elementOf } = around;
  switch (scalar.kind) {
    case "constant":
      return w.number("f64", scalar.value);
    case "text":
      throw new Error("a text stands only where an error names something");
    case "local":
      return localDouble(frame.known(scalar.name)!);
    case "affine":
      return w.f64.convert_i32_s(frame.integer(scalar.value));
    case "load": {
      const bytes = elementBytes(elementOf(scalar.buffer), precision);
      return loadDouble(scalar.buffer, frame.place(scalar.buffer, scalar.offset, bytes), around);
    }
    case "call":
      return callDouble(scalar, around);
  }
}

function localDouble(local: Local): Double {
  if (local.type === "i32") return w.f64.convert_i32_s(w.get(local as Local<"i32">));
  return w.get(local as Local<"f64">);
}

export function integerOf(scalar: Scalar, around: Surroundings): Expression<"i32"> {
  if (scalar.kind === "affine") return around.frame.integer(scalar.value);
  if (scalar.kind === "constant") return w.number("i32", scalar.value);
  if (scalar.kind === "local") {
    const found = around.frame.known(scalar.name)!;
    if (found.type === "i32") return w.get(found as Local<"i32">);
  }
  return dividedWhole(scalar, around) ?? toInteger(doubleOf(scalar, around));
}

/** The floor of a place by a whole number, in whole numbers; undefined where it is something else. */
function dividedWhole(scalar: Scalar, around: Surroundings): Expression<"i32"> | undefined {
  if (scalar.kind !== "call" || scalar.instruction !== "floor") return undefined;
  const [quotient] = scalar.arguments;
  if (quotient?.kind !== "call" || quotient.instruction !== "divide") return undefined;
  const [place, by] = quotient.arguments;
  if (place?.kind !== "affine" || by?.kind !== "constant" || !(by.value >= 1)) return undefined;
  const number = around.frame.integer(place.value);
  const shift = Math.log2(by.value);
  if (Number.isInteger(shift)) return w.i32.shr_s(number, shift);
  if (!Number.isInteger(by.value)) return undefined;
  // Division cuts towards 0: below it, what is left has to be made up for first.
  const below = w.select("i32", w.i32.lt_s(number, 0), by.value - 1, 0);
  return w.i32.div_s(w.i32.sub(number, below), by.value);
}

const plain: Readonly<Partial<Record<Instruction, (...parts: Double[]) => Double>>> = {
  add: (a, b) => w.f64.add(a!, b!),
  subtract: (a, b) => w.f64.sub(a!, b!),
  multiply: (a, b) => w.f64.mul(a!, b!),
  divide: (a, b) => w.f64.div(a!, b!),
  negate: (a) => w.f64.neg(a!),
  minimum: (a, b) => w.f64.min(a!, b!),
  maximum: (a, b) => w.f64.max(a!, b!),
  sqrt: (a) => w.f64.sqrt(a!),
  abs: (a) => w.f64.abs(a!),
  floor: (a) => w.f64.floor(a!),
  round: (a) => w.f64.nearest(a!),
};

/** Functions of JavaScript. */
const imported: ReadonlySet<Instruction> = new Set<Instruction>([
  "power", "exp", "log", "sin", "cos", "atan", "tanh", "erf", "sign", "modulo",
]); // prettier-ignore

function callDouble(scalar: Called, around: Surroundings): Double {
  const { instruction, arguments: parts } = scalar;
  const values = (): Double[] => parts.map((part) => doubleOf(part, around));
  const make = plain[instruction];
  if (make !== undefined) return make(...values());
  if (imported.has(instruction))
    return w.call(around.library.imported(instruction), ...values()) as Double;
  switch (instruction) {
    case "select":
      return w.choose(
        "f64",
        conditionOf(parts[0]!, around),
        doubleOf(parts[1]!, around),
        doubleOf(parts[2]!, around),
      );
    case "uniform":
    case "normal":
    case "truncatedNormal":
      return draw(instruction, parts, around);
    case "checkIndex": {
      const [index, limit, from] = parts as readonly [Scalar, Scalar, Scalar];
      const callee = around.library.check(from.kind === "text" ? from.value : "");
      return w.call(callee, doubleOf(index, around), doubleOf(limit, around)) as Double;
    }
    default:
      return w.f64.convert_i32_u(conditionOf(scalar, around));
  }
}

function draw(
  instruction: keyof typeof drawFunctions,
  parts: readonly Scalar[],
  around: Surroundings,
): Double {
  const key = w.get(around.frame.known("key") as Local<"i32">);
  const numbers = parts.map((part) => bitsOf(part, around));
  return drawFunctions[instruction](around.library, [key, ...numbers]);
}

/** The low 32 bits of a whole number, as JavaScript takes them. */
export function bitsOf(scalar: Scalar, around: Surroundings): Expression<"i32"> {
  const isDouble = scalar.kind === "local" && around.frame.known(scalar.name)!.type === "f64";
  if (scalar.kind === "constant") return w.number("i32", scalar.value | 0);
  if (!isDouble) return integerOf(scalar, around);
  return w.i32.wrap_i64(w.i64.trunc_sat_f64_s(doubleOf(scalar, around)));
}

const comparisons: Readonly<
  Partial<Record<Instruction, (a: Double, b: Double) => Expression<"i32">>>
> = {
  equal: (a, b) => w.f64.eq(a, b),
  less: (a, b) => w.f64.lt(a, b),
  lessEqual: (a, b) => w.f64.le(a, b),
};

export function conditionOf(scalar: Scalar, around: Surroundings): Expression<"i32"> {
  if (scalar.kind === "call") {
    const { instruction, arguments: parts } = scalar;
    const compare = comparisons[instruction];
    const [a, b] = parts as readonly [Scalar, Scalar];
    if (compare !== undefined) return compare(doubleOf(a, around), doubleOf(b, around));
    if (instruction === "not") return w.i32.eqz(conditionOf(a, around));
    if (instruction === "and")
      return w.choose("i32", conditionOf(a, around), conditionOf(b, around), 0);
    if (instruction === "or")
      return w.choose("i32", conditionOf(a, around), 1, conditionOf(b, around));
  }
  return w.f64.ne(doubleOf(scalar, around), 0);
}

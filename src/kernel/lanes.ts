/**
 * Which loops may compute several elements at once, in the lanes of a vector.
 *
 * Invariant: in a loop in lanes each statement is done for all lanes before the next one. What is loaded
 * or stored there lies side by side for neighbouring lanes, or is the same for all; whole numbers that
 * stand in places, and conditions that decide what runs, are the same for all.
 */
import type { ElementType } from "../graph/type.ts";
import type { Statement } from "./kernel.ts";
import type { Affine, Instruction, Scalar } from "./scalar.ts";
import { instructionsOf } from "./visit.ts";

type Loop = Extract<Statement, { kind: "loop" }>;

/** A loop in lanes that is open. */
export interface Lane {
  readonly variable: string;
  readonly count: number;
  /** Does every vector start at a multiple of its length? */
  readonly isAligned: boolean;
}

/** undefined: the loop goes from element to element. */
export function laneOf({ variable, from, step, lanes: count }: Loop): Lane | undefined {
  if (count === undefined) return undefined;
  const start = from.kind === "fixed" ? from.count : from.floorTo;
  return { variable, count, isAligned: start % count === 0 && step % count === 0 };
}

export function usesLanes(body: readonly Statement[]): boolean {
  return body.some(
    (each) =>
      (each.kind === "loop" && (each.lanes !== undefined || usesLanes(each.body))) ||
      (each.kind === "if" && (usesLanes(each.consequent) || usesLanes(each.alternative))),
  );
}

/** Those that are whole-number arithmetic, or have to be the same as in float64. */
const notInLanes: readonly Instruction[] = ["normal", "truncatedNormal", "checkIndex"];

/** Whether a body that is written in lanes keeps the invariant. */
export function fitsLanes(
  body: readonly Statement[],
  elementOf: (buffer: string) => ElementType,
): boolean {
  const instructions = instructionsOf(body);
  if (notInLanes.some((each) => instructions.has(each))) return false;
  return blockFits(body, {
    elementOf,
    lane: undefined,
    varying: new Set(),
    whole: new Set(),
    numbers: new Set(),
    counted: new Set(),
    indices: new Set(),
  });
}

interface Inside {
  readonly elementOf: (buffer: string) => ElementType;
  readonly lane: Lane | undefined;
  /** Locals that differ from lane to lane. */
  readonly varying: Set<string>;
  /** Locals that are whole numbers. */
  readonly whole: Set<string>;
  /** Locals that are numbers of lanes, and stand in no place. */
  readonly numbers: Set<string>;
  /** Those of them that were read, and not made of places. */
  readonly indices: Set<string>;
  /** Locals of numbers that are whole and small, being chosen among places. */
  readonly counted: Set<string>;
}

function blockFits(block: readonly Statement[], inside: Inside): boolean {
  return block.every((statement) => statementFits(statement, inside));
}

function statementFits(statement: Statement, inside: Inside): boolean {
  switch (statement.kind) {
    case "comment":
      return true;
    case "loop":
      return loopFits(statement, inside);
    case "if": {
      const { condition, consequent, alternative } = statement;
      if (varies(condition, inside) || !scalarFits(condition, inside)) return false;
      return blockFits(consequent, inside) && blockFits(alternative, inside);
    }
    case "store":
      return storeFits(statement, inside);
    case "let":
      if (isWhole(statement, inside)) {
        inside.whole.add(statement.name);
        if (holds(statement.value, ({ kind }) => kind === "load"))
          inside.indices.add(statement.name);
        return !varies(statement.value, inside);
      }
      return numberFits(statement, inside);
    case "variable":
    case "assign":
      return numberFits(statement, inside);
  }
}

/** A whole number: it stands in places, or was read from an int buffer. */
export function isWhole(
  { integer, value }: Extract<Statement, { kind: "let" }>,
  { elementOf }: Pick<Inside, "elementOf">,
): boolean {
  return integer || (value.kind === "load" && elementOf(value.buffer) === "int");
}

function loopFits(loop: Loop, inside: Inside): boolean {
  const lane = laneOf(loop);
  if (lane === undefined) return blockFits(loop.body, inside);
  if (inside.lane !== undefined) return false;
  return blockFits(loop.body, { ...inside, lane, varying: new Set() });
}

function numberFits(
  { kind, name, value }: Extract<Statement, { kind: "let" | "variable" | "assign" }>,
  inside: Inside,
): boolean {
  inside.numbers.add(name);
  // What an accumulator will be is not known where it starts.
  if (kind !== "assign" && isCounted(value, inside)) inside.counted.add(name);
  if (kind === "assign" && !isCounted(value, inside)) inside.counted.delete(name);
  if (inside.lane !== undefined && (kind !== "let" || varies(value, inside)))
    inside.varying.add(name);
  return scalarFits(value, inside);
}

function storeFits(
  { buffer, offset, value }: Extract<Statement, { kind: "store" }>,
  inside: Inside,
): boolean {
  if (inside.elementOf(buffer) === "int" && !isCounted(value, inside)) return false;
  if (offset.terms.some(({ variable }) => inside.numbers.has(variable))) return false;
  if (inside.lane !== undefined && factorOf(offset, inside.lane.variable) !== 1) return false;
  return scalarFits(value, inside);
}

function factorOf({ terms }: Affine, variable: string): number {
  return terms.find((term) => term.variable === variable)?.factor ?? 0;
}

function scalarFits(scalar: Scalar, inside: Inside): boolean {
  switch (scalar.kind) {
    case "local":
      return !inside.whole.has(scalar.name);
    case "load": {
      return inside.elementOf(scalar.buffer) !== "int" && placeFits(scalar, inside);
    }
    case "call": {
      const { instruction, arguments: parts } = scalar;
      if (instruction === "select" && !selectFits(parts, inside)) return false;
      if (joining.has(instruction) && !jointFits(parts)) return false;
      // Only the number of the element may differ.
      if (instruction === "uniform")
        return parts.slice(0, 2).every((part) => !varies(part, inside));
      const isOfWholes = comparing.has(instruction) && parts.every((part) => isExact(part, inside));
      return parts.every((part) =>
        isOfWholes && part.kind === "load" ? placeFits(part, inside) : scalarFits(part, inside),
      );
    }
    default:
      return true;
  }
}

const comparing: ReadonlySet<Instruction> = new Set(["equal", "less", "lessEqual"]);

/** Whole numbers of 32 bits can be compared as such. */
export function isExact(scalar: Scalar, { elementOf }: Pick<Inside, "elementOf">): boolean {
  if (scalar.kind === "affine") return true;
  if (scalar.kind === "constant") return scalar.value === (scalar.value | 0);
  return scalar.kind === "load" && elementOf(scalar.buffer) === "int";
}

/** To this, a float32 holds every whole number. */
const largestCounted = 2 ** 24;

/** A float32 holds it without loss. */
function isCounted(scalar: Scalar, inside: Pick<Inside, "counted">): boolean {
  switch (scalar.kind) {
    case "affine":
      return true;
    case "constant":
      return Number.isInteger(scalar.value) && Math.abs(scalar.value) <= largestCounted;
    case "local":
      return inside.counted.has(scalar.name);
    case "call":
      return (
        scalar.instruction === "select" &&
        scalar.arguments.slice(1).every((part) => isCounted(part, inside))
      );
    default:
      return false;
  }
}

function placeFits({ offset }: { readonly offset: Affine }, { lane, numbers }: Inside): boolean {
  if (offset.terms.some(({ variable }) => numbers.has(variable))) return false;
  const factor = lane === undefined ? 0 : factorOf(offset, lane.variable);
  return factor === 0 || factor === 1;
}

/**
 * Where lanes differ, both sides are computed: a place that is not there must not be asked for. What is
 * asked of numbers, not of places, keeps nothing from being read.
 */
function selectFits(parts: readonly Scalar[], inside: Inside): boolean {
  const [test, ...sides] = parts as readonly [Scalar, ...Scalar[]];
  if (!varies(test, inside)) return true;
  const asksForPlace = holds(test, (each) => each.kind === "affine" && varies(each, inside));
  return !asksForPlace
    ? !sides.some((side) => holds(side, (each) => readsByIndex(each, inside)))
    : !sides.some((side) => holds(side, ({ kind }) => kind === "load"));
}

const joining: ReadonlySet<Instruction> = new Set(["and", "or"]);

/** In lanes both sides are asked: the first must not keep the second from reading. */
function jointFits([first, second]: readonly Scalar[]): boolean {
  const asksForPlace = holds(first!, ({ kind }) => kind === "affine");
  return !(asksForPlace && holds(second!, ({ kind }) => kind === "load"));
}

function readsByIndex(scalar: Scalar, { indices }: Inside): boolean {
  if (scalar.kind !== "load") return false;
  return scalar.offset.terms.some(({ variable }) => indices.has(variable));
}

function holds(scalar: Scalar, wanted: (scalar: Scalar) => boolean): boolean {
  if (wanted(scalar)) return true;
  return scalar.kind === "call" && scalar.arguments.some((part) => holds(part, wanted));
}

function varies(scalar: Scalar, inside: Inside): boolean {
  return isVarying(scalar, inside.lane, inside.varying);
}

/** Does a scalar differ from lane to lane? */
export function isVarying(
  scalar: Scalar,
  lane: Lane | undefined,
  varying: ReadonlySet<string>,
): boolean {
  switch (scalar.kind) {
    case "local":
      return varying.has(scalar.name);
    case "affine":
      return lane !== undefined && factorOf(scalar.value, lane.variable) !== 0;
    case "load":
      return lane !== undefined && factorOf(scalar.offset, lane.variable) !== 0;
    case "call":
      if (lane !== undefined && isBoundary(scalar, lane)) return false;
      return scalar.arguments.some((part) => isVarying(part, lane, varying));
    default:
      return false;
  }
}

/** A place beside a limit that lies between two vectors: it holds for all lanes of a vector, or for none. */
function isBoundary(
  { instruction, arguments: parts }: Extract<Scalar, { kind: "call" }>,
  lane: Lane,
): boolean {
  if (!lane.isAligned) return false;
  const [a, b] = parts;
  const [place, limit] = a?.kind === "affine" ? [a, b] : [b, a];
  if (place?.kind !== "affine" || limit?.kind !== "constant") return false;
  const isEven = place.value.terms.every(({ variable, factor }) =>
    variable === lane.variable ? factor === 1 : factor % lane.count === 0,
  );
  if (!isEven) return false;
  // The first place that is on the other side.
  const isBelow = place === a;
  const first =
    instruction === "less"
      ? limit.value + (isBelow ? 0 : 1)
      : instruction === "lessEqual"
        ? limit.value + (isBelow ? 1 : 0)
        : NaN;
  return (first - place.value.constant) % lane.count === 0;
}

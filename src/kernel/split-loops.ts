/**
 * Loops that ask, at every place, on which side of a limit it lies become one loop for each side.
 *
 * Why: what is put together of several parts, or lies inside of zeros, is then read without asking, and in lanes.
 * Invariant: the same stores, in the same order. Only innermost loops of nothing but stores are split, so that no
 * local is defined twice; and only where all pieces are long enough to be worth a loop.
 */
import type { Statement } from "./kernel.ts";
import {
  addAffine,
  affine,
  affineScalar,
  call,
  constant,
  substituteAffine,
  variable,
  type Affine,
  type Scalar,
} from "./scalar.ts";
import { forEachScalar } from "./visit.ts";

type Loop = Extract<Statement, { kind: "loop" }>;
type Store = Extract<Statement, { kind: "store" }>;

const mostPieces = 8;
const shortestPiece = 16;

export function splitLoops(block: readonly Statement[]): readonly Statement[] {
  const split = block.map((statement): readonly Statement[] => {
    if (statement.kind === "if") {
      const [consequent, alternative] = [statement.consequent, statement.alternative].map(
        splitLoops,
      );
      const isSame = consequent === statement.consequent && alternative === statement.alternative;
      return [
        isSame ? statement : { ...statement, consequent: consequent!, alternative: alternative! },
      ];
    }
    if (statement.kind !== "loop") return [statement];
    const pieces = piecesOf(statement);
    if (pieces !== undefined) return pieces;
    const body = splitLoops(statement.body);
    return [body === statement.body ? statement : { ...statement, body }];
  });
  const isSame = split.every((each, at) => each.length === 1 && each[0] === block[at]);
  return isSame ? block : split.flat();
}

/** undefined: it is left whole. */
function piecesOf(loop: Loop): readonly Loop[] | undefined {
  const { variable: name, from, to, step, lanes, body } = loop;
  if (from.kind !== "fixed" || to.kind !== "fixed" || step !== 1 || lanes !== undefined)
    return undefined;
  const stores = body.filter((each): each is Store => each.kind === "store");
  if (stores.length < body.length) return undefined;
  const limits = new Set<number>();
  forEachScalar(body, (scalar) => {
    const limit = limitOf(scalar, name);
    if (limit !== undefined && limit > from.count && limit < to.count) limits.add(limit);
  });
  const ends = [...limits].sort((a, b) => a - b).concat(to.count);
  const starts = [from.count, ...ends.slice(0, -1)];
  const isWorthIt = ends.every((end, at) => end - starts[at]! >= shortestPiece);
  if (ends.length === 1 || ends.length > mostPieces || !isWorthIt) return undefined;
  return starts.map((start, at) => {
    const [first, count] = [
      { kind: "fixed", count: 0 },
      { kind: "fixed", count: ends[at]! - start },
    ] as const;
    return {
      ...loop,
      from: first,
      to: count,
      body: stores.map((store) => pieceOf(store, name, start)),
    };
  });
}

/** The first place at which a comparison is no longer what it was; undefined: it compares something else. */
function limitOf(scalar: Scalar, name: string): number | undefined {
  const compared = comparisonOf(scalar, name);
  if (compared === undefined) return undefined;
  const { isBelow, isStrict, bound } = compared;
  // `place < bound` and `bound <= place` change at the bound, the other two behind it.
  return bound + (isBelow === isStrict ? 0 : 1);
}

interface Comparison {
  /** Does it hold below the limit? */
  readonly isBelow: boolean;
  readonly isStrict: boolean;
  /** What the variable is compared with. */
  readonly bound: number;
}

function comparisonOf(scalar: Scalar, name: string): Comparison | undefined {
  if (scalar.kind !== "call") return undefined;
  const { instruction } = scalar;
  if (instruction !== "less" && instruction !== "lessEqual") return undefined;
  const [a, b] = scalar.arguments as readonly [Scalar, Scalar];
  const [place, number] = a.kind === "affine" ? [a, b] : [b, a];
  if (place.kind !== "affine" || number.kind !== "constant") return undefined;
  if (!Number.isInteger(number.value)) return undefined;
  const { terms, constant: shift } = place.value;
  if (terms.length !== 1 || terms[0]!.variable !== name || terms[0]!.factor !== 1) return undefined;
  return { isBelow: place === a, isStrict: instruction === "less", bound: number.value - shift };
}

/** A piece counts from 0. */
function pieceOf({ offset, value, ...store }: Store, name: string, start: number): Store {
  const moved = new Map([[name, addAffine(variable(name), affine(start))]]);
  const place = (at: Affine): Affine => substituteAffine(at, moved);
  const scalar = (each: Scalar): Scalar => {
    const compared = comparisonOf(each, name);
    if (compared !== undefined) {
      const limit = limitOf(each, name)!;
      return constant(start < limit === compared.isBelow ? 1 : 0);
    }
    if (each.kind === "affine") return affineScalar(place(each.value));
    if (each.kind === "load") return { ...each, offset: place(each.offset) };
    return each.kind === "call" ? call(each.instruction, ...each.arguments.map(scalar)) : each;
  };
  return { ...store, offset: place(offset), value: scalar(value) };
}

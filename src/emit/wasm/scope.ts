/**
 * The names of one kernel while its code is written: locals, loops, and pointers into buffers.
 *
 * Invariant: an address that moves evenly with a loop is a local of its own, which the loop carries along;
 * what does not move with a loop is computed before it. So the inside of a loop computes no address.
 */
import type { Extent } from "../../kernel/kernel.ts";
import type { Affine, AffineTerm } from "../../kernel/scalar.ts";
import * as w from "../../wasm/build.ts";
import type { Code, Expression, Local, Statement } from "../../wasm/tree.ts";
import type { ValueType } from "../../wasm/types.ts";

/** A loop that is open, or the function itself. */
export interface Scope {
  readonly outer: Scope | undefined;
  /** What the loop counts with. */
  readonly variable: string | undefined;
  readonly from: Expression<"i32">;
  readonly step: number;
  /** Before the loop. */
  readonly before: Code[];
  /** At the end of each pass. */
  readonly after: Code[];
  readonly pointers: Map<string, Local<"i32">>;
}

export interface Place {
  readonly address: Expression<"i32">;
  readonly offset: number;
}

export interface Frame {
  readonly locals: readonly Local[];
  /** The local of a name; it is made when the name is first met. */
  readonly localOf: <T extends ValueType>(name: string, type: T) => Local<T>;
  /** A local of what was written elsewhere. */
  readonly declare: (local: Local) => void;
  readonly known: (name: string) => Local | undefined;
  readonly scope: () => Scope;
  /** Does a loop that is open count with it, or one around the call? */
  readonly isCounter: (name: string) => boolean;
  /** Opens a loop; `write` fills its inside. */
  readonly within: (
    variable: string,
    from: Expression<"i32">,
    step: number,
    write: () => void,
  ) => Scope;
  /** Where an element lies: `bytes` of each, behind the start of a buffer. */
  readonly place: (buffer: string, offset: Affine, bytes: number) => Place;
  /** The value of an affine expression. */
  readonly integer: (value: Affine) => Expression<"i32">;
}

/**
 * @param parameters locals that are there from the start
 * @param counters those among them that stand in places
 */
export function createFrame(
  parameters: readonly Local[],
  counters: readonly string[],
): Frame & { readonly root: Scope } {
  const byName = new Map<string, Local>(parameters.map((each) => [each.name, each]));
  const locals: Local[] = [];
  const fresh = <T extends ValueType>(name: string, type: T): Local<T> => {
    const local = w.createLocal(type, name);
    locals.push(local);
    return local;
  };
  const root: Scope = { ...emptyScope(), outer: undefined, variable: undefined };
  let current = root;
  const localOf = <T extends ValueType>(name: string, type: T): Local<T> => {
    const found = byName.get(name);
    if (found !== undefined) return found as Local<T>;
    const local = fresh(name, type);
    byName.set(name, local);
    return local;
  };
  const get = (name: string): Expression<"i32"> => wholeOf(byName.get(name)!);
  return {
    root,
    locals,
    localOf,
    declare: (local) => {
      if (!locals.includes(local)) locals.push(local);
    },
    known: (name) => byName.get(name),
    scope: () => current,
    isCounter: (name) => counters.includes(name) || scopeOf(current, name) !== undefined,
    within(variable, from, step, write) {
      const scope: Scope = { ...emptyScope(), outer: current, variable, from, step };
      current = scope;
      write();
      current = scope.outer!;
      return scope;
    },
    place(buffer, { constant, terms }, bytes) {
      const inBytes = terms.map(({ variable, factor }) => ({ variable, factor: factor * bytes }));
      const isMoving = ({ variable }: AffineTerm): boolean =>
        counters.includes(variable) || scopeOf(current, variable) !== undefined;
      const moving = inBytes.filter(isMoving);
      const others = inBytes.filter((term) => !moving.includes(term));
      const pointer = pointerTo(buffer, moving, current, { fresh, get });
      const address = others.reduce((sum, term) => w.i32.add(sum, product(term, get)), pointer);
      const offset = constant * bytes;
      // Without its constant, an address may lie before all memory: then it is right only where the sum wraps.
      const isAhead = others.length === 0 && moving.every(({ factor }) => factor > 0);
      if (offset >= 0 && isAhead) return { address, offset };
      return { address: w.i32.add(address, offset), offset: 0 };
    },
    integer({ constant, terms }) {
      const parts = terms.map((term) => product(term, get));
      if (constant !== 0 || parts.length === 0) parts.push(w.number("i32", constant));
      return parts.reduce((sum, part) => w.i32.add(sum, part));
    },
  };
}

function emptyScope() {
  const from = w.number("i32", 0);
  return { from, step: 0, before: [], after: [], pointers: new Map<string, Local<"i32">>() };
}

/** A local as a whole number: what indices are read from may be locals of numbers. */
export function wholeOf(local: Local): Expression<"i32"> {
  if (local.type === "i32") return w.get(local as Local<"i32">);
  if (local.type !== "f64") throw new Error(`${local.name} is no whole number`);
  return w.i32.trunc_sat_f64_s(w.get(local as Local<"f64">));
}

/** The loop that counts with a variable, among those that are open. */
function scopeOf(scope: Scope | undefined, variable: string): Scope | undefined {
  if (scope === undefined) return undefined;
  return scope.variable === variable ? scope : scopeOf(scope.outer, variable);
}

interface Making {
  readonly fresh: <T extends ValueType>(name: string, type: T) => Local<T>;
  readonly get: (name: string) => Expression<"i32">;
}

/** The address of a buffer's element, carried by the innermost loop that moves it. */
function pointerTo(
  buffer: string,
  terms: readonly AffineTerm[],
  within: Scope,
  making: Making,
): Expression<"i32"> {
  if (terms.length === 0) return making.get(buffer);
  let scope = within;
  const moves = ({ variable }: AffineTerm): boolean => variable === scope.variable;
  while (scope.outer !== undefined && !terms.some(moves)) scope = scope.outer;
  const key = `${buffer} ${terms.map(({ variable, factor }) => `${factor}${variable}`).join(" ")}`;
  let pointer = scope.pointers.get(key);
  if (pointer === undefined) {
    pointer = making.fresh(`${buffer}_at`, "i32");
    scope.pointers.set(key, pointer);
    scope.before.push(w.set(pointer, startOf(buffer, terms, scope, making)));
    const factor = terms.find(moves)?.factor;
    if (factor !== undefined)
      scope.after.push(w.set(pointer, w.i32.add(w.get(pointer), factor * scope.step)));
  }
  return w.get(pointer);
}

/** Where a pointer points at first: in the function itself, whose counters stay, for good. */
function startOf(
  buffer: string,
  terms: readonly AffineTerm[],
  scope: Scope,
  making: Making,
): Expression<"i32"> {
  if (scope.outer === undefined) {
    const products = terms.map((term) => product(term, making.get));
    return products.reduce((sum, each) => w.i32.add(sum, each), making.get(buffer));
  }
  const { factor } = terms.find(({ variable }) => variable === scope.variable)!;
  const rest = terms.filter(({ variable }) => variable !== scope.variable);
  const base = pointerTo(buffer, rest, scope.outer, making);
  const way = times(scope.from, factor);
  return way.kind === "number" && way.value === 0 ? base : w.i32.add(base, way);
}

function product(
  { variable, factor }: AffineTerm,
  get: (name: string) => Expression<"i32">,
): Expression<"i32"> {
  return times(get(variable), factor);
}

function times(value: Expression<"i32">, factor: number): Expression<"i32"> {
  if (factor === 1) return value;
  if (value.kind === "number") return w.number("i32", value.value * factor);
  return w.i32.mul(value, factor);
}

/** The value of a loop's bound; `samples`: the number of samples of the call. */
export function extentCode(extent: Extent, samples: Local<"i32">): Expression<"i32"> {
  if (extent.kind === "fixed") return w.number("i32", extent.count);
  const n = w.get(samples);
  if (extent.times !== undefined) {
    const all = times(n, extent.times);
    return extent.floorTo === 1 ? all : floorTo(all, extent.floorTo);
  }
  return extent.floorTo === 1 ? n : floorTo(n, extent.floorTo);
}

function floorTo(value: Expression<"i32">, step: number): Expression<"i32"> {
  return w.i32.sub(value, w.i32.rem_u(value, step));
}

/** A loop around what a scope has gathered; its first pass runs only if there is one. */
export function loopCode(
  scope: Scope,
  counter: Local<"i32">,
  to: Expression<"i32">,
  body: readonly Code[],
): readonly Code[] {
  const passes = passesOf(scope, to);
  if (passes === 0) return [];
  const start = [...scope.before, w.set(counter, scope.from)];
  if (passes === 1) return [...start, ...body];
  const again = w.createLabel(scope.variable!);
  const loop = [
    ...start,
    w.loop(again, [
      ...body,
      ...scope.after,
      w.set(counter, w.i32.add(w.get(counter), scope.step)),
      w.branchIf(again, w.i32.lt_s(w.get(counter), to)),
    ]),
  ];
  return passes === undefined ? [w.when(w.i32.lt_s(scope.from, to), loop)] : loop;
}

/** How often a loop runs; undefined where only the call knows. */
function passesOf({ from, step }: Scope, to: Expression<"i32">): number | undefined {
  if (from.kind !== "number" || to.kind !== "number") return undefined;
  return Math.max(0, Math.ceil((to.value - from.value) / step));
}

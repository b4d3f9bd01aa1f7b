/**
 * Kernels as functions of WebAssembly.
 *
 * Invariant: decides nothing: a loop is a loop, a local a local. Parameters are counters, samples, key,
 * scalars (doubles), and the addresses of buffers, in this order; `callKernel` writes the matching call.
 */
import type { Kernel, Statement as KernelStatement } from "../../kernel/kernel.ts";
import { isVarying, isWhole, laneOf, type Lane } from "../../kernel/lanes.ts";
import type { Precision } from "../../kernel/module.ts";
import * as w from "../../wasm/build.ts";
import { shareLocals } from "../../wasm/share-locals.ts";
import type { Code, Expression, Function, Local } from "../../wasm/tree.ts";
import type { Arithmetic, Library, NumberType } from "./arithmetic.ts";
import { createDoubles, elementBytes, type Surroundings } from "./doubles.ts";
import { createLanes } from "./lanes.ts";
import { freeNames, holdsTile } from "./tiles.ts";
import type { Team } from "./team.ts";
import { createFrame, extentCode, loopCode, type Frame, type Scope } from "./scope.ts";

interface Writing extends Surroundings, Pick<KernelOptions, "team"> {
  readonly frame: Frame & { readonly root: Scope };
  readonly arithmetic: Arithmetic;
  readonly kernel: Kernel;
  readonly lane: LaneState;
}

/** The loop in lanes that is open, and the locals in it that differ from lane to lane. */
interface LaneState {
  open: Lane | undefined;
  readonly varying: Set<string>;
}

export type KernelOptions = Pick<Surroundings, "precision" | "library" | "isRelaxed"> & {
  /** Of the threads that divide the loops that are shared. */
  readonly team?: Pick<Team, "thread" | "threads"> | undefined;
};

export function kernelFunction(
  kernel: Kernel,
  options: KernelOptions,
): Function & { readonly result: "none" } {
  const whole = [
    ...kernel.counters,
    ...(kernel.samples ? ["n"] : []),
    ...(kernel.draws ? ["key"] : []),
  ].map((name) => w.createLocal("i32", name));
  const scalars = kernel.scalars.map((name) => w.createLocal("f64", name));
  const buffers = kernel.buffers.map(({ name }) => w.createLocal("i32", name));
  const parameters: readonly Local[] = [...whole, ...scalars, ...buffers];
  const writing = startWriting(kernel, parameters, kernel.counters, options);
  return finishFunction(kernel.name, parameters, kernel.body, writing);
}

function finishFunction(
  name: string,
  parameters: readonly Local[],
  body: readonly KernelStatement[],
  writing: Writing,
): Function & { readonly result: "none" } {
  const code = blockCode(body, writing);
  const { root, locals } = writing.frame;
  const shared = shareLocals(locals, [...root.before, ...code]);
  return w.createFunction(name, parameters, "none", shared.locals, shared.body);
}

/** @param counters those of the parameters that stand in places */
function startWriting(
  kernel: Kernel,
  parameters: readonly Local[],
  counters: readonly string[],
  { precision, library, isRelaxed, team }: KernelOptions,
): Writing {
  const frame = createFrame(parameters, counters);
  const elements = new Map(kernel.buffers.map(({ name, element }) => [name, element]));
  const around: Surroundings = {
    frame,
    library,
    precision,
    isRelaxed,
    elementOf: (buffer) => elements.get(buffer)!,
  };
  const lane: LaneState = { open: undefined, varying: new Set() };
  const arithmetic =
    kernel.lanes === 1
      ? createDoubles(around)
      : createLanes(around, { lane: () => lane.open, varying: lane.varying });
  return { ...around, frame, kernel, arithmetic, lane, team };
}

function blockCode(block: readonly KernelStatement[], writing: Writing): readonly Code[] {
  return block.flatMap((statement) => statementCode(statement, writing));
}

function statementCode(statement: KernelStatement, writing: Writing): readonly Code[] {
  const { arithmetic, frame } = writing;
  switch (statement.kind) {
    case "comment":
      return [];
    case "loop":
      return loopOf(statement, writing);
    case "if": {
      const { consequent, alternative } = statement;
      const condition = arithmetic.condition(statement.condition);
      return [w.when(condition, blockCode(consequent, writing), blockCode(alternative, writing))];
    }
    case "let": {
      if (!isWhole(statement, writing)) return [setNumber(statement, writing)];
      const value = arithmetic.integer(statement.value);
      return [w.set(frame.localOf(statement.name, "i32"), value)];
    }
    case "variable":
    case "assign":
      return [setNumber(statement, writing)];
    case "store":
      return [storeOf(statement, writing)];
  }
}

function setNumber(
  { kind, name, value: scalar }: Extract<KernelStatement, { kind: "let" | "variable" | "assign" }>,
  { arithmetic, frame, lane }: Writing,
): Code {
  if (lane.open !== undefined)
    if (kind !== "let" || isVarying(scalar, lane.open, lane.varying)) lane.varying.add(name);
  const value = arithmetic.value(scalar);
  return w.set(frame.localOf<NumberType>(name, arithmetic.type), value);
}

function storeOf(statement: Extract<KernelStatement, { kind: "store" }>, writing: Writing): Code {
  const { arithmetic, frame, precision, elementOf } = writing;
  const element = elementOf(statement.buffer);
  const value = arithmetic.value(statement.value);
  const place = frame.place(statement.buffer, statement.offset, elementBytes(element, precision));
  return arithmetic.store(element, place, value, statement.offset);
}

function loopOf(
  statement: Extract<KernelStatement, { kind: "loop" }>,
  writing: Writing,
): readonly Code[] {
  const { frame } = writing;
  const samples = frame.known("n") as Local<"i32">;
  const whole = {
    from: extentCode(statement.from, samples),
    to: extentCode(statement.to, samples),
  };
  const counter = frame.localOf(statement.variable, "i32");
  const { team } = writing;
  const isShared = statement.shared === true && team !== undefined;
  const { from, to, before } = isShared
    ? shareOf(statement, whole, frame, team)
    : { ...whole, before: [] };
  let body: readonly Code[] = [];
  const { lane } = writing;
  const isWide = statement.lanes !== undefined;
  if (isWide) lane.open = laneOf(statement);
  const scope: Scope = frame.within(statement.variable, from, statement.step, () => {
    body = tileCall(statement, writing) ?? blockCode(statement.body, writing);
  });
  if (isWide) {
    lane.open = undefined;
    lane.varying.clear();
  }
  return [...before, ...loopCode(scope, counter, to, body)];
}

interface Bounds {
  readonly from: Expression<"i32">;
  readonly to: Expression<"i32">;
}

/** The passes of one thread: neighbours, as many as others have or one less. */
function shareOf(
  { variable, step }: Extract<KernelStatement, { kind: "loop" }>,
  { from, to }: Bounds,
  frame: Frame,
  { thread, threads }: Pick<Team, "thread" | "threads">,
): Bounds & { readonly before: readonly Code[] } {
  const [first, end] = ["first", "end"].map((each) => frame.localOf(`${variable}_${each}`, "i32"));
  const passes = w.i32.div_s(w.i32.add(w.i32.sub(to, from), step - 1), step);
  const placeOf = (pass: Expression<"i32">): Expression<"i32"> => {
    const passesBefore = w.i32.div_u(w.i32.mul(passes, pass), w.getGlobal(threads));
    return w.i32.add(from, w.i32.mul(passesBefore, step));
  };
  const before = [
    w.set(first!, placeOf(w.getGlobal(thread))),
    w.set(end!, placeOf(w.i32.add(w.getGlobal(thread), 1))),
  ];
  return { from: w.get(first!), to: w.get(end!), before };
}

/** A call of what the loop does, where that is the tile of a large kernel. */
function tileCall(
  loop: Extract<KernelStatement, { kind: "loop" }>,
  writing: Writing,
): readonly Code[] | undefined {
  const { kernel, frame, lane } = writing;
  if (lane.open !== undefined || !holdsTile(loop, kernel)) return undefined;
  const names = freeNames(loop.body);
  if (names === undefined) return undefined;
  const given = names.map((name) => frame.known(name)!);
  const parameters = given.map(({ type, name }) => w.createLocal(type, name));
  const counters = names.filter((name) => frame.isCounter(name));
  const inside = startWriting(kernel, parameters, counters, writing);
  const made = finishFunction("", parameters, loop.body, inside);
  const tile = writing.library.add(`${kernel.name}_tile`, made);
  return [w.call(tile, ...given.map((each) => w.get(each)))];
}

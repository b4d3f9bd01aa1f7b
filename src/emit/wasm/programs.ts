/**
 * Programs as functions of WebAssembly that call one kernel after another.
 *
 * Invariant: a function takes samples, key, whether gradients of inputs are wanted, and then the scalars
 * that its calls pass on, as doubles: JavaScript computes those, once a call. Addresses are constants.
 */
import type { CallLoop, Kernel, KernelCall, Program, ProgramStep } from "../../kernel/kernel.ts";
import { byOne, placeMeetings, type Placed, type TeamStep } from "../../kernel/meetings.ts";
import { bytesOf, memoryNeeds } from "../../kernel/memory.ts";
import type { Scalar } from "../../kernel/scalar.ts";
import { callsOf, isForInputGrads } from "../../kernel/visit.ts";
import * as w from "../../wasm/build.ts";
import type { Code, Expression, Function, Local } from "../../wasm/tree.ts";
import type { Team } from "./team.ts";

/** What a program's function takes, in its order. */
export interface ProgramParameters {
  readonly samples: boolean;
  readonly key: boolean;
  readonly inputs: boolean;
  readonly scalars: readonly Scalar[];
}

export function parametersOf(program: Program): ProgramParameters {
  const calls = callsOf(program.steps);
  const scalars = new Map<string, Scalar>();
  for (const scalar of calls.flatMap((call) => call.scalars))
    if (scalar.kind !== "constant") scalars.set(JSON.stringify(scalar), scalar);
  return {
    samples: calls.some(({ kernel }) => kernel.samples),
    key: calls.some(({ kernel }) => kernel.draws),
    inputs: calls.some((call) => call.onlyForInputGrads),
    scalars: [...scalars.values()],
  };
}

/** Is there enough to do for several threads? By what the program's function is given. */
export function largeFrom(
  program: Program,
  leastWork: number,
): (given: readonly Local[]) => Expression<"i32"> {
  const { ofSample, fixed } = workOf(program.steps);
  const least = ofSample === 0 ? 1 : Math.ceil((leastWork - fixed) / ofSample);
  return (given) => {
    const samples = given.find(({ name }) => name === "samples") as Local<"i32"> | undefined;
    if (samples === undefined || least <= 1)
      return w.number("i32", ofSample + fixed >= leastWork ? 1 : 0);
    return w.i32.ge_s(w.get(samples), least);
  };
}

interface Work {
  readonly ofSample: number;
  /** For any number of samples. */
  readonly fixed: number;
}

function workOf(steps: readonly ProgramStep[]): Work {
  let [ofSample, fixed] = [0, 0];
  for (const step of steps) {
    if (step.kind === "call") {
      if (step.kernel.samples) ofSample += step.kernel.work;
      else fixed += step.kernel.work;
      continue;
    }
    const inside = workOf(step.body);
    ofSample += inside.ofSample * step.count;
    fixed += inside.fixed * step.count;
  }
  return { ofSample, fixed };
}

interface Writing {
  readonly placed: Placed;
  readonly program: Program;
  readonly kernels: Kernels;
  /** Where threads share the program. */
  readonly team: Team | undefined;
  readonly wholes: ReadonlyMap<string, Local<"i32">>;
  readonly scalars: ReadonlyMap<string, Local<"f64">>;
  readonly counters: Map<string, Local<"i32">>;
}

type Kernels = ReadonlyMap<KernelCall["kernel"], Function>;

/** @param team of the threads that run it, each its share; undefined: one runs it alone */
export function programFunction(
  program: Program,
  name: string,
  placed: Placed,
  kernels: Kernels,
  team?: Team,
): Function {
  const { samples, key, inputs, scalars } = parametersOf(program);
  const wanted = { samples, key, inputs };
  const wholes = Object.entries(wanted).flatMap(([each, isWanted]) =>
    isWanted ? [w.createLocal("i32", each)] : [],
  );
  const numbers = scalars.map((_, index) => w.createLocal("f64", `scalar${index + 1}`));
  const writing: Writing = {
    placed,
    program,
    kernels,
    team,
    wholes: new Map(wholes.map((each) => [each.name, each])),
    scalars: new Map(scalars.map((each, index) => [JSON.stringify(each), numbers[index]!])),
    counters: new Map(),
  };
  const steps = team === undefined ? byOne(program.steps) : placeMeetings(program, placed);
  const body = stepsCode(steps, writing, false);
  const counters = [...writing.counters.values()];
  return w.createFunction(name, [...wholes, ...numbers], "none", counters, body);
}

/** `guarded`: inside an `if` that asks for gradients of inputs. */
function stepsCode(
  steps: readonly TeamStep[],
  writing: Writing,
  guarded: boolean,
): readonly Code[] {
  return steps.flatMap((step) => {
    if (guarded || step.kind === "wait" || !isForInputGrads(stepOf(step)))
      return stepCode(step, writing, guarded);
    return [w.when(w.get(writing.wholes.get("inputs")!), stepCode(step, writing, true))];
  });
}

function stepOf(step: Exclude<TeamStep, { kind: "wait" }>): ProgramStep {
  return step.kind === "call" ? step.call : step.loop;
}

function stepCode(step: TeamStep, writing: Writing, guarded: boolean): readonly Code[] {
  const { team } = writing;
  switch (step.kind) {
    case "wait":
      return [w.call(team!.meet)];
    case "call": {
      const code = callCode(step.call, writing);
      return step.by === "first" ? [firstOnly([code], team!)] : [code];
    }
    case "alone": {
      const body = byOne(step.loop.body);
      return [firstOnly(loopCode(step.loop, body, writing, guarded), team!)];
    }
    case "loop":
      return loopCode(step.loop, step.body, writing, guarded);
  }
}

function firstOnly(codes: readonly Code[], team: Team): Code {
  return w.when(w.i32.eqz(w.getGlobal(team.thread)), codes);
}

function loopCode(
  { counter: name, count, reverse }: CallLoop,
  body: readonly TeamStep[],
  writing: Writing,
  guarded: boolean,
): readonly Code[] {
  const known = writing.counters.get(name) ?? w.createLocal("i32", name);
  writing.counters.set(name, known);
  const again = w.createLabel(name);
  const goesOn = reverse ? w.i32.ge_s(w.get(known), 0) : w.i32.lt_s(w.get(known), count);
  return [
    w.set(known, reverse ? count - 1 : 0),
    w.loop(again, [
      ...stepsCode(body, writing, guarded),
      w.set(known, w.i32.add(w.get(known), reverse ? -1 : 1)),
      w.branchIf(again, goesOn),
    ]),
  ];
}

function callCode(call: KernelCall, writing: Writing): Code {
  const { kernel } = call;
  const { kernels, ...locals } = writing;
  const scalarCode = (scalar: Scalar): Expression<"f64"> =>
    scalar.kind === "constant"
      ? w.number("f64", scalar.value)
      : w.get(locals.scalars.get(JSON.stringify(scalar))!);
  return w.call(
    kernels.get(kernel)!,
    ...kernel.counters.map((name) => w.get(locals.counters.get(name)!)),
    ...(kernel.samples ? [w.get(locals.wholes.get("samples")!)] : []),
    ...(kernel.draws ? [w.get(locals.wholes.get("key")!)] : []),
    ...call.scalars.map(scalarCode),
    ...call.buffers.map((id) => addressOf(id, kernel, writing)),
  );
}

/** Of what each thread has of its own, the thread's part. */
function addressOf(
  id: string,
  kernel: Kernel,
  { placed, program, team }: Writing,
): Expression<"i32"> {
  const start = w.number("i32", placed.memory.offsets.get(id)!);
  if (team === undefined || kernel.shared !== true) return start;
  const own = program.scratch.find((each) => each.id === id && each.private === true);
  if (own === undefined) return start;
  const bytes = bytesOf(own, memoryNeeds(placed));
  return w.i32.add(start, w.i32.mul(w.getGlobal(team.thread), bytes));
}

/**
 * Programs as functions of WebAssembly that call one kernel after another.
 *
 * Invariant: a function takes samples, key, whether gradients of inputs are wanted, and then the scalars
 * that its calls pass on, as doubles: JavaScript computes those, once a call. Addresses are constants.
 */
import type { KernelCall, Program, ProgramStep } from "../../kernel/kernel.ts";
import type { CompiledModel } from "../../kernel/module.ts";
import type { Scalar } from "../../kernel/scalar.ts";
import { callsOf, isForInputGrads } from "../../kernel/visit.ts";
import * as w from "../../wasm/build.ts";
import type { Code, Expression, Function, Local } from "../../wasm/tree.ts";

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

/** What addresses are read from. */
type Placed = Pick<CompiledModel, "memory">;

interface Writing {
  readonly compiled: Placed;
  readonly kernels: ReadonlyMap<KernelCall["kernel"], Function>;
  readonly wholes: ReadonlyMap<string, Local<"i32">>;
  readonly scalars: ReadonlyMap<string, Local<"f64">>;
  readonly counters: Map<string, Local<"i32">>;
}

export function programFunction(
  program: Program,
  name: string,
  compiled: Placed,
  kernels: ReadonlyMap<KernelCall["kernel"], Function>,
): Function {
  const { samples, key, inputs, scalars } = parametersOf(program);
  const wanted = { samples, key, inputs };
  const wholes = Object.entries(wanted).flatMap(([each, isWanted]) =>
    isWanted ? [w.createLocal("i32", each)] : [],
  );
  const numbers = scalars.map((_, index) => w.createLocal("f64", `scalar${index + 1}`));
  const writing: Writing = {
    compiled,
    kernels,
    wholes: new Map(wholes.map((each) => [each.name, each])),
    scalars: new Map(scalars.map((each, index) => [JSON.stringify(each), numbers[index]!])),
    counters: new Map(),
  };
  const body = stepsCode(program.steps, writing, false);
  const counters = [...writing.counters.values()];
  return w.createFunction(name, [...wholes, ...numbers], "none", counters, body);
}

/** `guarded`: inside an `if` that asks for gradients of inputs. */
function stepsCode(
  steps: readonly ProgramStep[],
  writing: Writing,
  guarded: boolean,
): readonly Code[] {
  return steps.flatMap((step) => {
    if (guarded || !isForInputGrads(step)) return stepCode(step, writing, guarded);
    return [w.when(w.get(writing.wholes.get("inputs")!), stepCode(step, writing, true))];
  });
}

function stepCode(step: ProgramStep, writing: Writing, guarded: boolean): readonly Code[] {
  if (step.kind === "call") return [callCode(step, writing)];
  const { count, reverse } = step;
  const counter = w.createLocal("i32", step.counter);
  const known = writing.counters.get(step.counter) ?? counter;
  writing.counters.set(step.counter, known);
  const again = w.createLabel(step.counter);
  const goesOn = reverse ? w.i32.ge_s(w.get(known), 0) : w.i32.lt_s(w.get(known), count);
  return [
    w.set(known, reverse ? count - 1 : 0),
    w.loop(again, [
      ...stepsCode(step.body, writing, guarded),
      w.set(known, w.i32.add(w.get(known), reverse ? -1 : 1)),
      w.branchIf(again, goesOn),
    ]),
  ];
}

function callCode(call: KernelCall, { compiled, kernels, ...locals }: Writing): Code {
  const { kernel } = call;
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
    ...call.buffers.map((id) => w.number("i32", compiled.memory.offsets.get(id)!)),
  );
}

/**
 * One model from graphs to kernels with their memory.
 *
 * Invariant: knows no op and no target; what the printers need of a model is complete after this.
 */
import type { Graph } from "./graph/graph.ts";
import { elementCount, isBatched, type TensorType } from "./graph/type.ts";
import type { Buffer, Program, ProgramName } from "./kernel/kernel.ts";
import { memoryNeeds, planMemory } from "./kernel/memory.ts";
import type { CompiledModel, ExposedValue, Precision } from "./kernel/module.ts";
import type { KernelPool } from "./kernel/share.ts";
import { lowerProgram } from "./lower/program.ts";
import { scalarExpression } from "./lower/scalars.ts";
import type { Model } from "./model/model.ts";
import { buildPrograms } from "./programs.ts";
import type { ProgramForm } from "./programs/form.ts";
import { callsOf } from "./kernel/visit.ts";

export interface ModelOptions {
  readonly precision: Precision;
  readonly capacity: number;
  readonly inferenceOnly: boolean;
  /** That may share its work; by default 1. */
  readonly threads?: number;
  /** Elements that the target computes at once; by default 1. */
  readonly lanes?: number;
  /** By default the form for models of its size. */
  readonly form?: ProgramForm | undefined;
  /** May programs that only infer compute products with fewer multiplications? */
  readonly fewerProducts?: boolean;
}

/** Programs that give the same on all targets: what a seed makes, and what carried states start from. */
const bitForBit: ReadonlySet<ProgramName> = new Set(["initialize", "reset"]);

export function compileModel(model: Model, pool: KernelPool, options: ModelOptions): CompiledModel {
  const { precision, capacity, inferenceOnly, lanes = 1, threads = 1 } = options;
  const { graphs, routines, graphsEqual } = buildPrograms(model, inferenceOnly, options);
  const first = pool.kernels.length;
  const programs = new Map<ProgramName, Program>();
  const touched = new Map<string, Buffer>();
  for (const [name, graph] of graphs) {
    const isCommon = bitForBit.has(name);
    const { program, pinned } = lowerProgram(name, graph, pool, isCommon ? 1 : lanes);
    programs.set(name, program);
    for (const buffer of pinned) touched.set(buffer.id, buffer);
  }
  const exposed = listExposed(graphs, inferenceOnly);
  const buffers = listBuffers(model, exposed, touched, inferenceOnly);
  const used = new Set(
    [...programs.values()].flatMap((program) => callsOf(program.steps).map((call) => call.kernel)),
  );
  return {
    model,
    precision,
    capacity,
    threads,
    inferenceOnly,
    fewerProducts: options.fewerProducts === true,
    graphsEqual,
    runtimeSettings: (model.optimizer?.settings ?? []).map(({ name, value }) => ({
      name,
      value: scalarExpression(value),
    })),
    portLimits: model.portLimits.enforced,
    exposed,
    kernels: pool.kernels.filter((kernel, index) => index >= first || used.has(kernel)),
    programs,
    routines,
    buffers,
    memory: planMemory(
      buffers,
      [...programs.values()],
      memoryNeeds({ capacity, threads, precision }),
    ),
  };
}

/** Values that forwards keep, with the calls that give them. */
function listExposed(
  graphs: ReadonlyMap<ProgramName, Graph>,
  inferenceOnly: boolean,
): readonly ExposedValue[] {
  const typesIn = (...names: readonly ProgramName[]): ReadonlyMap<string, TensorType> => {
    const outputs = names.flatMap((name) => graphs.get(name)?.outputs ?? []);
    const exposed = outputs.filter(({ name }) => name.startsWith("exposed:"));
    return new Map(exposed.map(({ name, value }) => [name.slice("exposed:".length), value.type]));
  };
  const inference = typesIn("forward");
  const inferenceMeasured = typesIn("forward", "loss");
  const own = graphs.has("forwardTraining") ? "forwardTraining" : "forward";
  const training = inferenceOnly ? inference : typesIn(own);
  const trainingMeasured = inferenceOnly ? inferenceMeasured : typesIn(own, "objectives");
  return [...new Map([...inferenceMeasured, ...trainingMeasured])].map(([name, type]) => ({
    name,
    type,
    given: {
      inference: inference.has(name),
      training: training.has(name),
      inferenceMeasured: inferenceMeasured.has(name),
      trainingMeasured: trainingMeasured.has(name),
    },
  }));
}

/** What the class shows comes first, in the order of the source; then what programs keep between calls. */
function listBuffers(
  model: Model,
  exposed: readonly ExposedValue[],
  touched: ReadonlyMap<string, Buffer>,
  inferenceOnly: boolean,
): readonly Buffer[] {
  const buffers = new Map<string, Buffer>();
  const add = (role: Buffer["role"], name: string, type: TensorType): void => {
    const size = elementCount(type.shape);
    const id = `${role}:${name}`;
    buffers.set(id, { id, role, name, element: type.element, size, batched: isBatched(type) });
  };
  for (const { name, type } of model.inputs) add("input", name, type);
  for (const { name, type } of model.targets) add("target", name, type);
  for (const { name, type } of model.params) add("param", name, type);
  for (const { name, type, frozen } of model.params)
    if (!inferenceOnly && !frozen) add("grad", name, type);
  for (const { name, type } of model.buffers) add("buffer", name, type);
  for (const { name, value } of model.inference.outputs) add("output", name, value.type);
  for (const { name, type } of exposed) add("exposed", name, type);
  for (const { name, type } of model.carried) add("carried", name, type);
  for (const [id, buffer] of touched) if (!buffers.has(id)) buffers.set(id, buffer);
  return [...buffers.values()];
}

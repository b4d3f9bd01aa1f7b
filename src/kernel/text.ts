/**
 * Kernels and programs as readable text, for `--dump kernels`.
 *
 * Invariant: shows every decision (form, tile, order, memory); never parsed back.
 */
import type { Extent, Kernel, Program, ProgramStep, Statement } from "./kernel.ts";
import type { CompiledModel } from "./module.ts";
import type { Affine, Scalar } from "./scalar.ts";

export function printKernels(model: CompiledModel): string {
  const kernels = model.kernels.map(printKernel);
  const programs = [...model.programs.values()].map((program) => printProgram(program, model));
  return [...kernels, ...programs].join("\n");
}

export function printKernel(kernel: Kernel): string {
  const schedule = Object.entries(kernel.schedule).map(([key, value]) => `${key} ${value}`);
  const parameters = kernel.buffers.map(
    ({ name, element, access }) => `${access} ${name}: ${element}`,
  );
  return [
    `kernel ${kernel.name}  // ${kernel.comment}`,
    `  schedule ${schedule.join(", ")}; work ${kernel.work}`,
    ...[...kernel.counters.map((name) => `counter ${name}`)],
    ...[...kernel.scalars.map((name) => `scalar ${name}`), ...parameters].map(
      (each) => `  ${each}`,
    ),
    ...printBlock(kernel.body, "  "),
    "",
  ].join("\n");
}

function printProgram(program: Program, { memory }: CompiledModel): string {
  const place = (id: string): string => `${id}@${memory.offsets.get(id)}`;
  return [
    `program ${program.name}`,
    ...program.scalars.map(({ name, value }) => `  ${name} = ${printScalar(value)}`),
    ...printSteps(program.steps, place, "  "),
    "",
  ].join("\n");
}

function printSteps(
  steps: readonly ProgramStep[],
  place: (id: string) => string,
  indent: string,
): readonly string[] {
  return steps.flatMap((step): readonly string[] => {
    if (step.kind === "loop") {
      const order = step.reverse ? `from ${step.count - 1} down to 0` : `from 0 to ${step.count}`;
      const head = `${indent}for ${step.counter} ${order}  // ${step.label}`;
      return [head, ...printSteps(step.body, place, `${indent}  `)];
    }
    const { kernel, scalars, buffers, label } = step;
    const parts = [...kernel.counters, ...scalars.map(printScalar), ...buffers.map(place)];
    return [`${indent}${kernel.name}(${parts.join(", ")})  // ${label}`];
  });
}

function printBlock(block: readonly Statement[], indent: string): readonly string[] {
  return block.flatMap((statement): readonly string[] => {
    switch (statement.kind) {
      case "loop": {
        const { variable, from, to, step, lanes, shared } = statement;
        const width = lanes === undefined ? "" : ` in lanes of ${lanes}`;
        const by = shared === true ? ", shared by threads" : "";
        const head = `for ${variable} from ${printExtent(from)} to ${printExtent(to)} by ${step}${width}${by}`;
        return [`${indent}${head}`, ...printBlock(statement.body, `${indent}  `)];
      }
      case "if":
        return [
          `${indent}if ${printScalar(statement.condition)}`,
          ...printBlock(statement.consequent, `${indent}  `),
          ...(statement.alternative.length > 0 ? [`${indent}else`] : []),
          ...printBlock(statement.alternative, `${indent}  `),
        ];
      case "store":
        return [
          `${indent}${statement.buffer}[${printPlace(statement.offset)}] := ${printScalar(statement.value)}`,
        ];
      case "comment":
        return [`${indent}// ${statement.text}`];
      default:
        return [`${indent}${statement.kind} ${statement.name} = ${printScalar(statement.value)}`];
    }
  });
}

function printExtent(extent: Extent): string {
  if (extent.kind === "fixed") return String(extent.count);
  const times = extent.times === undefined ? "" : ` * ${extent.times}`;
  return extent.floorTo === 1
    ? `samples${times}`
    : `samples${times} down to a multiple of ${extent.floorTo}`;
}

function printPlace(affine: Affine): string {
  const terms = affine.terms.map(({ variable, factor }) =>
    factor === 1 ? variable : `${factor} ${variable}`,
  );
  return [...terms, ...(affine.constant !== 0 || terms.length === 0 ? [affine.constant] : [])].join(
    " + ",
  );
}

function printScalar(scalar: Scalar): string {
  switch (scalar.kind) {
    case "constant":
      return String(scalar.value);
    case "text":
      return JSON.stringify(scalar.value);
    case "local":
      return scalar.name;
    case "affine":
      return `(${printPlace(scalar.value)})`;
    case "load":
      return `${scalar.buffer}[${printPlace(scalar.offset)}]`;
    case "call":
      return `${scalar.instruction}(${scalar.arguments.map(printScalar).join(", ")})`;
  }
}

/**
 * A whole generated module as text: TypeScript, JavaScript, declarations.
 *
 * Invariant: imports nothing, and contains of the run-time pieces only what its models use; the same
 * input gives the same bytes. Prettier would change nothing in it.
 */
import type { Kernel } from "../kernel/kernel.ts";
import type { CompiledModel, CompiledModule } from "../kernel/module.ts";
import type { Instruction, Scalar } from "../kernel/scalar.ts";
import { headerLine } from "./header.ts";
import { printClass, printFieldTypes } from "./face.ts";
import { printKernel } from "./kernels.ts";
import { layOutModel, type Engine, type ModelLayout } from "./layout.ts";
import type { Dialect } from "./members.ts";
import { hasPorts, printPorts } from "./ports.ts";
import { printProgram } from "./programs.ts";
import { runtimePieces } from "./runtime.generated.ts";
import { runtimeFunctions } from "./scalars.ts";
import { createLines, type Lines } from "./text.ts";
import { printSpec } from "./spec.ts";
import { countingTarget } from "./transfer.ts";
import { printInterface, printMemory, printTables, printTypes } from "./types.ts";
import { callsOf } from "../kernel/visit.ts";
import { createCode, type Code } from "./wasm/code.ts";
import { piecesOf, printCode } from "./wasm/face.ts";

/** @param code by default in the module itself */
export function printTypeScript(
  module: CompiledModule,
  engine: Engine = "script",
  code = codeFor(module, engine),
): string {
  return printModule(module, "typescript", code);
}

/** @param code by default in the module itself */
export function printJavaScript(
  module: CompiledModule,
  engine: Engine = "script",
  code = codeFor(module, engine),
): string {
  return printModule(module, "javascript", code);
}

function codeFor(module: CompiledModule, engine: Engine): Code | undefined {
  return engine === "wasm" ? createCode(module) : undefined;
}

export function printDeclarations(module: CompiledModule): string {
  return printModule(module, "declarations");
}

function printModule(module: CompiledModule, dialect: Dialect, code?: Code): string {
  const lines = createLines();
  const engine = code === undefined ? "script" : "wasm";
  const beside = code?.file !== undefined;
  const layouts = module.models.map((model) => layOutModel(model, dialect, engine, beside));
  lines.add(headerLine(module));
  if (dialect !== "javascript") layouts.forEach((layout) => printModelTypes(layout, lines));
  if (dialect !== "declarations") {
    heading("run-time pieces", lines);
    printRuntime(module, lines, dialect, code);
    heading("kernels", lines);
    if (code === undefined) printKernels(module.models, lines, dialect);
    else printCode(code, lines, dialect);
  }
  for (const layout of layouts) printModel(layout, lines, dialect);
  return lines.text();
}

function heading(title: string, lines: Lines): void {
  lines.blank();
  lines.add(`// ${`── ${title} `.padEnd(77, "─")}`);
  lines.blank();
}

function printModelTypes(layout: ModelLayout, lines: Lines): void {
  heading(`types of ${layout.className}`, lines);
  printTypes(layout, lines);
  printFieldTypes(layout, lines);
  printOptions(layout, lines);
}

function printOptions(layout: ModelLayout, lines: Lines): void {
  const { className, compiled } = layout;
  printInterface(
    `export interface ${className}CreateOptions`,
    "How a model is made; `threads` and `wasm` are for WebAssembly.",
    lines,
    (inside) =>
      inside.add(
        "readonly seed?: number | undefined;",
        "readonly weights?: Uint8Array | undefined;",
        "readonly threads?: number | undefined;",
        "readonly wasm?: Uint8Array | undefined;",
      ),
  );
  const training = compiled.inferenceOnly ? [] : ["readonly training?: boolean | undefined;"];
  printInterface(
    `export interface ${className}SaveOptions`,
    "What a saved file holds.",
    lines,
    (inside) => inside.add(...training, 'readonly dtype?: "f16" | undefined;'),
  );
  if (compiled.inferenceOnly) return;
  printInterface(
    `export interface ${className}BackwardOptions`,
    "`accumulate` adds to the grads; `inputs` also fills `inputGrads`.",
    lines,
    (inside) =>
      inside.add(
        "readonly accumulate?: boolean | undefined;",
        "readonly inputs?: boolean | undefined;",
      ),
  );
}

/** Only the pieces that the module calls, and what those use. */
function printRuntime(
  module: CompiledModule,
  lines: Lines,
  dialect: Dialect,
  code: Code | undefined,
): void {
  const wanted = new Set<string>(["checkSamples", "encodeTensors", "decodeTensors"]);
  if (module.models.some(hasPorts)) wanted.add("takePort");
  const programs = module.models.flatMap((model) => [...model.programs.values()]);
  const kernels = code === undefined ? module.models.flatMap((model) => model.kernels) : [];
  if (code !== undefined) piecesOf(code).forEach((name) => wanted.add(name));
  for (const instruction of instructionsIn(module.models, kernels)) {
    const name = runtimeFunctions[instruction];
    if (name !== undefined) wanted.add(name);
  }
  if (programs.some((program) => callsOf(program.steps).some((call) => call.kernel.draws)))
    wanted.add("drawKey");
  if (module.models.some((model) => countingTarget(model) !== undefined))
    wanted.add("countSamples");
  if (module.models.some((model) => model.portLimits.size > 0)) wanted.add("checkBuffer");
  if (module.models.some((model) => !model.inferenceOnly)) wanted.add("LastForward");
  const buffers = module.models.flatMap((model) => model.buffers);
  if (buffers.some((buffer) => buffer.role === "outputGradient")) wanted.add("copyGradient");
  const byName = new Map(runtimePieces.map((piece) => [piece.name, piece]));
  for (const name of wanted) byName.get(name)!.uses.forEach((used) => wanted.add(used));
  for (const piece of runtimePieces) {
    const code = dialect === "javascript" ? piece.javascript : piece.typescript;
    if (!wanted.has(piece.name) || code === "") continue;
    lines.blank();
    lines.add(...code.trimEnd().split("\n"));
  }
}

/** In what JavaScript computes: scalars of steps, and kernels where they are functions of the module. */
function instructionsIn(
  models: readonly CompiledModel[],
  kernels: readonly Kernel[],
): ReadonlySet<Instruction> {
  const found = new Set<Instruction>();
  const note = (scalar: Scalar): void => {
    if (scalar.kind !== "call") return;
    found.add(scalar.instruction);
    scalar.arguments.forEach(note);
  };
  for (const { instructions } of kernels) instructions.forEach((each) => found.add(each));
  for (const { programs, runtimeSettings } of models) {
    for (const { scalars } of programs.values()) scalars.forEach(({ value }) => note(value));
    runtimeSettings.forEach(({ value }) => note(value));
  }
  return found;
}

function printKernels(models: readonly CompiledModel[], lines: Lines, dialect: Dialect): void {
  const printed = new Set<Kernel>();
  for (const model of models) {
    for (const kernel of model.kernels) {
      if (printed.has(kernel)) continue;
      printed.add(kernel);
      lines.blank();
      printKernel(kernel, lines, { types: dialect === "typescript", precision: model.precision });
      lines.blank();
    }
  }
}

function printModel(layout: ModelLayout, lines: Lines, dialect: Dialect): void {
  if (dialect !== "declarations") {
    heading(layout.className, lines);
    printTables(layout, lines);
    printMemory(layout, lines, dialect);
    for (const program of layout.compiled.programs.values()) {
      lines.blank();
      printProgram(program, layout, lines, dialect);
    }
    printPorts(layout, lines);
  }
  printSpec(layout, lines, dialect);
  printClass(layout, lines, dialect);
}

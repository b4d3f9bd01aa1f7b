/**
 * Model names that a generated module cannot have as classes beside all else that it declares.
 *
 * Invariant: a class is called exactly as its model, so what stands in the way is told, never renamed.
 */
import { listNames } from "../diagnostics/listing.ts";
import { tell } from "../diagnostics/tell.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Span } from "../diagnostics/source.ts";
import type { ProgramName } from "../kernel/kernel.ts";
import { isReserved } from "./names.ts";
import { runtimePieces } from "./runtime.generated.ts";

interface Named {
  readonly name: string;
  readonly nameSpan: Span;
}

/** What is declared for a model beside its class. */
const typeEndings = (
  "Inputs Targets Outputs Params Grads Metrics Settings Input Target Kept InputGrads Flat Values " +
  "ValueGrads States CreateOptions SaveOptions BackwardOptions Memory Programs"
).split(" ");
const functionEndings = (
  "Ports Tables Spec Initialize Reset Prepare Forward Loss ForwardTraining Objectives Backward BackwardOutputs " +
  "Update Step"
).split(" ");

export function namesFor(model: string): readonly string[] {
  const prefix = prefixOf(model);
  return [
    ...typeEndings.map((ending) => model + ending),
    ...functionEndings.map((ending) => prefix + ending),
    `create${model}Memory`,
  ];
}

/** The model's name as the start of functions: `digits`. */
export function prefixOf(model: string): string {
  return model.charAt(0).toLowerCase() + model.slice(1);
}

/** The function that runs a program: `digitsForward`. */
export function programName(model: string, program: ProgramName): string {
  return `${prefixOf(model)}${program.charAt(0).toUpperCase()}${program.slice(1)}`;
}

/** What the module of WebAssembly declares beside run-time pieces. */
const ofCode = ["wasmCode", "wasmFunctions", "URL"];

export function findNameProblems(models: readonly Named[]): readonly Diagnostic[] {
  const ofRuntime = new Set([...runtimePieces.map(({ name }) => name), ...ofCode]);
  const owners = ownersOf(models);
  return models.flatMap(({ name, nameSpan: span }) => {
    const message = `a model cannot be called \`${name}\`: `;
    if (isReserved(name) || ofRuntime.has(name)) {
      const why = "the generated class would have that name, which the code around it needs";
      return [tell("NN5028", message + why, { span })];
    }
    const others = [name, ...namesFor(name)].flatMap((each) => owners.get(each)!);
    const rivals = [...new Set(others)].filter(({ nameSpan }) => nameSpan.start < span.start);
    if (rivals.length === 0) return [];
    const names = listNames(rivals.map((each) => each.name));
    const related = rivals.map((each) => ({ span: each.nameSpan, message: "the other model" }));
    const why = `names in the generated code are made of it, and would be those of ${names}`;
    return [tell("NN5028", message + why, { span, related })];
  });
}

/** The models that a generated name would belong to. */
function ownersOf(models: readonly Named[]): ReadonlyMap<string, readonly Named[]> {
  const owners = new Map<string, Named[]>();
  for (const model of models) {
    for (const name of [model.name, ...namesFor(model.name)]) {
      const known = owners.get(name);
      if (known === undefined) owners.set(name, [model]);
      else known.push(model);
    }
  }
  return owners;
}

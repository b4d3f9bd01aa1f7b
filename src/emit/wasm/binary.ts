/**
 * All kernels and programs of a module file as one module of WebAssembly.
 *
 * Invariant: it holds no memory and no numbers of a model: whoever instantiates it gives it the memory of
 * one model. Only what the models use is in it; equal input gives equal bytes.
 */
import type { Kernel } from "../../kernel/kernel.ts";
import { isShared, type Placed } from "../../kernel/meetings.ts";
import type { CompiledModel } from "../../kernel/module.ts";
import type { Instruction } from "../../kernel/scalar.ts";
import { encodeModule } from "../../wasm/encode.ts";
import type { Module } from "../../wasm/module.ts";
import type { Callee, Function } from "../../wasm/tree.ts";
import { programName } from "../model-names.ts";
import type { Library } from "./arithmetic.ts";
import { kernelFunction } from "./kernels.ts";
import { largeFrom, programFunction } from "./programs.ts";
import { createTeam, type Team, type TeamProgram } from "./team.ts";

/** A function that JavaScript gives. */
export type ImportedFunction =
  | { readonly name: string; readonly kind: "instruction"; readonly instruction: Instruction }
  | { readonly name: string; readonly kind: "check"; readonly from: string };

/** What of a model the code is made from. */
export type CodeParts = Placed &
  Pick<CompiledModel, "kernels" | "programs"> & {
    readonly model: Pick<CompiledModel["model"], "name">;
  };

export interface Binary {
  readonly bytes: Uint8Array;
  readonly imports: readonly ImportedFunction[];
  readonly module: Module;
}

export interface BinaryOptions {
  /** May sums of products be rounded once, where the machine can? */
  readonly isRelaxed?: boolean | undefined;
  /** Multiply-adds of a call for which other threads are woken. */
  readonly leastShared?: number | undefined;
}

/** What takes a core some thirty microseconds. */
const usualShare = 2 ** 20;

export function buildBinary(models: readonly CodeParts[], options: BinaryOptions = {}): Binary {
  const { isRelaxed = false, leastShared = usualShare } = options;
  const { library, functions: helpers, imports: given } = createLibrary();
  const isTeam = models.some(({ threads }) => threads > 1);
  const team = isTeam ? createTeam() : undefined;
  const kernels = new Map<Kernel, Function>();
  for (const { kernels: own, precision } of models) {
    for (const kernel of own)
      if (!kernels.has(kernel))
        kernels.set(kernel, kernelFunction(kernel, { precision, library, isRelaxed, team }));
  }
  const programs = buildPrograms(models, kernels, team, leastShared);
  const imports = [...given.values()];
  const module: Module = {
    imports: imports.map(({ callee }) => ({ module: "", name: callee.name, callee })),
    memory: { initial: 0, ...(isTeam && sharedMemory), imported: { module: "", name: "memory" } },
    globals: team?.globals ?? [],
    functions: [
      ...helpers.values(),
      ...kernels.values(),
      ...(team?.functions ?? []),
      ...programs.inside,
      ...programs.exported,
    ],
    exports: programs.exported.map((callee) => ({ name: callee.name, kind: "function", callee })),
    data: [],
  };
  return { bytes: encodeModule(module), imports: imports.map(({ about }) => about), module };
}

/** As much as there can be: whoever makes a memory says how much it is. */
const sharedMemory = { maximum: 65536, shared: true };

interface BuiltPrograms {
  readonly exported: readonly Function[];
  /** What threads run of those that they share. */
  readonly inside: readonly Function[];
}

function buildPrograms(
  models: readonly CodeParts[],
  kernels: ReadonlyMap<Kernel, Function>,
  team: Team | undefined,
  leastShared: number,
): BuiltPrograms {
  const exported: Function[] = [];
  const shared: TeamProgram[] = [];
  for (const compiled of models) {
    for (const program of compiled.programs.values()) {
      const name = programName(compiled.model.name, program.name);
      if (team === undefined || !isShared(program)) {
        exported.push(programFunction(program, name, compiled, kernels));
        continue;
      }
      const body = programFunction(program, `${name}_share`, compiled, kernels, team);
      const isLarge = largeFrom(program, leastShared);
      const each: TeamProgram = { name, body, number: shared.length, isLarge };
      shared.push(each);
      exported.push(team.entry(each));
    }
  }
  if (team === undefined) return { exported, inside: [] };
  return {
    exported: [...exported, team.serve(shared), team.lead],
    inside: shared.map(({ body }) => body),
  };
}

interface Building {
  readonly library: Library;
  readonly functions: ReadonlyMap<string, Function>;
  readonly imports: ReadonlyMap<string, Import>;
}

interface Import {
  readonly callee: Callee;
  readonly about: ImportedFunction;
}

function createLibrary(): Building {
  const functions = new Map<string, Function>();
  const imports = new Map<string, Import>();
  const give = (about: ImportedFunction, count: number): Callee => {
    let known = imports.get(about.name);
    if (known === undefined) {
      const parameters = Array.from({ length: count }, () => "f64" as const);
      known = { about, callee: { name: about.name, parameters, result: "f64" } };
      imports.set(about.name, known);
    }
    return known.callee;
  };
  const checks = new Map<string, string>();
  const library: Library = {
    imported: (instruction) =>
      give({ name: instruction, kind: "instruction", instruction }, operandCount(instruction)),
    own: (name, make) => {
      const known = functions.get(name) ?? make();
      functions.set(name, known);
      return known as ReturnType<typeof make>;
    },
    add: (name, made) => {
      let [free, count] = [name, 1];
      while (functions.has(free)) free = `${name}${++count}`;
      const named = { ...made, name: free };
      functions.set(free, named);
      return named;
    },
    check: (from) => {
      const name = checks.get(from) ?? `check${checks.size + 1}`;
      checks.set(from, name);
      return give({ name, kind: "check", from }, 2);
    },
  };
  return { library, functions, imports };
}

function operandCount(instruction: Instruction): number {
  return instruction === "power" || instruction === "modulo" ? 2 : 1;
}

/**
 * Programs as functions: scalars of the step, then one kernel call after another.
 *
 * Invariant: a function takes only what it uses, in a fixed order: samples, key, step, settings,
 * inputs, memory; `callProgram` writes the matching call.
 */
import { positionAt, type Span } from "../diagnostics/source.ts";
import type { KernelCall, Program, ProgramName, ProgramStep } from "../kernel/kernel.ts";
import type { Scalar } from "../kernel/scalar.ts";
import { callsOf, isForInputGrads } from "../kernel/visit.ts";
import { printFitting } from "./kernels.ts";
import type { ModelLayout } from "./layout.ts";
import { printCallable, type Dialect, type Parameter } from "./members.ts";
import { programName } from "./model-names.ts";
import { memberOf } from "./names.ts";
import { createScalarPrinter } from "./scalars.ts";
import type { Lines } from "./text.ts";
import { printRun } from "./wasm/face.ts";

interface Needs {
  readonly samples: boolean;
  readonly key: boolean;
  readonly step: boolean;
  readonly settings: readonly { readonly name: string; readonly value: Scalar }[];
  readonly inputs: boolean;
}

function localsOf(scalar: Scalar, into: Set<string>): void {
  if (scalar.kind === "local") into.add(scalar.name);
  if (scalar.kind === "call") scalar.arguments.forEach((part) => localsOf(part, into));
}

function needsOf(program: Program, layout: ModelLayout): Needs {
  const locals = new Set<string>();
  program.scalars.forEach((step) => localsOf(step.value, locals));
  const calls = callsOf(program.steps);
  calls.forEach((call) => call.scalars.forEach((scalar) => localsOf(scalar, locals)));
  const settings = layout.compiled.runtimeSettings.filter(({ name }) => locals.has(name));
  settings.forEach(({ value }) => localsOf(value, locals));
  return {
    samples: locals.has("samples") || calls.some((call) => call.kernel.samples),
    key: calls.some((call) => call.kernel.draws),
    step: locals.has("step"),
    settings,
    inputs: calls.some((call) => call.onlyForInputGrads),
  };
}

/** The programs, of those the model has, that give what one of them is asked for. */
function routineOf(name: ProgramName, { compiled }: ModelLayout): readonly Program[] {
  const names = compiled.routines.get(name) ?? [name];
  return names.flatMap((each) => compiled.programs.get(each) ?? []);
}

/** Does a routine start with a program, so that whoever has run that goes on behind it? */
export function startsWith(first: ProgramName, name: ProgramName, layout: ModelLayout): boolean {
  return layout.compiled.routines.get(name)?.[0] === first;
}

/** Does a routine take the number of samples? */
export function needsSamples(name: ProgramName, layout: ModelLayout): boolean {
  return routineOf(name, layout).some((program) => needsOf(program, layout).samples);
}

export function printProgram(
  program: Program,
  layout: ModelLayout,
  lines: Lines,
  dialect: Dialect,
): void {
  const needs = needsOf(program, layout);
  const { className } = layout;
  const parameters: Parameter[] = [
    ...(needs.samples ? [{ name: "samples", type: "number" }] : []),
    ...(needs.key ? [{ name: "key", type: "number" }] : []),
    ...(needs.step ? [{ name: "step", type: "number" }] : []),
    ...(needs.settings.length > 0 ? [{ name: "settings", type: `${className}Settings` }] : []),
    ...(needs.inputs ? [{ name: "inputs", type: "boolean" }] : []),
    { name: "m", type: `${className}Memory` },
  ];
  printCallable(
    {
      head: `function ${programName(className, program.name)}`,
      parameters,
      result: "void",
      body: (inside) => printProgramBody(program, needs, layout, inside, dialect),
    },
    lines,
    dialect,
  );
}

function printProgramBody(
  program: Program,
  needs: Needs,
  layout: ModelLayout,
  lines: Lines,
  dialect: Dialect,
): void {
  const scalars = createScalarPrinter(dialect === "typescript");
  const taken = new Set(needs.settings.map(({ name }) => name));
  const context = { scalars, names: { next: 1 }, taken };
  for (const { name, value } of needs.settings) {
    const given = memberOf("settings", name);
    const print = (otherwise: Scalar): string => `${given} ?? ${scalars.operand(otherwise)}`;
    printFitting(value, `const ${name} =`, lines, context, print);
  }
  for (const step of program.scalars) {
    printFitting(step.value, `const ${step.name} =`, lines, context);
  }
  if (layout.engine === "wasm")
    return printRun(program, layout.compiled, lines, scalars.expression);
  printSteps(program.steps, layout, lines, { dialect, guarded: false });
}

/** Steps in a row that are needed alike: always, or only for gradients of inputs. */
function groupSteps(steps: readonly ProgramStep[]): readonly (readonly ProgramStep[])[] {
  const groups: ProgramStep[][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (last !== undefined && isForInputGrads(last[0]!) === isForInputGrads(step)) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

/** `guarded`: inside an `if` that asks for gradients of inputs. */
function printSteps(
  steps: readonly ProgramStep[],
  layout: ModelLayout,
  lines: Lines,
  { dialect, guarded }: { readonly dialect: Dialect; readonly guarded: boolean },
): void {
  for (const group of groupSteps(steps)) {
    const opens = !guarded && isForInputGrads(group[0]!);
    const print = (inside: Lines): void => {
      const options = { dialect, guarded: guarded || opens };
      let said = "";
      for (const step of group) {
        // What several calls in a row have in common is said once.
        const about = `// ${describeCall(step.span, step.label)}`.trimEnd();
        if (about !== said) inside.add(about);
        said = about;
        printStep(step, layout, inside, options);
      }
    };
    if (opens) lines.block("if (inputs) {", print);
    else print(lines);
  }
}

function printStep(
  step: ProgramStep,
  layout: ModelLayout,
  lines: Lines,
  options: { readonly dialect: Dialect; readonly guarded: boolean },
): void {
  if (step.kind === "call") return printCall(step, layout, lines, options.dialect);
  const { counter, count, reverse } = step;
  const head = reverse
    ? `for (let ${counter} = ${count - 1}; ${counter} >= 0; ${counter}--) {`
    : `for (let ${counter} = 0; ${counter} < ${count}; ${counter}++) {`;
  lines.block(head, (inside) => printSteps(step.body, layout, inside, options));
}

function printCall(call: KernelCall, layout: ModelLayout, lines: Lines, dialect: Dialect): void {
  const scalars = createScalarPrinter(dialect === "typescript");
  const parts = [
    ...call.kernel.counters,
    ...(call.kernel.samples ? ["samples"] : []),
    ...(call.kernel.draws ? ["key"] : []),
    ...call.scalars.map((scalar) => scalars.expression(scalar)),
    ...call.buffers.map((id) => `m.${layout.viewOf(id)}`),
  ];
  lines.list(call.kernel.name, parts, ";");
}

/** `digits.nn:6 dense1, relu1`; a span from elsewhere in the prelude names that file. */
function describeCall(span: Span | undefined, label: string): string {
  if (span === undefined) return label;
  const file = span.source.path.split("/").at(-1)!;
  const place = `${file}:${positionAt(span.source, span.start).line + 1}`;
  return label === "" ? place : `${place} ${label}`;
}

/** What a call passes, where it is called otherwise than the parameter. */
interface Given {
  readonly key?: string;
  readonly step?: string;
  readonly settings?: string;
  readonly inputs?: string;
}

/** The call of a program's function from inside the class. */
export function callProgram(
  name: ProgramName,
  layout: ModelLayout,
  given: Given,
): readonly [head: string, items: readonly string[]] {
  const program = layout.compiled.programs.get(name)!;
  const needs = needsOf(program, layout);
  const items = [
    ...(needs.samples ? ["n"] : []),
    ...(needs.key ? [given.key ?? "key"] : []),
    ...(needs.step ? [given.step ?? "this.steps + 1"] : []),
    ...(needs.settings.length > 0 ? [given.settings ?? "settings"] : []),
    ...(needs.inputs ? [given.inputs ?? "false"] : []),
    "this.memory",
  ];
  return [programName(layout.className, name), items];
}

/**
 * Runs what gives all that a program gives. A program that would compute nothing (a model without outputs)
 * is not there to be run.
 *
 * @param after the program of its routine that has been run already
 */
export function runRoutine(
  name: ProgramName,
  layout: ModelLayout,
  lines: Lines,
  given: Given = {},
  after?: ProgramName,
): void {
  for (const program of routineOf(name, layout)) {
    if (program.name === after) continue;
    const [head, items] = callProgram(program.name, layout, given);
    lines.list(head, items, ";");
  }
}

export function needsKey(name: ProgramName, layout: ModelLayout): boolean {
  return routineOf(name, layout).some((program) => needsOf(program, layout).key);
}

export function readsSettings(name: ProgramName, layout: ModelLayout): boolean {
  return routineOf(name, layout).some((program) => needsOf(program, layout).settings.length > 0);
}

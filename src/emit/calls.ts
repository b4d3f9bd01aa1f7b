/**
 * The calls of a model's class: forward, loss, backward, update, step.
 *
 * Invariant: inputs are checked and copied before anything is computed, so that a refused call changes
 * nothing that a later one reads.
 */
import type { ProgramName } from "../kernel/kernel.ts";
import { backward } from "./backward.ts";
import { callValuesFor, keepsValues, keptCalls } from "./kept.ts";
import { canGoBack, canStep, canUpdate, type ModelLayout } from "./layout.ts";
import { printCallable, type Callable, type Dialect } from "./members.ts";
import { needsKey, needsSamples, readsSettings, runRoutine, startsWith } from "./programs.ts";
import type { Lines } from "./text.ts";
import { outputsFor, readMetrics, readsTargets, takeInputs, takeTargets } from "./transfer.ts";
import { metricBuffers } from "./types.ts";

export function printCalls(layout: ModelLayout, lines: Lines, dialect: Dialect): void {
  const callables = [
    forward(layout),
    ...(layout.has("loss") ? [loss(layout)] : []),
    ...(canGoBack(layout) ? [backward(layout)] : []),
    ...(canUpdate(layout) ? [update(layout)] : []),
    ...(canStep(layout) ? [step(layout)] : []),
    takeInputs(layout),
    ...(readsTargets(layout.compiled) ? [takeTargets(layout)] : []),
    outputsFor(layout),
    ...keptCalls(layout),
    ...(metricBuffers(layout).length > 0 ? [readMetrics(layout)] : []),
  ];
  for (const callable of callables) printCallable(callable, lines, dialect);
}

/** `DigitsInputs & DigitsTargets`; models without targets have just inputs. */
function everything(layout: ModelLayout): string {
  const { className, compiled } = layout;
  return compiled.model.targets.length === 0
    ? `${className}Inputs | number`
    : `(${className}Inputs & ${className}Targets) | number`;
}

function forward(layout: ModelLayout): Callable {
  const { className, compiled } = layout;
  const { model, inferenceOnly, graphsEqual } = compiled;
  const hasTargets = model.targets.length > 0;
  const inputs = hasTargets
    ? `(${className}Inputs & Partial<${className}Targets>) | number`
    : `${className}Inputs | number`;
  const trains = !inferenceOnly;
  return {
    head: "forward",
    doc: trains
      ? "The outputs for some samples; with `training` as in training, so that `backward` may follow."
      : "The outputs for some samples.",
    parameters: [
      { name: "inputs", type: inputs },
      ...(trains
        ? [{ name: "options", type: "{ training?: boolean | undefined }", initial: "{}" }]
        : []),
    ],
    result: `${className}Outputs`,
    body: (lines) => {
      lines.add("const n = this.takeInputs(inputs);");
      if (!trains) {
        runRoutine("forward", layout, lines, { key: currentKey(layout) });
        printValues(layout, lines, "false", "false");
        return lines.add("return this.outputsFor(n);");
      }
      if (hasTargets) lines.add("const targets = this.takeTargets(inputs, n, false);");
      lines.add("const training = options.training === true;");
      const programs = forwardPrograms(layout);
      const keyed = printKey(layout, lines, "if (training) this.draws++;", programs);
      if (graphsEqual) runMeasured("forward", "objectives", layout, lines, keyed);
      else {
        lines.block(
          "if (training) {",
          (inside) => runMeasured("forwardTraining", "objectives", layout, inside, keyed),
          "} else {",
        );
        lines.inside((inside) => runMeasured("forward", "loss", layout, inside, keyed));
        lines.add("}");
      }
      lines.add("this.last.samples = n;", "this.last.training = training;");
      const measured = hasTargets ? "targets" : "true";
      lines.add(`this.last.targets = ${measured};`);
      printValues(layout, lines, "training", measured);
      lines.add("return this.outputsFor(n);");
    },
  };
}

/** Inputs and targets of a call that wants both, and `n` where anything is counted by it. */
function takeEverything(name: ProgramName, layout: ModelLayout, lines: Lines): void {
  const hasTargets = layout.compiled.model.targets.length > 0;
  const counts = hasTargets || needsSamples(name, layout) || keepsValues(layout);
  lines.add(`${counts ? "const n = " : ""}this.takeInputs(inputs);`);
  if (hasTargets) lines.add("this.takeTargets(inputs, n, true);");
}

/** All that `forward` may run. */
function forwardPrograms({ compiled: { graphsEqual } }: ModelLayout): readonly ProgramName[] {
  return graphsEqual
    ? ["forward", "objectives"]
    : ["forwardTraining", "objectives", "forward", "loss"];
}

/** Views of what the call has left in named values. */
function printValues(layout: ModelLayout, lines: Lines, training: string, measured: string): void {
  if (!keepsValues(layout)) return;
  lines.add(`this.values = this.${callValuesFor(layout, "n", training, measured)};`);
}

/**
 * A forward and, where the call had targets, what it makes of them: from what the forward kept, or all
 * anew; then it comes first, before the forward moves carried states.
 */
function runMeasured(
  forwardProgram: ProgramName,
  measuring: ProgramName,
  layout: ModelLayout,
  lines: Lines,
  given: { readonly key: string },
): void {
  const follows = measuring === "objectives" || startsWith(forwardProgram, measuring, layout);
  const forward = (): void => runRoutine(forwardProgram, layout, lines, given);
  const measure = (inside: Lines): void => {
    runRoutine(measuring, layout, inside, given, forwardProgram);
    inside.add("this.readMetrics();");
  };
  if (follows) forward();
  if (layout.has(measuring)) {
    const hasTargets = layout.compiled.model.targets.length > 0;
    if (hasTargets) lines.block("if (targets) {", measure);
    else if (measuring === "objectives") lines.block("if (training) {", measure);
  }
  if (!follows) forward();
}

/** The draws of this call, where what it runs draws. */
function printKey(
  layout: ModelLayout,
  lines: Lines,
  count: string,
  programs: readonly ProgramName[],
): { key: string } {
  lines.add(count);
  const draws = programs.some((name) => needsKey(name, layout));
  if (draws) lines.add("const key = drawKey(this.seed, this.draws);");
  return { key: "key" };
}

/** Draws as they were in the last training forward, if there was one. */
function currentKey({ compiled }: ModelLayout): string {
  return `drawKey(this.seed, ${compiled.inferenceOnly ? "0" : "this.draws"})`;
}

function loss(layout: ModelLayout): Callable {
  const hasLoss = layout.compiled.model.inference.loss !== undefined;
  return {
    head: "loss",
    doc: hasLoss ? "The mean loss over some samples; fills `metrics`." : "Fills `metrics`.",
    parameters: [{ name: "inputs", type: everything(layout) }],
    result: hasLoss ? "number" : "void",
    body: (lines) => {
      takeEverything("loss", layout, lines);
      runRoutine("loss", layout, lines, { key: currentKey(layout) });
      printValues(layout, lines, "false", "true");
      lines.add("this.readMetrics();");
      if (hasLoss) lines.add("return this.metrics.loss;");
    },
  };
}

/** A setting may be one that nothing reads; then the parameter is called so that `tsc` lets it pass. */
function settingsParameter(name: ProgramName, layout: ModelLayout) {
  const { className, compiled } = layout;
  if (compiled.runtimeSettings.length === 0) return [];
  const isRead = readsSettings(name, layout);
  const type = `${className}Settings`;
  return [{ name: isRead ? "settings" : "_settings", type, initial: "{}" }];
}

function update(layout: ModelLayout): Callable {
  return {
    head: "update",
    doc: "Moves the params by `grads` with the model's optimiser.",
    parameters: settingsParameter("update", layout),
    result: "void",
    body: (lines) => {
      runRoutine("update", layout, lines);
      lines.add("this.steps++;");
    },
  };
}

function step(layout: ModelLayout): Callable {
  const { compiled } = layout;
  const hasLoss = compiled.model.training.loss !== undefined;
  return {
    head: "step",
    doc: hasLoss
      ? "Forward, backward and update in one: the mean loss before the update."
      : "One step of the model's own learning rules.",
    parameters: [
      { name: "inputs", type: everything(layout) },
      ...settingsParameter("step", layout),
    ],
    result: hasLoss ? "number" : "void",
    body: (lines) => {
      takeEverything("step", layout, lines);
      const given = printKey(layout, lines, "this.draws++;", ["step"]);
      runRoutine("step", layout, lines, given);
      lines.add("this.steps++;");
      if (metricBuffers(layout).length > 0) lines.add("this.readMetrics();");
      if (hasLoss) lines.add("return this.metrics.loss;");
    },
  };
}

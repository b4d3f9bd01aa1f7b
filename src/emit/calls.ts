/**
 * The calls of a model's class: forward, loss, backward, update, step.
 *
 * Invariant: inputs are checked and copied before anything is computed, so that a refused call changes
 * nothing that a later one reads.
 */
import type { ProgramName } from "../kernel/kernel.ts";
import { canGoBack, givesInputGrads, type ModelLayout } from "./layout.ts";
import { printCallable, type Callable, type Dialect } from "./members.ts";
import { memberOf, propertyKey } from "./names.ts";
import { callProgram } from "./programs.ts";
import type { Lines } from "./text.ts";
import { outputsFor, readMetrics, takeInputs, takeTargets } from "./transfer.ts";
import { metricBuffers } from "./types.ts";
import { callsOf } from "../kernel/visit.ts";

export function printCalls(layout: ModelLayout, lines: Lines, dialect: Dialect): void {
  const callables = [
    forward(layout),
    ...(layout.has("loss") ? [loss(layout)] : []),
    ...(canGoBack(layout) ? [backward(layout)] : []),
    ...(layout.has("update") ? [update(layout)] : []),
    ...(layout.has("step") ? [step(layout)] : []),
    takeInputs(layout),
    ...(needsTargets(layout) ? [takeTargets(layout)] : []),
    outputsFor(layout),
    ...(metricBuffers(layout).length > 0 ? [readMetrics(layout)] : []),
  ];
  for (const callable of callables) printCallable(callable, lines, dialect);
}

/** Does any call read targets? */
function needsTargets(layout: ModelLayout): boolean {
  const { model, inferenceOnly } = layout.compiled;
  return model.targets.length > 0 && (!inferenceOnly || layout.has("loss"));
}

/** `DigitsInputs & DigitsTargets`; models without targets have just inputs. */
function everything(layout: ModelLayout): string {
  const { className, compiled } = layout;
  return compiled.model.targets.length === 0
    ? `${className}Inputs | number`
    : `(${className}Inputs & ${className}Targets) | number`;
}

/** A program that would compute nothing (a model without outputs) is not there to be run. */
function run(
  name: ProgramName,
  layout: ModelLayout,
  lines: Lines,
  given: Parameters<typeof callProgram>[2] = {},
): void {
  if (!layout.has(name)) return;
  const [head, items] = callProgram(name, layout, given);
  lines.list(head, items, ";");
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
        run("forward", layout, lines);
        return lines.add("return this.outputsFor(n);");
      }
      if (hasTargets) lines.add("const targets = this.takeTargets(inputs, n, false);");
      lines.add("const training = options.training === true;");
      const keyed = printKey(layout, lines, "if (training) this.draws++;");
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
      lines.add(`this.last.targets = ${hasTargets ? "targets" : "true"};`);
      lines.add("return this.outputsFor(n);");
    },
  };
}

/** A forward and, where the call had targets, what it makes of them. */
function runMeasured(
  forwardProgram: ProgramName,
  measuring: ProgramName,
  layout: ModelLayout,
  lines: Lines,
  given: { readonly key: string },
): void {
  run(forwardProgram, layout, lines, given);
  if (!layout.has(measuring)) return;
  const measure = (inside: Lines): void => {
    run(measuring, layout, inside, given);
    inside.add("this.readMetrics();");
  };
  const hasTargets = layout.compiled.model.targets.length > 0;
  if (hasTargets) lines.block("if (targets) {", measure);
  else if (measuring === "objectives") lines.block("if (training) {", measure);
}

/** The draws of this call, where the model draws. */
function printKey(layout: ModelLayout, lines: Lines, count: string): { key: string } {
  lines.add(count);
  const draws = [...layout.compiled.programs.values()].some(
    (program) =>
      program.name !== "initialize" && callsOf(program.steps).some((call) => call.kernel.draws),
  );
  if (draws) lines.add("const key = drawKey(this.seed, this.draws);");
  return { key: "key" };
}

function loss(layout: ModelLayout): Callable {
  const hasTargets = layout.compiled.model.targets.length > 0;
  const hasLoss = layout.compiled.model.inference.loss !== undefined;
  return {
    head: "loss",
    doc: hasLoss ? "The mean loss over some samples; fills `metrics`." : "Fills `metrics`.",
    parameters: [{ name: "inputs", type: everything(layout) }],
    result: hasLoss ? "number" : "void",
    body: (lines) => {
      lines.add("const n = this.takeInputs(inputs);");
      if (hasTargets) lines.add("this.takeTargets(inputs, n, true);");
      run("loss", layout, lines, { key: "drawKey(this.seed, this.draws)" });
      lines.add("this.readMetrics();");
      if (hasLoss) lines.add("return this.metrics.loss;");
    },
  };
}

function backward(layout: ModelLayout): Callable {
  const { className, compiled, floatArray } = layout;

  const type = `Partial<Record<keyof ${className}Outputs, ArrayLike<number>>>`;
  return {
    head: "backward",
    doc: "Writes `grads` for the last `forward`: of the loss, or of Σ gradOutputs · outputs.",
    parameters: [
      { name: "gradOutputs", type, optional: true },
      { name: "options", type: `${className}BackwardOptions`, initial: "{}" },
    ],
    result: "void",
    body: (lines) => {
      lines.add("const n = this.last.samples;");
      const wanted = compiled.graphsEqual
        ? "forward(inputs)"
        : "forward(inputs, { training: true })";
      const wrong = compiled.graphsEqual ? "n === 0" : "n === 0 || !this.last.training";
      lines.block(`if (${wrong}) {`, (inside) =>
        inside.add(`throw new Error("backward follows ${wanted}");`),
      );
      if (givesInputGrads(layout)) lines.add("const inputs = options.inputs === true;");
      lines.block("if (options.accumulate === true) {", (inside) => {
        inside.add(`this.keptGrads ??= new ${floatArray}(this.flat.grads.length);`);
        inside.add("this.keptGrads.set(this.flat.grads);");
      });
      printGradients(layout, lines);
      printAccumulation(layout, lines);
      printInputGradViews(layout, lines);
    },
  };
}

/** Of the loss, or of the outputs as weighted by the caller. */
function printGradients(layout: ModelLayout, lines: Lines): void {
  const given = { key: "drawKey(this.seed, this.draws)", inputs: "inputs" };
  const outputGrads = layout.compiled.buffers.filter((buffer) => buffer.role === "outputGradient");
  if (!layout.has("backward")) {
    lines.block("if (gradOutputs === undefined) {", (inside) =>
      inside.list("throw new Error", ['"backward needs gradOutputs: there is no loss"'], ";"),
    );
    return printOutputGradients(outputGrads, layout, lines, given);
  }
  lines.block(
    "if (gradOutputs === undefined) {",
    (inside) => {
      inside.block("if (!this.last.targets) {", (deeper) =>
        deeper.list(
          "throw new Error",
          ['"backward of the loss needs the targets in forward"'],
          ";",
        ),
      );
      run("backward", layout, inside, given);
    },
    "} else {",
  );
  lines.inside((inside) => printOutputGradients(outputGrads, layout, inside, given));
  lines.add("}");
}

function printAccumulation({ bang }: ModelLayout, lines: Lines): void {
  lines.block("if (options.accumulate === true) {", (inside) => {
    inside.add("const { grads } = this.flat;", "const kept = this.keptGrads;");
    inside.block("for (let i = 0; i < grads.length; i++) {", (deeper) =>
      deeper.add(`grads[i] = grads[i]${bang} + kept${bang}[i]${bang};`),
    );
  });
}

function printOutputGradients(
  buffers: readonly {
    readonly id: string;
    readonly name: string;
    readonly size: number;
    readonly batched: boolean;
  }[],
  layout: ModelLayout,
  lines: Lines,
  given: { readonly key: string; readonly inputs: string },
): void {
  for (const buffer of buffers) {
    const view = `this.memory.${layout.viewOf(buffer.id)}`;
    const length = buffer.batched ? `n * ${buffer.size}` : String(buffer.size);
    lines.list(
      "copyGradient",
      [JSON.stringify(buffer.name), memberOf("gradOutputs", buffer.name), view, length],
      ";",
    );
  }
  run("backwardOutputs", layout, lines, given);
}

function printInputGradViews(layout: ModelLayout, lines: Lines): void {
  const buffers = layout.compiled.buffers.filter((buffer) => buffer.role === "inputGrad");
  if (buffers.length === 0) return;
  lines.add("if (!inputs) return;", "let views = this.inputGradViews[n];");
  lines.block("if (views === undefined) {", (inside) => {
    inside.block(
      "views = {",
      (members) => {
        for (const buffer of buffers) {
          const view = `this.memory.${layout.viewOf(buffer.id)}`;
          const stretch = ["0", `n * ${buffer.size}`];
          members.list(`${propertyKey(buffer.name)}: ${view}.subarray`, stretch, ",");
        }
      },
      "};",
    );
    inside.add("this.inputGradViews[n] = views;");
  });
  lines.add("this.inputGrads = views;");
}

function settingsParameter(layout: ModelLayout) {
  const { className, compiled } = layout;
  if (compiled.runtimeSettings.length === 0) return [];
  return [{ name: "settings", type: `${className}Settings`, initial: "{}" }];
}

function update(layout: ModelLayout): Callable {
  return {
    head: "update",
    doc: "Moves the params by `grads` with the model's optimiser.",
    parameters: settingsParameter(layout),
    result: "void",
    body: (lines) => {
      run("update", layout, lines);
      lines.add("this.steps++;");
    },
  };
}

function step(layout: ModelLayout): Callable {
  const { compiled } = layout;
  const hasTargets = compiled.model.targets.length > 0;
  const hasLoss = compiled.model.training.loss !== undefined;
  return {
    head: "step",
    doc: hasLoss
      ? "Forward, backward and update in one: the mean loss before the update."
      : "One step of the model's own learning rules.",
    parameters: [{ name: "inputs", type: everything(layout) }, ...settingsParameter(layout)],
    result: hasLoss ? "number" : "void",
    body: (lines) => {
      lines.add("const n = this.takeInputs(inputs);");
      if (hasTargets) lines.add("this.takeTargets(inputs, n, true);");
      const given = printKey(layout, lines, "this.draws++;");
      run("step", layout, lines, given);
      lines.add("this.steps++;", "this.last.samples = 0;");
      if (metricBuffers(layout).length > 0) lines.add("this.readMetrics();");
      if (hasLoss) lines.add("return this.metrics.loss;");
    },
  };
}

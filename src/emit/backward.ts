/**
 * `backward` of a model's class: gradients of the loss, or of the outputs as the caller weighs them.
 *
 * Invariant: it follows a forward that kept what it reads, and says so where none did; gradients of
 * inputs cost nothing unless they are asked for.
 */
import { keepsValueGrads } from "./kept.ts";
import { givesInputGrads, type ModelLayout } from "./layout.ts";
import type { Callable } from "./members.ts";
import { memberOf } from "./names.ts";
import { runRoutine } from "./programs.ts";
import type { Lines } from "./text.ts";
import { printViewCache, sampleView } from "./transfer.ts";

export function backward(layout: ModelLayout): Callable {
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
      if (keepsValueGrads(layout)) lines.add("this.valueGrads = this.valueGradsFor(n);");
      printInputGradViews(layout, lines);
    },
  };
}

/** Of the loss, or of the outputs as weighted by the caller. What has nothing to write is not run. */
function printGradients(layout: ModelLayout, lines: Lines): void {
  const given = { key: "drawKey(this.seed, this.draws)", inputs: "inputs" };
  const ofOutputs = (inside: Lines): void => printOutputGradients(layout, inside, given);
  if (layout.compiled.model.training.loss === undefined) {
    lines.block("if (gradOutputs === undefined) {", (inside) =>
      inside.list("throw new Error", ['"backward needs gradOutputs: there is no loss"'], ";"),
    );
    return ofOutputs(lines);
  }
  const goesOn = layout.has("backwardOutputs");
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
      runRoutine("backward", layout, inside, given);
    },
    goesOn ? "} else {" : "}",
  );
  if (!goesOn) return;
  lines.inside(ofOutputs);
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
  layout: ModelLayout,
  lines: Lines,
  given: { readonly key: string; readonly inputs: string },
): void {
  const buffers = layout.compiled.buffers.filter((buffer) => buffer.role === "outputGradient");
  for (const buffer of buffers) {
    const view = `this.memory.${layout.viewOf(buffer.id)}`;
    const length = buffer.batched ? `n * ${buffer.size}` : String(buffer.size);
    lines.list(
      "copyGradient",
      [JSON.stringify(buffer.name), memberOf("gradOutputs", buffer.name), view, length],
      ";",
    );
  }
  runRoutine("backwardOutputs", layout, lines, given);
}

function printInputGradViews(layout: ModelLayout, lines: Lines): void {
  if (!givesInputGrads(layout)) return;
  const buffers = layout.compiled.buffers.filter((buffer) => buffer.role === "inputGrad");
  const entries = buffers.map(({ id, name }) => sampleView(layout, name, id));
  lines.add("if (!inputs) return;");
  printViewCache("inputGradViews", "n", entries, lines);
  lines.add("this.inputGrads = views;");
}

/**
 * What goes into a call and comes out: inputs and targets copied and checked, outputs and metrics seen.
 *
 * Invariant: everything is private to the class; nothing is allocated but views, once for each number of
 * samples.
 */
import type { CompiledModel } from "../kernel/module.ts";
import { fullSize, portKey, type ModelLayout } from "./layout.ts";
import type { Callable } from "./members.ts";
import { memberOf, propertyKey } from "./names.ts";
import type { Lines } from "./text.ts";
import { metricBuffers } from "./types.ts";

export function takeInputs(layout: ModelLayout): Callable {
  const { className, compiled, prefix } = layout;
  const { inputs } = compiled.model;
  const counted = countingTarget(compiled);
  const ports = `${prefix}Ports`;
  const targets = counted === undefined ? "" : ` & Partial<${className}Targets>`;
  const given = targets === "" ? `${className}Inputs` : `(${className}Inputs${targets})`;
  return {
    head: "takeInputs",
    isPrivate: true,
    parameters: [{ name: "inputs", type: `${given} | number` }],
    result: "number",
    body: (lines) => {
      lines.block('if (typeof inputs === "number") {', (inside) => {
        inside.add(`const n = checkSamples(inputs, ${compiled.capacity});`);
        printBufferChecks("input", inputs, layout, inside);
        inside.add("return n;");
      });
      if (counted !== undefined) {
        const port = `${ports}.${portKey("target", counted)}`;
        return lines.list("return countSamples", [port, memberOf("inputs", counted)], ";");
      }
      if (inputs.length === 0) return lines.add("return 1;");
      lines.add("let n = 0;");
      const first = `${ports}.${portKey("input", inputs[0]!.name)}`;
      for (const { name } of inputs) {
        const port = `${ports}.${portKey("input", name)}`;
        printCopy(port, memberOf("inputs", name), `input:${name}`, layout, lines, `n, ${first}`);
      }
      lines.add("return n;");
    },
  };
}

/** Without inputs, how many samples a call has is what its targets say. */
export function countingTarget(model: CompiledModel): string | undefined {
  const { inputs, targets } = model.model;
  return inputs.length === 0 && readsTargets(model) ? targets[0]!.name : undefined;
}

/** Does any call read targets? */
export function readsTargets({ model, inferenceOnly, programs }: CompiledModel): boolean {
  return model.targets.length > 0 && (!inferenceOnly || programs.has("loss"));
}

function printCopy(
  port: string,
  given: string,
  id: string,
  layout: ModelLayout,
  lines: Lines,
  agreement: string,
): void {
  const view = `this.memory.${layout.viewOf(id)}`;
  const capacity = String(layout.compiled.capacity);
  lines.list("n = takePort", [port, given, view, capacity, ...agreement.split(", ")], ";");
}

function printBufferChecks(
  role: "input" | "target",
  ports: readonly { readonly name: string }[],
  layout: ModelLayout,
  lines: Lines,
): void {
  for (const { name } of ports) {
    if (!layout.compiled.portLimits.has(name)) continue;
    const port = `${layout.prefix}Ports.${portKey(role, name)}`;
    lines.list("checkBuffer", [port, `this.memory.${layout.viewOf(`${role}:${name}`)}`, "n"], ";");
  }
}

export function takeTargets(layout: ModelLayout): Callable {
  const { className, compiled, prefix } = layout;
  const { targets } = compiled.model;
  const ports = `${prefix}Ports`;
  return {
    head: "takeTargets",
    isPrivate: true,
    parameters: [
      { name: "inputs", type: `Partial<${className}Targets> | number` },
      { name: "samples", type: "number" },
      { name: "required", type: "boolean" },
    ],
    result: "boolean",
    body: (lines) => {
      lines.add("let n = samples;");
      const first = `${ports}.${portKey("target", targets[0]!.name)}`;
      lines.block('if (typeof inputs === "number") {', (inside) => {
        printBufferChecks("target", targets, layout, inside);
        inside.add("return true;");
      });
      for (const { name } of targets) {
        const given = memberOf("inputs", name);
        lines.add(`if (!required && ${given} === undefined) return false;`);
        const port = `${ports}.${portKey("target", name)}`;
        const known = compiled.model.inputs.length > 0 ? port : first;
        printCopy(port, given, `target:${name}`, layout, lines, `n, ${known}`);
      }
      lines.add("return true;");
    },
  };
}

export function outputsFor(layout: ModelLayout): Callable {
  const { className, compiled } = layout;
  return {
    head: "outputsFor",
    isPrivate: true,
    parameters: [{ name: "n", type: "number" }],
    result: `${className}Outputs`,
    body: (lines) => {
      lines.add("let views = this.outputs[n];");
      lines.block("if (views === undefined) {", (inside) => {
        inside.block(
          "views = {",
          (members) => {
            for (const { name } of compiled.model.inference.outputs) {
              const id = `output:${name}`;
              const buffer = compiled.buffers.find((each) => each.id === id)!;
              const length = buffer.batched ? `n * ${buffer.size}` : String(fullSize(buffer, 1));
              const size = buffer.batched && buffer.size === 1 ? "n" : length;
              members.add(
                `${propertyKey(name)}: this.memory.${layout.viewOf(id)}.subarray(0, ${size}),`,
              );
            }
          },
          "};",
        );
        inside.add("this.outputs[n] = views;");
      });
      lines.add("return views;");
    },
  };
}

export function readMetrics(layout: ModelLayout): Callable {
  return {
    head: "readMetrics",
    isPrivate: true,
    parameters: [],
    result: "void",
    body: (lines) => {
      for (const buffer of metricBuffers(layout)) {
        const view = `this.memory.${layout.viewOf(buffer.id)}`;
        lines.add(`${memberOf("this.metrics", buffer.name)} = ${view}[0]${layout.bang};`);
      }
    },
  };
}

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
      // What a forward left is of other inputs from here on, whether the call succeeds or not.
      if (!compiled.inferenceOnly) lines.add("this.last.samples = 0;");
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
  const names = compiled.model.inference.outputs.map(({ name }) => name);
  const entries = names.map((name) => sampleView(layout, name, `output:${name}`));
  return {
    head: "outputsFor",
    isPrivate: true,
    parameters: [{ name: "n", type: "number" }],
    result: `${className}Outputs`,
    body: (lines) => {
      printViewCache("outputs", "n", entries, lines);
      lines.add("return views;");
    },
  };
}

/** A view of what a buffer holds of n samples. */
export interface SampleView {
  readonly key: string;
  readonly view: string;
  readonly length: string;
  /** An expression: where it is false, there is no such value. */
  readonly condition?: string;
}

export function sampleView(layout: ModelLayout, name: string, id: string): SampleView {
  const buffer = layout.bufferOf(id);
  const all = buffer.size === 1 ? "n" : `n * ${buffer.size}`;
  const length = buffer.batched ? all : String(fullSize(buffer, 1));
  return { key: propertyKey(name), view: `this.memory.${layout.viewOf(id)}`, length };
}

/** `const views`, made when first asked for and kept in a field under an index. */
export function printViewCache(
  field: string,
  index: string,
  entries: readonly SampleView[],
  lines: Lines,
): void {
  lines.add(`let views = this.${field}[${index}];`);
  lines.block("if (views === undefined) {", (inside) => {
    const sometimes = entries.filter(({ condition }) => condition !== undefined);
    sometimes.forEach(({ view, length }, at) =>
      inside.list(`const view${at + 1} = ${view}.subarray`, ["0", length], ";"),
    );
    inside.block(
      "views = {",
      (members) => {
        for (const entry of entries) printEntry(entry, sometimes.indexOf(entry), members);
      },
      "};",
    );
    inside.add(`this.${field}[${index}] = views;`);
  });
}

function printEntry({ key, view, length, condition }: SampleView, at: number, lines: Lines): void {
  if (condition === undefined) return lines.list(`${key}: ${view}.subarray`, ["0", length], ",");
  const flat = `${key}: ${condition} ? view${at + 1} : undefined,`;
  if (flat.length <= lines.room) return lines.add(flat);
  lines.add(`${key}: ${condition}`, `  ? view${at + 1}`, "  : undefined,");
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

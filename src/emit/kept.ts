/**
 * What a class keeps on request: named values with their gradients (`--expose`), states of scans from
 * call to call (`--stateful`).
 *
 * Invariant: a class that was not asked to keep anything has none of this. Values and their gradients are
 * views, made once for each number of samples; states are views of all samples.
 */
import type { Buffer } from "../kernel/kernel.ts";
import type { ExposedValue } from "../kernel/module.ts";
import type { Carried } from "../model/model.ts";
import type { ModelLayout } from "./layout.ts";
import type { Callable, Field } from "./members.ts";
import { propertyKey } from "./names.ts";
import { callProgram } from "./programs.ts";
import type { Lines } from "./text.ts";
import { printViewCache, sampleView } from "./transfer.ts";
import { describeShape, growTree, printInterface, printTree } from "./types.ts";

export function keepsValues({ compiled }: ModelLayout): boolean {
  return compiled.exposed.length > 0;
}

export function keepsValueGrads(layout: ModelLayout): boolean {
  return valueGrads(layout).length > 0;
}

export function isStateful({ compiled }: ModelLayout): boolean {
  return compiled.model.carried.length > 0;
}

function valueGrads({ compiled }: ModelLayout): readonly Buffer[] {
  return compiled.buffers.filter((buffer) => buffer.role === "valueGrad");
}

/** Does every forward give it? */
function isAlwaysGiven({ given }: ExposedValue): boolean {
  return Object.values(given).every((each) => each);
}

/** States by the names of the source; what else is carried is the class's own. */
export function namedStates({ compiled }: ModelLayout): readonly Carried[] {
  return compiled.model.carried.filter(({ name }) => !name.startsWith("@"));
}

export function keptFields(layout: ModelLayout): readonly Field[] {
  const { className } = layout;
  const fields: Field[] = [];
  if (keepsValues(layout)) {
    const doc = "Named values of the last forward.";
    const views = `(${className}Values | undefined)[]`;
    fields.push({ name: "values", type: `${className}Values`, doc, isMutable: true });
    fields.push({ name: "valueViews", type: views, isPrivate: true });
  }
  if (keepsValueGrads(layout)) {
    const doc = "Gradients by named values, of the last backward.";
    const views = `(${className}ValueGrads | undefined)[]`;
    fields.push({ name: "valueGrads", type: `${className}ValueGrads`, doc, isMutable: true });
    fields.push({ name: "valueGradViews", type: views, isPrivate: true });
  }
  if (isStateful(layout)) {
    const doc = "Where the next call starts, for all samples: live views.";
    fields.push({ name: "states", type: `${className}States`, doc });
  }
  return fields;
}

export function printKeptTypes(layout: ModelLayout, lines: Lines): void {
  const { className, compiled } = layout;
  const array = (id: string): string => layout.typeOf(layout.bufferOf(id));
  if (keepsValues(layout)) {
    const doc = "Named values; those that not every forward gives may be undefined.";
    printInterface(`export interface ${className}Values`, doc, lines, (inside) => {
      for (const value of compiled.exposed) {
        const type = `${array(`exposed:${value.name}`)}${isAlwaysGiven(value) ? "" : " | undefined"}`;
        inside.doc(describeShape(value.type));
        inside.add(`readonly ${propertyKey(value.name)}: ${type};`);
      }
    });
  }
  if (keepsValueGrads(layout)) {
    const doc = "Gradients by named values.";
    printInterface(`export interface ${className}ValueGrads`, doc, lines, (inside) => {
      for (const buffer of valueGrads(layout))
        inside.add(`readonly ${propertyKey(buffer.name)}: ${layout.typeOf(buffer)};`);
    });
  }
  if (isStateful(layout)) {
    const doc = "States of scans, sample after sample.";
    printInterface(`export interface ${className}States`, doc, lines, (inside) => {
      const leaves = namedStates(layout).map(({ name }) => ({
        name,
        leaf: array(`carried:${name}`),
      }));
      printTree(growTree(leaves), inside, { leaf: (leaf) => leaf, prefix: "readonly ", end: ";" });
    });
  }
}

/** Views of what is there before the first call: zeros, and states at their start. */
export function printKeptConstruction(layout: ModelLayout, lines: Lines): void {
  if (keepsValues(layout)) {
    lines.add("this.valueViews = [];");
    lines.add(`this.values = this.${callValuesFor(layout, "1", "false", "false")};`);
  }
  if (keepsValueGrads(layout))
    lines.add("this.valueGradViews = [];", "this.valueGrads = this.valueGradsFor(1);");
  if (!isStateful(layout)) return;
  const leaves = namedStates(layout).map(({ name }) => ({
    name,
    leaf: `m.${layout.viewOf(`carried:${name}`)}`,
  }));
  lines.block(
    "this.states = {",
    (inside) => printTree(growTree(leaves), inside, { leaf: (leaf) => leaf, prefix: "", end: "," }),
    "};",
  );
  if (layout.has("reset")) lines.add("this.reset();");
}

export function keptCalls(layout: ModelLayout): readonly Callable[] {
  return [
    ...(isStateful(layout) ? [reset(layout)] : []),
    ...(keepsValues(layout) ? [valuesFor(layout)] : []),
    ...(keepsValueGrads(layout) ? [valueGradsFor(layout)] : []),
  ];
}

function reset(layout: ModelLayout): Callable {
  const { compiled } = layout;
  return {
    head: "reset",
    doc: "The next call starts where the first one did.",
    parameters: [],
    result: "void",
    body: (lines) => {
      lines.add("const m = this.memory;");
      for (const { name } of compiled.model.carried)
        lines.add(`m.${layout.viewOf(`carried:${name}`)}.fill(0);`);
      if (!layout.has("reset")) return;
      const [head, items] = callProgram("reset", layout, {});
      lines.add(`const n = ${compiled.capacity};`);
      lines.list(head, items, ";");
    },
  };
}

/** The call of `valuesFor`, which asks for no more than what makes a difference. */
export function callValuesFor(
  layout: ModelLayout,
  n: string,
  training: string,
  measured: string,
): string {
  const differ = !layout.compiled.exposed.every(isAlwaysGiven);
  return `valuesFor(${differ ? [n, training, measured].join(", ") : n})`;
}

function valuesFor(layout: ModelLayout): Callable {
  const { className, compiled } = layout;
  const differ = !compiled.exposed.every(isAlwaysGiven);
  const entries = compiled.exposed.map((value) => {
    const view = sampleView(layout, value.name, `exposed:${value.name}`);
    return isAlwaysGiven(value) ? view : { ...view, condition: conditionOf(value) };
  });
  return {
    head: "valuesFor",
    isPrivate: true,
    parameters: [
      { name: "n", type: "number" },
      ...(differ ? ["training", "measured"].map((name) => ({ name, type: "boolean" })) : []),
    ],
    result: `${className}Values`,
    body: (lines) => {
      if (differ) lines.add("const kind = 4 * n + (training ? 2 : 0) + (measured ? 1 : 0);");
      printViewCache("valueViews", differ ? "kind" : "n", entries, lines);
      lines.add("return views;");
    },
  };
}

/** Which calls give it, in `training` and `measured`. With targets, a call gives no less. */
function conditionOf({ given }: ExposedValue): string {
  const { inference, training, inferenceMeasured, trainingMeasured } = given;
  const [inferred, trained] = [
    inference ? "always" : inferenceMeasured ? "measured" : "never",
    training ? "always" : trainingMeasured ? "measured" : "never",
  ];
  if (inferred === trained) return inferred;
  if (inferred === "never") return trained === "always" ? "training" : "training && measured";
  if (trained === "never") return inferred === "always" ? "!training" : "!training && measured";
  return trained === "always" ? "training || measured" : "!training || measured";
}

function valueGradsFor(layout: ModelLayout): Callable {
  const entries = valueGrads(layout).map(({ id, name }) => sampleView(layout, name, id));
  return {
    head: "valueGradsFor",
    isPrivate: true,
    parameters: [{ name: "n", type: "number" }],
    result: `${layout.className}ValueGrads`,
    body: (lines) => {
      printViewCache("valueGradViews", "n", entries, lines);
      lines.add("return views;");
    },
  };
}

/**
 * The class of a model: what a user of the generated module touches.
 *
 * Invariant: the surface is exactly docs/module.md; methods that a model cannot have are not there.
 * After the first call with a number of samples nothing is allocated: views are kept by that number.
 */
import type { Buffer } from "../kernel/kernel.ts";
import { printCalls } from "./calls.ts";
import { printConstruction } from "./construction.ts";
import { keptFields, printKeptTypes } from "./kept.ts";
import { canGoBack, givesInputGrads, gradsType, type ModelLayout } from "./layout.ts";
import { printField, type Dialect, type Field } from "./members.ts";
import { printStorage } from "./storage.ts";
import type { Lines } from "./text.ts";
import { growTree, metricBuffers, printTree } from "./types.ts";

export function printClass(layout: ModelLayout, lines: Lines, dialect: Dialect): void {
  const { className, compiled } = layout;
  lines.blank();
  lines.doc(compiled.model.doc ?? `The model ${className}.`);
  const declare = dialect === "declarations" ? "export declare class" : "export class";
  lines.block(`${declare} ${className} {`, (inside) => {
    for (const field of fieldsOf(layout)) printField(field, inside, dialect);
    printConstruction(layout, inside, dialect);
    printCalls(layout, inside, dialect);
    printStorage(layout, inside, dialect);
  });
}

function fieldsOf(layout: ModelLayout): readonly Field[] {
  const { className, compiled, prefix, floatArray } = layout;
  const { inferenceOnly } = compiled;
  const trains = !inferenceOnly;
  const fields: Field[] = [
    {
      name: "static spec",
      type: `typeof ${prefix}Spec`,
      initial: `${prefix}Spec`,
      isMutable: true,
    },
    { name: "spec", type: `typeof ${prefix}Spec`, doc: "Shapes, names and sizes." },
    { name: "input", type: `${className}Input`, doc: "The fixed buffers that `forward(n)` reads." },
    { name: "target", type: `${className}Target` },
    { name: "buffers", type: `${className}Kept`, doc: "Values kept between steps, not trained." },
    { name: "metrics", type: `${className}Metrics`, doc: "Of the last call with targets." },
  ];
  if (trains) {
    fields.push(
      {
        name: "params",
        type: `${className}Params`,
        doc: "Live views: what is written holds at the next call.",
      },
      { name: "grads", type: gradsType(layout) },
      {
        name: "flat",
        type: `${className}Flat`,
        doc: "All params and all grads as one array each.",
      },
      { name: "steps", type: "number", isMutable: true, doc: "Updates so far." },
      { name: "inputGrads", type: `Partial<${className}InputGrads>`, isMutable: true },
    );
  }
  fields.push(...keptFields(layout));
  fields.push({ name: "memory", type: `${className}Memory`, isPrivate: true });
  fields.push({ name: "outputs", type: `(${className}Outputs | undefined)[]`, isPrivate: true });
  if (layout.keepsSeed) {
    fields.push({ name: "seed", type: "number", isPrivate: true, isMutable: trains });
  }
  if (trains) {
    fields.push(
      { name: "draws", type: "number", isPrivate: true, isMutable: true },
      {
        name: "last",
        type: "LastForward",
        isPrivate: true,
      },
    );
  }
  if (canGoBack(layout)) {
    const type = `${floatArray} | undefined`;
    fields.push({ name: "keptGrads", type, isPrivate: true, isMutable: true });
  }
  if (givesInputGrads(layout)) {
    const type = `(${className}InputGrads | undefined)[]`;
    fields.push({ name: "inputGradViews", type, isPrivate: true });
  }
  return fields;
}

/** The types that only the class's fields have. */
export function printFieldTypes(layout: ModelLayout, lines: Lines): void {
  const { className, compiled, floatArray } = layout;
  const { inferenceOnly } = compiled;
  const views = (
    name: string,
    list: readonly { readonly name: string; readonly type: string }[],
  ): void => {
    lines.blank();
    lines.block(`export interface ${className}${name} {`, (inside) => {
      const leaves = list.map((each) => ({ name: each.name, leaf: each.type }));
      printTree(growTree(leaves), inside, { leaf: (leaf) => leaf, prefix: "readonly ", end: ";" });
    });
    lines.blank();
  };
  const ofRole = (role: Buffer["role"]): { name: string; type: string }[] =>
    compiled.buffers
      .filter((buffer) => buffer.role === role)
      .map((buffer) => ({ name: buffer.name, type: layout.typeOf(buffer) }));
  views("Input", ofRole("input"));
  views("Target", ofRole("target"));
  views("Kept", ofRole("buffer"));
  printKeptTypes(layout, lines);
  if (inferenceOnly) return;
  views("InputGrads", ofRole("inputGrad"));
  views(
    "Flat",
    ["params", "grads"].map((name) => ({ name, type: floatArray })),
  );
}

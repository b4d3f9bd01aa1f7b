/**
 * The class of a model: what a user of the generated module touches.
 *
 * Invariant: the surface is exactly docs/module.md; methods that a model cannot have are not there.
 * After the first call with a number of samples nothing is allocated: views are kept by that number.
 */
import type { Buffer } from "../kernel/kernel.ts";
import { printCalls } from "./calls.ts";
import { keptFields, printKeptConstruction, printKeptTypes } from "./kept.ts";
import { canGoBack, fullSize, givesInputGrads, gradsType, type ModelLayout } from "./layout.ts";
import { printCallable, printField, type Dialect, type Field } from "./members.ts";
import { propertyKey } from "./names.ts";
import { printStorage } from "./storage.ts";
import { callProgram, runRoutine } from "./programs.ts";
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

function printConstruction(layout: ModelLayout, lines: Lines, dialect: Dialect): void {
  const { className } = layout;
  const options = `${className}CreateOptions`;
  printCallable(
    {
      head: "constructor",
      isPrivate: true,
      parameters: layout.usesSeed ? [{ name: "seed", type: "number" }] : [],
      body: (inside) => printConstructorBody(layout, inside),
    },
    lines,
    dialect,
  );
  printCallable(
    {
      head: "static create",
      doc: "A new model: drawn from a seed, or with the weights of a safetensors file.",
      parameters: [{ name: "options", type: options, initial: "{}" }],
      result: className,
      body: (inside) => {
        const seed = layout.usesSeed ? "options.seed ?? 1" : "";
        inside.add(`const net = new ${className}(${seed});`);
        inside.add("if (options.weights !== undefined) net.load(options.weights);");
        inside.add("return net;");
      },
    },
    lines,
    dialect,
  );
  printCallable(
    {
      head: "static async createAsync",
      doc: layout.codeIsBeside
        ? "The same, once the file of WebAssembly is read or given as `wasm`."
        : "The same for code that works with every target.",
      parameters: [{ name: "options", type: options, initial: "{}" }],
      result: `Promise<${className}>`,
      body: (inside) => {
        if (layout.codeIsBeside) inside.add("await loadCode(wasmCode, options.wasm);");
        else if (layout.engine === "wasm") inside.add("await compileCodeLater(wasmCode);");
        inside.add(`return ${className}.create(options);`);
      },
    },
    lines,
    dialect,
  );
}

function printConstructorBody(layout: ModelLayout, lines: Lines): void {
  const { className, compiled, prefix, floatArray } = layout;
  const { inferenceOnly, memory, capacity } = compiled;
  lines.add(
    `const m = create${className}Memory();`,
    "this.memory = m;",
    `this.spec = ${prefix}Spec;`,
  );
  const ofRole = (role: Buffer["role"]): readonly Buffer[] =>
    compiled.buffers.filter((buffer) => buffer.role === role);
  for (const { id } of ofRole("table")) {
    const view = layout.viewOf(id);
    lines.add(`m.${view}.set(${prefix}Tables.${view});`);
  }
  printViews("this.input", ofRole("input"), layout, lines);
  printViews("this.target", ofRole("target"), layout, lines);
  printViews("this.buffers", ofRole("buffer"), layout, lines);
  const metrics = metricBuffers(layout).map((buffer) => `${propertyKey(buffer.name)}: 0`);
  lines.add(`this.metrics = ${literal(metrics, lines.room - 20)};`);
  lines.add("this.outputs = [];");
  if (compiled.programs.has("initialize")) {
    const [head, items] = callProgram("initialize", layout, { key: "drawKey(seed, 0)" });
    lines.list(head, items, ";");
  }
  if (compiled.programs.has("prepare")) runRoutine("prepare", layout, lines);
  printKeptConstruction(layout, lines);
  if (layout.keepsSeed) lines.add("this.seed = seed;");
  if (inferenceOnly) return;
  printViews("this.params", ofRole("param"), layout, lines);
  printViews("this.grads", ofRole("grad"), layout, lines);
  const run = (role: Buffer["role"]): string => {
    const buffers = ofRole(role);
    const offset = buffers[0] === undefined ? 0 : memory.offsets.get(buffers[0].id)!;
    const length = buffers.reduce((sum, buffer) => sum + fullSize(buffer, capacity), 0);
    return `new ${floatArray}(bytes, ${offset}, ${length})`;
  };
  lines.add("const bytes = m.bytes;");
  lines.block(
    "this.flat = {",
    (inside) => {
      inside.add(`params: ${run("param")},`, `grads: ${run("grad")},`);
    },
    "};",
  );
  lines.add("this.steps = 0;", "this.inputGrads = {};", "this.draws = 0;");
  if (canGoBack(layout)) lines.add("this.keptGrads = undefined;");
  if (givesInputGrads(layout)) lines.add("this.inputGradViews = [];");
  lines.add("this.last = { samples: 0, training: false, targets: false };");
}

/** `{ a: 0, b: 0 }`, flat; metrics are few. */
function literal(items: readonly string[], room: number): string {
  const flat = items.length === 0 ? "{}" : `{ ${items.join(", ")} }`;
  return flat.length <= room ? flat : `{\n      ${items.join(",\n      ")},\n    }`;
}

function printViews(
  to: string,
  buffers: readonly Buffer[],
  layout: ModelLayout,
  lines: Lines,
): void {
  if (buffers.length === 0) return lines.add(`${to} = {};`);
  const leaves = buffers.map((buffer) => ({
    name: buffer.name,
    leaf: `m.${layout.viewOf(buffer.id)}`,
  }));
  lines.block(
    `${to} = {`,
    (inside) => printTree(growTree(leaves), inside, { leaf: (leaf) => leaf, prefix: "", end: "," }),
    "};",
  );
}

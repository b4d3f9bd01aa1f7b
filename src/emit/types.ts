/**
 * The types of a model, its specification, and the memory that holds its buffers.
 *
 * Invariant: everything is named and shaped as in the `.nn` source; `spec` is written out, so that its
 * type is its value.
 */

import { elementCount, sampleShape, type TensorType } from "../graph/type.ts";
import type { Buffer } from "../kernel/kernel.ts";
import { fullSize, type ModelLayout } from "./layout.ts";
import { arrayType } from "./kernels.ts";
import { printCallable, type Dialect } from "./members.ts";
import { propertyKey } from "./names.ts";
import { quote, type Lines } from "./text.ts";

/** A tree of names: `dense1.W` is the leaf W of the branch dense1. */
export interface NameTree<T> {
  readonly leaves: readonly { readonly key: string; readonly leaf: T }[];
  readonly branches: ReadonlyMap<string, NameTree<T>>;
}

export function growTree<T>(
  items: readonly { readonly name: string; readonly leaf: T }[],
): NameTree<T> {
  const leaves: { key: string; leaf: T }[] = [];
  const inner = new Map<string, { name: string; leaf: T }[]>();
  for (const { name, leaf } of items) {
    const dot = name.indexOf(".");
    if (dot < 0) {
      leaves.push({ key: name, leaf });
      continue;
    }
    const branch = name.slice(0, dot);
    const rest = { name: name.slice(dot + 1), leaf };
    const known = inner.get(branch);
    if (known === undefined) inner.set(branch, [rest]);
    else known.push(rest);
  }
  const branches = new Map([...inner].map(([key, rest]) => [key, growTree(rest)]));
  return { leaves, branches };
}

/** Members of an interface or literal, nested. */
export function printTree<T>(
  tree: NameTree<T>,
  lines: Lines,
  style: { readonly leaf: (leaf: T) => string; readonly prefix: string; readonly end: string },
): void {
  for (const { key, leaf } of tree.leaves) {
    lines.add(`${style.prefix}${propertyKey(key)}: ${style.leaf(leaf)}${style.end}`);
  }
  for (const [key, branch] of tree.branches) {
    lines.block(
      `${style.prefix}${propertyKey(key)}: {`,
      (inside) => printTree(branch, inside, style),
      `}${style.end}`,
    );
  }
}

export function printTypes(layout: ModelLayout, lines: Lines): void {
  const { compiled, className } = layout;
  const { model } = compiled;
  const given = (type: TensorType): string =>
    sampleShape(type).length === 0 ? "ArrayLike<number> | number" : "ArrayLike<number>";
  const ports = (name: string, doc: string, list: typeof model.inputs): void => {
    printInterface(`export interface ${className}${name}`, doc, lines, (inside) => {
      for (const port of list) {
        inside.doc(port.doc ?? describeShape(port.type));
        inside.add(`readonly ${propertyKey(port.name)}: ${given(port.type)};`);
      }
    });
  };
  ports("Inputs", "What a call is given, sample after sample.", model.inputs);
  ports("Targets", "What training and measuring need beside the inputs.", model.targets);
  printInterface(
    `export interface ${className}Outputs`,
    "Views of the model's own memory.",
    lines,
    (inside) => {
      for (const { name, value } of model.inference.outputs) {
        inside.doc(describeShape(value.type));
        inside.add(`readonly ${propertyKey(name)}: ${arrayOf(value.type, layout)};`);
      }
    },
  );
  printInterface(
    `export interface ${className}Params`,
    "Trained values by name.",
    lines,
    (inside) => {
      const leaves = model.params.map(({ name, type }) => ({ name, leaf: type }));
      const style = { leaf: () => layout.floatArray, prefix: "readonly ", end: ";" };
      printTree(growTree(leaves), inside, style);
    },
  );
  printInterface(
    `export interface ${className}Metrics`,
    "Means over the samples of the last call with targets.",
    lines,
    (inside) => {
      for (const buffer of metricBuffers(layout))
        inside.add(`${propertyKey(buffer.name)}: number;`);
    },
  );
  if (compiled.runtimeSettings.length > 0) {
    printInterface(
      `export interface ${className}Settings`,
      "Settings of the optimiser for one call.",
      lines,
      (inside) => {
        for (const { name } of compiled.runtimeSettings) {
          inside.add(`readonly ${propertyKey(name)}?: number | undefined;`);
        }
      },
    );
  }
}

export function printInterface(
  head: string,
  doc: string,
  lines: Lines,
  write: (inside: Lines) => void,
): void {
  lines.blank();
  lines.doc(doc);
  lines.block(`${head} {`, write);
  lines.blank();
}

export function metricBuffers(layout: ModelLayout): readonly Buffer[] {
  return layout.compiled.buffers.filter((buffer) => buffer.role === "metric");
}

/** `float [16, 16]`, `int`. */
function describeShape(type: TensorType): string {
  const shape = sampleShape(type);
  return shape.length === 0 ? type.element : `${type.element} [${shape.join(", ")}]`;
}

function arrayOf(type: TensorType, layout: ModelLayout): string {
  return arrayType(type.element, layout.compiled.precision);
}

// ── the specification ─────────────────────────────────────────────────────────────────────────────

export function printSpec(layout: ModelLayout, lines: Lines, dialect: Dialect): void {
  const { compiled, prefix } = layout;
  const { model } = compiled;
  const items: [string, string | readonly Entry[]][] = [
    ["model", quote(model.name)],
    ["batch", String(compiled.capacity)],
    ["dtype", quote(compiled.precision)],
    ["inputs", model.inputs.map((port) => portSpec(port.name, port.type))],
    ["targets", model.targets.map((port) => portSpec(port.name, port.type))],
    ["outputs", model.inference.outputs.map(({ name, value }) => portSpec(name, value.type))],
    ["params", listOffsets(model.params)],
    ["buffers", listOffsets(model.buffers)],
  ];
  const total = model.params.reduce((sum, param) => sum + elementCount(param.type.shape), 0);
  const types = dialect !== "javascript";
  lines.blank();
  const declares = dialect === "declarations";
  const head = declares ? `declare const ${prefix}Spec: {` : `const ${prefix}Spec = {`;
  const separator = declares ? ";" : ",";
  const mark = declares ? "readonly " : "";
  lines.block(
    head,
    (inside) => {
      for (const [key, value] of items) printSpecItem(`${mark}${key}`, value, inside, declares);
      inside.add(`${mark}totals: { ${mark}params: ${total} }${separator}`);
    },
    declares ? "};" : types ? "} as const;" : "};",
  );
  lines.blank();
}

/** Members of one object of the specification, in order. */
type Entry = readonly (readonly [key: string, value: string])[];

function printSpecItem(
  key: string,
  value: string | readonly Entry[],
  lines: Lines,
  declares: boolean,
): void {
  const end = declares ? ";" : ",";
  const mark = declares ? "readonly " : "";
  if (typeof value === "string") return lines.add(`${key}: ${value}${end}`);
  const members = (entry: Entry): readonly string[] =>
    entry.map(([name, text]) => `${mark}${name}: ${text.startsWith("[") ? mark : ""}${text}`);
  const flatten = (entry: Entry): string => `{ ${members(entry).join(declares ? "; " : ", ")} }`;
  const flat = `${key}: ${mark}[${value.map(flatten).join(", ")}]${end}`;
  if (value.length < 2 && flat.length <= lines.room) return lines.add(flat);
  lines.block(
    `${key}: ${mark}[`,
    (inside) => {
      for (const entry of value) {
        const whole = `${flatten(entry)},`;
        if (whole.length <= inside.room) inside.add(whole);
        else {
          const write = (deeper: Lines): void =>
            members(entry).forEach((member) => deeper.add(`${member}${end}`));
          inside.block("{", write, "},");
        }
      }
    },
    `]${end}`,
  );
}

function portSpec(name: string, type: TensorType): Entry {
  const shape = `[${sampleShape(type).join(", ")}]`;
  return [
    ["name", quote(name)],
    ["shape", shape],
    ["dtype", quote(type.element)],
  ];
}

function listOffsets(
  params: readonly { readonly name: string; readonly type: TensorType }[],
): readonly Entry[] {
  let offset = 0;
  return params.map(({ name, type }) => {
    const entry: Entry = [
      ["name", quote(name)],
      ["shape", `[${type.shape.join(", ")}]`],
      ["offset", String(offset)],
    ];
    offset += elementCount(type.shape);
    return entry;
  });
}

// ── memory ────────────────────────────────────────────────────────────────────────────────────────

export function printMemory(layout: ModelLayout, lines: Lines, dialect: Dialect): void {
  const { className, compiled, buffers } = layout;
  if (dialect === "typescript") {
    const doc = "Views of one block of memory; scratch of different programs overlaps.";
    printInterface(`interface ${className}Memory`, doc, lines, (inside) => {
      inside.add("readonly bytes: ArrayBuffer;");
      for (const { buffer, view } of buffers)
        inside.add(`readonly ${view}: ${layout.typeOf(buffer)};`);
    });
  }
  printCallable(
    {
      head: `function create${className}Memory`,
      parameters: [],
      result: `${className}Memory`,
      body: (inside) => {
        inside.add(`const bytes = new ArrayBuffer(${compiled.memory.bytes});`);
        inside.block(
          "return {",
          (members) => {
            members.add("bytes,");
            for (const { buffer, view } of buffers) {
              const offset = compiled.memory.offsets.get(buffer.id)!;
              const length = fullSize(buffer, compiled.capacity);
              const stretch = ["bytes", String(offset), String(length)];
              members.list(`${view}: new ${layout.typeOf(buffer)}`, stretch, ",");
            }
          },
          "};",
        );
      },
    },
    lines,
    dialect,
  );
}

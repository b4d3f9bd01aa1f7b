/**
 * The types of a model, and the memory that holds its buffers.
 *
 * Invariant: everything is named and shaped as in the `.nn` source.
 */
import { sampleShape, type TensorType } from "../graph/type.ts";
import type { Buffer } from "../kernel/kernel.ts";
import type { Param } from "../model/model.ts";
import { fullSize, gradsType, trainedParams, type ModelLayout } from "./layout.ts";
import { arrayType } from "./kernels.ts";
import { printCallable, type Dialect } from "./members.ts";
import { propertyKey } from "./names.ts";
import type { Lines } from "./text.ts";
import { printPages, printProgramTypes } from "./wasm/face.ts";

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
  const tree = (head: string, doc: string, params: readonly Param[]): void =>
    printInterface(`export interface ${head}`, doc, lines, (inside) => {
      const leaves = params.map(({ name, type }) => ({ name, leaf: type }));
      const style = { leaf: () => layout.floatArray, prefix: "readonly ", end: ";" };
      printTree(growTree(leaves), inside, style);
    });
  const [params, grads] = [`${className}Params`, gradsType(layout)];
  tree(params, "Trained values by name.", model.params);
  if (!compiled.inferenceOnly && grads !== params)
    tree(grads, "Gradients of the params that are not frozen.", trainedParams(layout));
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
export function describeShape(type: TensorType): string {
  const shape = sampleShape(type);
  return shape.length === 0 ? type.element : `${type.element} [${shape.join(", ")}]`;
}

function arrayOf(type: TensorType, layout: ModelLayout): string {
  return arrayType(type.element, layout.compiled.precision);
}

// ── memory ────────────────────────────────────────────────────────────────────────────────────────

/** Numbers that stand in the source: the model's constants of more than a few. */
export function printTables(layout: ModelLayout, lines: Lines): void {
  const tables = layout.compiled.buffers.filter((buffer) => buffer.role === "table");
  if (tables.length === 0) return;
  lines.block(
    `const ${layout.prefix}Tables = {`,
    (members) => {
      for (const { id, values } of tables) members.numbers(`${layout.viewOf(id)}:`, values!, ",");
    },
    "};",
  );
  lines.blank();
}

export function printMemory(layout: ModelLayout, lines: Lines, dialect: Dialect): void {
  const { className, compiled, buffers } = layout;
  if (layout.engine === "wasm" && dialect === "typescript") printProgramTypes(compiled, lines);
  printCallable(
    {
      head: `function create${className}Memory`,
      doc: "Views of one block of memory; scratch of different programs, and times, overlaps.",
      parameters: [],
      body: (inside) => {
        const isWasm = layout.engine === "wasm";
        if (isWasm) printPages(layout, inside, dialect);
        else inside.add(`const bytes = new ArrayBuffer(${compiled.memory.bytes});`);
        inside.block(
          "return {",
          (members) => {
            members.add("bytes,");
            if (isWasm) members.add("run,");
            if (isWasm && compiled.threads > 1) members.add("memory,");
            for (const { buffer, view } of buffers) {
              // Only kernels see scratch.
              if (isWasm && buffer.role === "scratch") continue;
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
  if (dialect === "typescript") {
    lines.add(`type ${className}Memory = ReturnType<typeof create${className}Memory>;`);
  }
}

/**
 * How a model's class makes a model: `create`, `createAsync` and the constructor behind them.
 *
 * Invariant: a model whose weights are given is that of the file alone; nothing is drawn for it that
 * loading replaces.
 */
import type { Buffer } from "../kernel/kernel.ts";
import { callsOf } from "../kernel/visit.ts";
import { printKeptConstruction } from "./kept.ts";
import { canGoBack, fullSize, givesInputGrads, type ModelLayout } from "./layout.ts";
import { printCallable, type Dialect } from "./members.ts";
import { propertyKey } from "./names.ts";
import { runRoutine } from "./programs.ts";
import type { Lines } from "./text.ts";
import { printThreadsStart } from "./wasm/face.ts";
import { growTree, metricBuffers, printTree } from "./types.ts";

export function printConstruction(layout: ModelLayout, lines: Lines, dialect: Dialect): void {
  const { className } = layout;
  const isGiven = weightsReplaceStart(layout);
  const options = `${className}CreateOptions`;
  printCallable(
    {
      head: "constructor",
      isPrivate: true,
      parameters: [
        ...(layout.usesSeed ? [{ name: "seed", type: "number" }] : []),
        ...(isGiven ? [{ name: "isLoaded", type: "boolean" }] : []),
      ],
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
        const seed = layout.usesSeed ? ["options.seed ?? 1"] : [];
        inside.add("const { weights } = options;");
        const given = isGiven ? [...seed, "weights !== undefined"] : seed;
        inside.list(`const net = new ${className}`, given, ";");
        inside.add("if (weights !== undefined) net.load(weights);", "return net;");
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
        if (layout.compiled.threads === 1)
          return inside.add(`return ${className}.create(options);`);
        inside.add(`const net = ${className}.create(options);`);
        printThreadsStart(layout, inside);
        inside.add("return net;");
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
  printStart(layout, lines);
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

/** What is loaded is not drawn before: of a large model, that takes longer than loading it. */
function printStart(layout: ModelLayout, lines: Lines): void {
  const print = (inside: Lines): void => {
    runRoutine("initialize", layout, inside, { key: "drawKey(seed, 0)" });
    runRoutine("prepare", layout, inside);
  };
  if (weightsReplaceStart(layout)) lines.block("if (!isLoaded) {", print);
  else print(lines);
}

/** Is all that a model starts from in every file of weights? States of the optimiser need not be. */
function weightsReplaceStart({ compiled: { programs, buffers } }: ModelLayout): boolean {
  const starts = ["initialize", "prepare"] as const;
  const steps = starts.flatMap((name) => programs.get(name)?.steps ?? []);
  const states = new Set(buffers.filter(({ role }) => role === "state").map(({ id }) => id));
  return (
    steps.length > 0 && !callsOf(steps).some((call) => call.buffers.some((id) => states.has(id)))
  );
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

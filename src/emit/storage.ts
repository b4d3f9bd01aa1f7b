/**
 * Saving and loading: a model's tensors by name.
 *
 * Invariant: names and order are those of `spec`; what only training needs has names that start with `@`,
 * so that a resumed run goes on bit for bit.
 */
import { sampleShape, type TensorType } from "../graph/type.ts";
import type { ModelLayout } from "./layout.ts";
import { printCallable, type Dialect } from "./members.ts";
import { runRoutine } from "./programs.ts";
import { quote, type Lines } from "./text.ts";

export function printStorage(layout: ModelLayout, lines: Lines, dialect: Dialect): void {
  const { className, compiled } = layout;
  const trains = !compiled.inferenceOnly;
  printCallable(
    {
      head: "save",
      doc: trains
        ? "A safetensors file; with `training` also what a resumed run needs."
        : "A safetensors file.",
      parameters: [{ name: "options", type: `${className}SaveOptions`, initial: "{}" }],
      result: "Uint8Array",
      body: (inside) => {
        const training = trains ? "options.training === true" : "";
        inside.add(`const tensors = this.tensors(${training});`);
        inside.add('return encodeTensors(tensors, options.dtype === "f16");');
      },
    },
    lines,
    dialect,
  );
  printCallable(
    {
      head: "load",
      doc: "Takes the weights of a safetensors file; refused whole unless `partial`.",
      parameters: [
        { name: "bytes", type: "Uint8Array" },
        { name: "options", type: "{ partial?: boolean | undefined }", initial: "{}" },
      ],
      result: "{ missing: string[]; extra: string[] }",
      body: (inside) => printLoad(layout, inside),
    },
    lines,
    dialect,
  );
  printTensors(layout, lines, dialect);
}

function printLoad(layout: ModelLayout, lines: Lines): void {
  const trains = !layout.compiled.inferenceOnly;
  lines.add(`const tensors = this.tensors(${trains ? "true" : ""});`);
  lines.add("const partial = options.partial === true;");
  lines.add("const report = decodeTensors(bytes, tensors, partial);");
  if (trains) lines.add("this.takeProgress(tensors);");
  if (layout.has("prepare")) runRoutine("prepare", layout, lines);
  lines.add("return report;");
}

function printTensors(layout: ModelLayout, lines: Lines, dialect: Dialect): void {
  const { compiled } = layout;
  const { model, inferenceOnly } = compiled;
  const states = inferenceOnly ? [] : (model.optimizer?.states ?? []);
  const entry = (id: string, name: string, type: TensorType): string =>
    `{ name: ${quote(name)}, shape: [${type.shape.join(", ")}], data: m.${layout.viewOf(id)} }`;
  printCallable(
    {
      head: "tensors",
      isPrivate: true,
      parameters: inferenceOnly ? [] : [{ name: "training", type: "boolean" }],
      result: "StoredTensor[]",
      body: (inside) => {
        const kept = [
          ...model.params.map(({ name, type }) => entry(`param:${name}`, name, type)),
          ...model.buffers.map(({ name, type }) => entry(`buffer:${name}`, name, type)),
        ];
        const ofTraining = inferenceOnly ? [] : [...states, ...model.carried];
        if (kept.length + ofTraining.length > 0) inside.add("const m = this.memory;");
        const types = dialect === "typescript" ? ": StoredTensor[]" : "";
        printEntries(`const tensors${types} = [`, kept, inside, "];");
        if (inferenceOnly) return inside.add("return tensors;");
        inside.add("if (!training) return tensors;");
        // For every sample of the capacity; a file for another capacity leaves them as they are.
        const carried = model.carried.map(({ name, type }) =>
          entry(`carried:${name}`, `@states.${name}`, {
            ...type,
            shape: [compiled.capacity, ...sampleShape(type)],
          }),
        );
        const progress = states.map(({ name, type }) => entry(`state:${name}`, `@${name}`, type));
        printEntries("tensors.push(", [...progress, ...carried, ...counters], inside, ");");
        inside.add("return tensors;");
      },
    },
    lines,
    dialect,
  );
  if (!inferenceOnly) printProgress(lines, dialect);
}

const counters = ["steps", "draws", "seed"].map(
  (name) => `{ name: "@${name}", shape: [1], data: Float64Array.of(this.${name}) }`,
);

/** A list of objects stands one an entry, as prettier has it; long ones member by member. */
function printEntries(open: string, entries: readonly string[], lines: Lines, close: string): void {
  const flat = `${open}${entries.join(", ")}${close}`;
  if (entries.length < 2 && flat.length <= lines.room) return lines.add(flat);
  lines.block(
    open,
    (inside) => {
      for (const entry of entries) printEntry(entry, inside);
    },
    close,
  );
}

function printEntry(entry: string, lines: Lines): void {
  if (entry.length + 1 <= lines.room) return lines.add(`${entry},`);
  const members = /^\{ (name: .*), (shape: \[.*\]), (data: .*) \}$/.exec(entry)!.slice(1);
  lines.block("{", (inside) => members.forEach((member) => inside.add(`${member},`)), "},");
}

function printProgress(lines: Lines, dialect: Dialect): void {
  printCallable(
    {
      head: "takeProgress",
      isPrivate: true,
      parameters: [{ name: "tensors", type: "readonly StoredTensor[]" }],
      result: "void",
      body: (inside) => {
        const bang = dialect === "typescript" ? "!" : "";
        inside.add("const progress = tensors.slice(-3);");
        ["steps", "draws", "seed"].forEach((name, index) =>
          inside.add(`this.${name} = progress[${index}]${bang}.data[0]${bang};`),
        );
      },
    },
    lines,
    dialect,
  );
}

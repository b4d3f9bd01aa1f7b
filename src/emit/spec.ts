/**
 * `spec` of a model: names, shapes and places of what its class holds.
 *
 * Invariant: it is written out, so that its type is its value.
 */
import { elementCount, sampleShape, type TensorType } from "../graph/type.ts";
import { namedStates } from "./kept.ts";
import type { ModelLayout } from "./layout.ts";
import type { Dialect } from "./members.ts";
import { quote, type Lines } from "./text.ts";

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
    ...optional("values", compiled.exposed),
    ...optional("states", namedStates(layout)),
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

/** What is there only where it was asked for. */
function optional(
  key: string,
  list: readonly { readonly name: string; readonly type: TensorType }[],
): readonly [string, readonly Entry[]][] {
  return list.length === 0 ? [] : [[key, list.map(({ name, type }) => portSpec(name, type))]];
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

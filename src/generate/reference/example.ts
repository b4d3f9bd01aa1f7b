/**
 * What an example of the reference comes to: elaborated, and where nothing is given to it, computed.
 *
 * Invariant: nothing is written down that the compiler did not say.
 */
import { collectDiagnostics } from "../../diagnostics/diagnostic.ts";
import { createSource } from "../../diagnostics/source.ts";
import type { Value } from "../../graph/graph.ts";
import type { Tensor } from "../../graph/op.ts";
import { formatType, sampleShape } from "../../graph/type.ts";
import { interpret } from "../../interpret.ts";
import { elaborate } from "../../model/elaborate.ts";
import type { Model, Named, Param } from "../../model/model.ts";
import { parse } from "../../syntax/parse.ts";

/** Lines of Markdown. Throws where the example has a mistake. */
export function describeExample(body: string): readonly string[] {
  const model = elaborateBody(body);
  if (model.optimizer !== undefined && body.startsWith("train")) return describeOptimizer(model);
  const values = model.inference.outputs.filter(({ name }) => name !== placeholder);
  const isGiven = model.inputs.length > 0;
  return [
    ...values.map((named) => (isGiven ? describeShape(named) : describeNumbers(named, model))),
    ...describeOwned(model, values.length === 0),
  ];
}

const placeholder = "nothing";

/** What an example leaves out, so that it is a model. */
function elaborateBody(body: string): Model {
  const rest = body.startsWith("train")
    ? "param w: [3] = 1 output nothing = w loss sum(w^2)"
    : /\boutput\b/.test(body)
      ? ""
      : "output nothing = 0";
  const diagnostics = collectDiagnostics();
  const source = createSource("example.nn", `model Example {\n${body}\n${rest}\n}\n`);
  const { models } = elaborate(parse(source, diagnostics), {}, diagnostics);
  const error = diagnostics.all.find(({ severity }) => severity === "error");
  if (error !== undefined) throw new Error(`in the example "${body}": ${error.message}`);
  return models[0]!;
}

function describeShape({ name, value }: Named): string {
  return `\`${name}\` is ${sample(value)}.`;
}

function sample({ type }: Value): string {
  const shape = sampleShape(type);
  if (shape.length === 0)
    return type.element === "float" ? "a scalar" : `an ${type.element} scalar`;
  const shown = formatType({ element: type.element, shape });
  return `\`${shown.replace(/^float/, "")}\``;
}

function describeNumbers({ name, value }: Named, model: Model): string {
  const starts = model.params.map((param) => ["param:" + param.name, startOf(param)] as const);
  const [tensor] = interpret([value], new Map(starts), { samples: 1 });
  return `\`${name}\` is \`${formatTensor(tensor!)}\`.`;
}

function startOf({ initial }: Param): Tensor {
  return interpret([initial], new Map(), { samples: 1 })[0]!;
}

function describeOwned(model: Model, showsNumbers: boolean): readonly string[] {
  const params = model.params.map((param) =>
    showsNumbers
      ? `\`${param.name}\` starts as \`${formatTensor(startOf(param))}\` with the seed 1.`
      : `- \`${param.name}\`: ${sample(param.initial)}`,
  );
  if (showsNumbers) return params;
  const buffers = model.buffers.map(({ name, initial }) => `- \`${name}\`: ${sample(initial)}`);
  return [
    ...(params.length === 0 ? [] : ["Params:", params.join("\n")]),
    ...(buffers.length === 0 ? [] : ["Buffers:", buffers.join("\n")]),
  ];
}

function describeOptimizer({ optimizer }: Model): readonly string[] {
  const { settings, states } = optimizer!;
  const names = settings.map(({ name }) => `\`${name}\``).join(", ");
  const kept = states.map(({ name }) => `\`${/\.(\w+):/.exec(name)![1]!}\``).join(" and ");
  return [
    `Can be changed at run time: ${names}.`,
    kept === "" ? "It keeps nothing between steps." : `It keeps ${kept} of each param's shape.`,
  ];
}

/** Nested lists of numbers with four digits. */
function formatTensor({ shape, data }: Tensor): string {
  const [length, ...rest] = shape;
  if (length === undefined) return String(Number(data[0]!.toPrecision(4)) + 0);
  const size = data.length / length;
  const parts = Array.from({ length }, (_, at) =>
    formatTensor({ shape: rest, data: data.slice(at * size, (at + 1) * size) }),
  );
  return `[${parts.join(", ")}]`;
}

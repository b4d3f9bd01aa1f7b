/**
 * `--expose encoder1.*`: named values that the generated code keeps for whoever wants to look at them.
 *
 * Invariant: a value has one type in both graphs of a model; one that varies over the batch in one of
 * them does so in both.
 */
import { listNames } from "../diagnostics/listing.ts";
import { createBuild } from "../graph/build.ts";
import { isBatched, type TensorType } from "../graph/type.ts";
import { reportOutside, type Context } from "./context.ts";
import { formatSample } from "./meaning.ts";
import type { Model, Named, Section } from "./model.ts";
import { listPatterns, matchAny, meantPattern } from "./patterns.ts";

/** Both graphs of a model, with the values that they keep. */
export function exposeValues(
  context: Context,
  inference: Section,
  training: Section,
): readonly [inference: Section, training: Section] {
  const { expose } = context.options;
  if (expose === undefined) return [inference, training];
  const isWanted = matchAny(listPatterns(expose));
  const choose = ({ values }: Section, other: Section): readonly Named[] => {
    const others = new Map(other.values.map(({ name, value }) => [name, value.type]));
    return values
      .filter(({ name }) => isWanted(name))
      .map((named) => likeOther(named, others.get(named.name)));
  };
  checkTypes(context, choose(inference, inference), choose(training, training));
  return [
    { ...inference, exposed: choose(inference, training) },
    { ...training, exposed: choose(training, inference) },
  ];
}

function likeOther(named: Named, other: TensorType | undefined): Named {
  const { value } = named;
  if (other === undefined || isBatched(value.type) || !isBatched(other)) return named;
  return { ...named, value: createBuild(value.node.origin).perSample(value) };
}

function checkTypes(
  { problems }: Context,
  inference: readonly Named[],
  training: readonly Named[],
): void {
  const types = new Map(inference.map(({ name, value }) => [name, value.type]));
  for (const { name, value, span } of training) {
    const other = types.get(name);
    if (other === undefined) continue;
    const [a, b] = [formatSample(other), formatSample(value.type)];
    if (a === b) continue;
    const message = `\`${name}\` cannot be exposed: it is ${a} in inference but ${b} in training`;
    problems.report("NN5025", message, { span });
  }
}

/** A pattern that matches nothing is a mistake. */
export function checkExpose(context: Context, models: readonly Model[]): void {
  const { expose, inference: isInferenceOnly } = context.options;
  const sections = models.flatMap(({ inference, training }) =>
    isInferenceOnly === true ? [inference] : [inference, training],
  );
  const names = [...new Set(sections.flatMap(({ values }) => values.map(({ name }) => name)))];
  const layers = models.flatMap((model) => model.layers.map(({ path }) => path));
  for (const pattern of expose === undefined ? [] : listPatterns(expose)) {
    const isWanted = matchAny([pattern]);
    if (names.some(isWanted)) continue;
    const there = names.length === 0 ? "there are none" : `there are ${listNames(names)}`;
    const isLayer = layers.some(isWanted);
    const fix = isLayer
      ? { message: "a layer's result is exposed by its name: give it one, `h = x -> …`" }
      : meantPattern(pattern, names);
    const what = isLayer
      ? `\`${pattern}\` is a layer, and no named value`
      : `no named value matches \`${pattern}\``;
    reportOutside(context, "NN5026", `${what}; ${there}`, fix);
  }
}

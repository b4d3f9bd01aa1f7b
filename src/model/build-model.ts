/**
 * One model: its two sections, its optimiser, its tests.
 *
 * Invariant: where nothing asks for `training`, both sections are one and the same graph.
 */
import type * as ast from "../syntax/ast.ts";
import { checkClashes, finishSection, mergeOwned, type FinishedSection } from "./assemble.ts";
import { elaborateTest, type Tested } from "./claims.ts";
import type { Context } from "./context.ts";
import type { Elaboration } from "./elaboration.ts";
import type {
  LayerInstance,
  Model,
  ModelTest,
  NextValue,
  Optimizer,
  Param,
  PortLimits,
  Section,
} from "./model.ts";
import { exposeValues } from "./expose.ts";
import { listPatterns, matchAny } from "./patterns.ts";
import { elaborateSection, type RawSection } from "./section.ts";
import { chooseSettings, type ChosenSettings } from "./settings-of-model.ts";
import { startElaboration } from "./start.ts";
import { keepReached } from "./stateful.ts";
import { createTemplates } from "./templates.ts";
import { optimizerOf, readTraining, type Training } from "./train.ts";
import type { WantedModel } from "./wanted-models.ts";

interface Opened {
  readonly chosen: ChosenSettings;
  readonly raw: RawSection;
}

export function buildModel(
  context: Context,
  wanted: WantedModel,
  tests: readonly ast.TestDeclaration[],
): Model {
  const { problems, options } = context;
  const templates = options.copies === false ? undefined : createTemplates();
  const inference = openSection(context, wanted, { training: false, templates });
  const training = trainingSection(context, wanted, inference);
  templates?.endCopies();
  const used = finishSection(inference.raw);
  const trained = training === inference ? used : finishSection(training.raw);
  const frozen = matchAny(listPatterns(options.freeze));
  const params = mergeOwned(problems, used.params, trained.params).map((param) => ({
    ...param,
    frozen: frozen(param.name),
  }));
  const buffers = mergeOwned(problems, used.buffers, trained.buffers);
  checkClashes(problems, [...params, ...buffers]);
  const [seen, learnt] = exposeValues(context, used.section, trained.section).map(keepReached) as [
    Section,
    Section,
  ];
  const carried = mergeOwned(problems, seen.carried, learnt.carried);
  checkClashes(problems, carried);
  const settings = readTraining(training.raw, wanted.name.span);
  const optimize = (all: readonly Param[]): Optimizer | undefined =>
    buildOptimizer(context, settings, all, { ...trained, templates });
  const optimizer = optimize(params);
  const model: Model = {
    name: wanted.name.text,
    nameSpan: wanted.name.span,
    doc: wanted.doc,
    span: wanted.declaration.span,
    settings: inference.chosen.values,
    inputs: inference.raw.inputs,
    targets: inference.raw.targets,
    params: [...params.filter((each) => !each.frozen), ...params.filter((each) => each.frozen)],
    buffers,
    carried,
    inference: withoutRules(seen, ({ role, name }) => role === "buffer" || frozen(name)),
    training: withoutRules(learnt, ({ role, name }) => role === "param" && frozen(name)),
    optimizer,
    learns: trained.section.loss !== undefined || rulesOfParams(trained.section).size > 0,
    batch: settings.batch,
    epochs: settings.epochs,
    layers: listLayers(used),
    portLimits: mergeLimits(used.portLimits, trained.portLimits),
    tests: [],
  };
  if (tests.length === 0) return model;
  const { naming, finishLater: finish } = used;
  // A test is of the model as it is written: nothing is frozen there.
  const whole = params.some((each) => each.frozen) ? optimize(params.map(thaw)) : optimizer;
  const tested = {
    raw: inference.raw,
    naming,
    finish,
    optimizer: whole,
    isBroken: context.diagnostics.hasErrors,
  };
  return { ...model, tests: tests.map((test) => buildTest(context, wanted, test, tested)) };
}

function openSection(
  { library, problems, options }: Context,
  { declaration, given }: WantedModel,
  { training, templates }: Pick<Elaboration, "training" | "templates">,
): Opened {
  const keepsSteps = options.expose !== undefined;
  const keepsStates = options.stateful === true;
  const keeps = { keepsSteps, keepsStates };
  const e = startElaboration(library, problems, { training, templates, ...keeps });
  const chosen = chooseSettings(e, declaration, given, options.set ?? {});
  return { chosen, raw: elaborateSection(e, declaration, chosen.scope) };
}

function isTraining({ options }: Context): boolean {
  return options.training !== false && options.set?.["training"] !== false;
}

/** The inference section itself, if nothing in it asked whether it is that. */
function trainingSection(context: Context, wanted: WantedModel, inference: Opened): Opened {
  const differs = isTraining(context) && inference.raw.e.count.asks > 0;
  const { templates } = inference.raw.e;
  return differs ? openSection(context, wanted, { training: true, templates }) : inference;
}

/** Buffers move in training only; what is frozen never moves. */
function withoutRules(section: Section, isLeftOut: (next: NextValue) => boolean): Section {
  return { ...section, next: section.next.filter((next) => !isLeftOut(next)) };
}

function buildOptimizer(
  context: Context,
  training: Training,
  params: readonly Param[],
  { section, finishLater, templates }: FinishedSection & Pick<Elaboration, "templates">,
): Optimizer | undefined {
  const { library, problems } = context;
  const ruled = rulesOfParams(section);
  const free = params.filter(({ name }) => !ruled.has(name));
  const prefix = training.optimizer?.optimizer.name ?? "";
  const start = () =>
    startElaboration(library, problems, { training: isTraining(context), prefix, templates });
  const optimizer = optimizerOf(start, training, section.loss === undefined ? [] : free);
  if (optimizer === undefined) return undefined;
  const values = finishLater(optimizer.settings.map(({ value }) => value));
  const settings = optimizer.settings.map(({ name }, index) => ({ name, value: values[index]! }));
  return { ...optimizer, settings };
}

function rulesOfParams({ next }: Section): ReadonlySet<string> {
  return new Set(next.filter(({ role }) => role === "param").map(({ name }) => name));
}

function thaw(param: Param): Param {
  return { ...param, frozen: false };
}

function mergeLimits(a: PortLimits, b: PortLimits): PortLimits {
  const least = (kind: keyof PortLimits): ReadonlyMap<string, number> => {
    const all = [...a[kind].keys(), ...b[kind].keys()].map((name): [string, number] => {
      const limits = [a[kind].get(name) ?? Infinity, b[kind].get(name) ?? Infinity];
      return [name, Math.min(...limits)];
    });
    return new Map(all);
  };
  return { enforced: least("enforced"), likely: least("likely") };
}

function listLayers({ naming, finish }: FinishedSection): readonly LayerInstance[] {
  return naming.instances.map(({ path, instance: { layer, result, span } }) => ({
    path,
    layer,
    result: result && finish(result),
    span: span!,
  }));
}

/** A test with settings of its own is a test of a model of its own. */
function buildTest(
  context: Context,
  wanted: WantedModel,
  test: ast.TestDeclaration,
  tested: Tested,
): ModelTest {
  if (test.settings.length === 0) return elaborateTest(test, tested, undefined);
  const scope = tested.raw.e.scopeOf(context.library.main);
  const own = { settings: test.settings, span: test.model.span, scope, final: true };
  const chosen = { ...wanted, given: [...wanted.given, own] };
  const model = buildModel(context, chosen, [{ ...test, settings: [] }]);
  const { title, span } = test;
  const nothing = { title: title.value, span, given: new Map(), claims: [] };
  return { ...(model?.tests[0] ?? nothing), model };
}

/**
 * `test "…" of …`: what is given and what is claimed, as graphs over the model's sources.
 *
 * Invariant: tests see every named value of the inference section; what they build makes no instance.
 */
import { listNames } from "../diagnostics/listing.ts";
import { differentiate } from "../autodiff.ts";
import type { Span } from "../diagnostics/source.ts";
import { topologicalOrder, type Value } from "../graph/graph.ts";
import { substitute } from "../graph/substitute.ts";
import { elementCount, sampleShape, type TensorType } from "../graph/type.ts";
import type * as ast from "../syntax/ast.ts";
import { pathOf } from "./calls.ts";
import type { Application, Elaboration } from "./elaboration.ts";
import { createInstance } from "./instance.ts";
import {
  describe,
  formatSample,
  known,
  poison,
  tensor,
  type Meaning,
  type Poison,
} from "./meaning.ts";
import type { Model, ModelTest, Optimizer, Port, TestClaim } from "./model.ts";
import type { Naming } from "./naming.ts";
import type { Place } from "./place.ts";
import { findName, type Binding, type Scope } from "./scope.ts";
import type { RawSection } from "./section.ts";
import { bindSettings, bindWires } from "./settings.ts";
import { quote } from "./wording.ts";
import { evaluateStatic } from "./statics.ts";
import { flattenStatic, shapeOfStatic, toTensor } from "./tensors.ts";

export interface Tested {
  readonly raw: RawSection;
  readonly naming: Naming;
  readonly optimizer: Optimizer | undefined;
  /** The optimiser may be missing because of mistakes that were told. */
  readonly isBroken: boolean;
  /** Final forms of values of the section. */
  readonly finish: (values: readonly Value[]) => readonly Value[];
}

export function elaborateTest(
  declaration: ast.TestDeclaration,
  tested: Tested,
  model: Model | undefined,
): ModelTest {
  const { raw } = tested;
  const instance = createInstance(raw.e.tokens(), { transparent: true });
  const scope = testScope(tested, raw.place.scope);
  const place: Place = { ...raw.place, scope, instance };
  const given = new Map<string, readonly number[]>();
  const claims: TestClaim[] = [];
  let sound = true;
  for (const statement of declaration.statements) {
    if (statement.kind === "given") {
      for (const each of statement.assignments) {
        if (!readGiven(tested, each, place, given)) sound = false;
      }
    } else {
      for (const claim of statement.claims) {
        const read = readClaim(tested, claim, place);
        if (read !== undefined) claims.push(read);
      }
    }
  }
  if (sound) checkGiven(tested, claims, given, declaration);
  return { title: declaration.title.value, span: declaration.span, given, claims, model };
}

/** The names of the model, `grad`, `loss`, paths to every instance, and `w'` of what the optimiser moves. */
function testScope(tested: Tested, parent: Scope): Scope {
  const { raw, naming } = tested;
  const grad = known({
    kind: "builtin",
    name: "grad",
    apply: (application) => gradient(raw.e, application),
  });
  const binding = (name: string, meaning: () => Meaning): Binding => ({
    name,
    what: "value",
    span: undefined,
    mayBeLayer: name === "grad",
    meaning,
  });
  const owned = new Map(naming.owned.map(({ path, owned: each }) => [path, each.source]));
  const values = new Map(naming.values.map(({ name, value }) => [name, value]));
  return {
    parent,
    find: (name) => {
      if (name === "grad") return binding(name, () => grad);
      if (parent.find(name) !== undefined) return undefined;
      if (name === "loss" && raw.loss) return binding(name, () => tensor(raw.loss!));
      if (!name.endsWith("'")) return undefined;
      const moved = movedBy(tested, name.slice(0, -1));
      return moved && binding(name, moved);
    },
    names: () => ["grad", "loss"],
    path: (names) => {
      const path = names.join(".");
      const value = owned.get(path) ?? values.get(path);
      if (value !== undefined) return tensor(value);
      if (!path.endsWith("'")) return undefined;
      return movedBy(tested, path.slice(0, -1))?.();
    },
  };
}

/** What the optimiser's first step makes of a param, if it moves it. */
function movedBy(tested: Tested, param: string): (() => Meaning) | undefined {
  const { optimizer, isBroken, naming } = tested;
  const moved = optimizer?.next.find(({ name }) => name === param);
  if (moved !== undefined) return () => afterStep(tested, moved.value);
  const isParam = naming.owned.some(({ path }) => path === param);
  return isBroken && optimizer === undefined && isParam ? () => poison : undefined;
}

/** The optimiser's first step: gradients of the loss, states at their start, settings as written. */
function afterStep({ raw, naming, optimizer }: Tested, value: Value): Meaning {
  const build = raw.e.buildAt(raw.place, raw.place.instance.span ?? value.node.origin!.span);
  const sources = new Map(naming.owned.map(({ path, owned }) => [path, owned.source]));
  const gradients = new Map<string, Value>();
  if (raw.loss) {
    const wanted = [...sources];
    const found = differentiate(
      raw.loss,
      wanted.map(([, source]) => source),
      build,
    );
    wanted.forEach(([path, source], index) =>
      gradients.set(path, found[index] ?? build.constant(0, source.type.shape)),
    );
  }
  const states = new Map(optimizer?.states.map(({ name, initial }) => [name, initial]));
  const settings = new Map(optimizer?.settings.map((each) => [each.name, each.value]));
  const replacement = (role: unknown, name: string): Value | undefined => {
    if (role === "gradient") return gradients.get(name);
    if (role === "param") return sources.get(name);
    if (role === "state") return states.get(name);
    if (role === "setting") return settings.get(name);
    return role === "counter" && name === "step" ? build.constant(1, [], "int") : undefined;
  };
  let current = value;
  // Settings may be computed from `step`, so what is put in is looked at once more.
  for (let round = 0; round < 2; round++) {
    const by = new Map<Value, Value>();
    for (const { attributes, values } of topologicalOrder([current])) {
      const { role, name } = attributes;
      const other = typeof name === "string" ? replacement(role, name) : undefined;
      if (other !== undefined) by.set(values[0]!, other);
    }
    current = substitute([current], by)[0]!;
  }
  return tensor(current);
}

/** `grad(y, x)`: of the sum of y. */
function gradient(e: Elaboration, application: Application): Meaning {
  const wires = [
    { name: "y", variadic: false },
    { name: "x", variadic: false },
  ];
  if (bindWires(e, { wires, settings: [] }, application) === undefined) return poison;
  if (bindSettings(e, { wires, settings: [] }, application) === undefined) return poison;
  const { place, span } = application;
  const [y, x] = application.wires.map((wire) => toTensor(e, wire.meaning, place, wire.span)) as [
    Value | Poison,
    Value | Poison,
  ];
  if ("kind" in y || "kind" in x) return poison;
  const build = e.buildAt(place, span);
  const [found] = differentiate(y, [x], build);
  return tensor(found ?? build.constant(0, x.type.shape));
}

/** The inputs, targets and params that `given` may set. */
function settable({ raw, naming }: Tested): ReadonlyMap<string, TensorType> {
  const ports = [...raw.inputs, ...raw.targets].map(
    ({ name, type }: Port) => [name, type] as const,
  );
  return new Map([...ports, ...naming.owned.map(({ path, owned }) => [path, owned.type] as const)]);
}

/** Reads one `x = …`; false when it gives nothing that exists. */
function readGiven(
  tested: Tested,
  { path, value: expression }: ast.Given["assignments"][number],
  place: Place,
  given: Map<string, readonly number[]>,
): boolean {
  const { e } = tested.raw;
  const names = pathOf(path);
  if (names?.some((each) => e.library.isBroken(each)) === true) return false;
  const name = names?.map(({ text }) => text).join(".");
  const type = name === undefined ? undefined : settable(tested).get(name);
  if (name === undefined || type === undefined) {
    if (findName(place.scope, name ?? "")?.meaning().kind === "poison") return false;
    const list = listNames([...settable(tested).keys()]);
    const message = `${quote(path.span)} cannot be given: a test gives inputs, targets and params (${list})`;
    const once = names?.length === 1 ? { once: e.library.ownerOf(names[0]!) } : {};
    e.problems.report("NN5014", message, { span: path.span }, once);
    return false;
  }
  given.set(name, []);
  const value = evaluateStatic(e, expression, place, `what is given for \`${name}\``);
  if (value.kind === "poison") return true;
  const numbers = fill(value.value, sampleShape(type));
  if (numbers === undefined) {
    const own = shapeOfStatic(value.value);
    const is = own ? `is [${own.join(", ")}]` : `is ${describe(known(value.value))}`;
    const message = `\`${name}\` is ${formatSample(type)}, but ${quote(expression.span)} ${is}`;
    e.problems.report("NN5014", message, { span: expression.span });
    return true;
  }
  given.set(name, numbers);
  return true;
}

/** The numbers of a static value in a shape; one number fills it. */
function fill(value: Parameters<typeof shapeOfStatic>[0], shape: readonly number[]) {
  const own = shapeOfStatic(value);
  if (own === undefined) return undefined;
  const numbers = flattenStatic(value).map(Number);
  if (own.length === 0) return Array.from({ length: elementCount(shape) }, () => numbers[0]!);
  const same = own.length === shape.length && own.every((each, axis) => each === shape[axis]);
  return same ? numbers : undefined;
}

const comparisons = ["==", "!=", "<", "<=", ">", ">="] as const;

function readClaim(
  { raw: { e }, finish }: Tested,
  claim: ast.Claim,
  place: Place,
): TestClaim | undefined {
  const { condition } = claim;
  const operator =
    condition.kind === "binary"
      ? comparisons.find((each) => each === condition.operator)
      : undefined;
  const compared = operator !== undefined && condition.kind === "binary";
  const sides = compared ? [condition.left, condition.right] : [condition];
  const values = sides.map((side) => toTensor(e, e.evaluate(side, place), place, side.span));
  const sound = values.filter((value): value is Value => !("kind" in value));
  const within = claim.within && evaluateStatic(e, claim.within, place, "`within`");
  if (sound.length < sides.length || within?.kind === "poison") return undefined;
  if (within !== undefined && typeof within.value !== "number") {
    e.problems.report("NN3005", "`within` is a number", { span: claim.within!.span });
    return undefined;
  }
  const build = e.buildAt(place, claim.span);
  const pair = compared ? sound : [sound[0]!, build.constant(1, [], "bool")];
  if (!alike(pair)) {
    const [left, right] = pair.map(
      ({ type }, index) => `${quote(sides[index]!.span)} is ${formatSample(type)}`,
    );
    const message = `${left}, but ${right}`;
    e.problems.report("NN4001", message, { span: claim.condition.span });
    return undefined;
  }
  const [left, right] = finish(build.align(pair));
  return {
    text: quoteWhole(claim.span),
    span: claim.span,
    operator: operator ?? "true",
    left: left!,
    right: right!,
    within: within?.value as number | undefined,
    syntax: claim,
  };
}

/** One shape, or one side a single number. */
function alike(values: readonly Value[]): boolean {
  const shapes = values.map(({ type }) => sampleShape(type));
  const scalars = shapes.filter((shape) => elementCount(shape) === 1).length;
  return scalars > 0 || new Set(shapes.map(String)).size === 1;
}

function quoteWhole({ source, start, end }: Span): string {
  return source.text.slice(start, end).replaceAll(/\s+/g, " ");
}

/** Every input that a claim needs is given. */
function checkGiven(
  { raw: { e } }: Tested,
  claims: readonly TestClaim[],
  given: ReadonlyMap<string, readonly number[]>,
  declaration: ast.TestDeclaration,
): void {
  const roots = claims.flatMap(({ left, right }) => [left, right]);
  for (const { op, attributes, origin } of topologicalOrder(roots)) {
    const { role, name } = attributes;
    const isPort = op.family === "source" && (role === "input" || role === "target");
    if (!isPort || given.has(String(name))) continue;
    const message = `the test does not give the ${String(role)} \`${String(name)}\``;
    const related = origin && [{ span: origin.span, message: "it is declared here" }];
    const fix = { message: `write \`given ${String(name)} = …\`` };
    e.problems.report(
      "NN5014",
      message,
      { span: declaration.title.span },
      { related: related ?? [], fix },
    );
    return;
  }
}

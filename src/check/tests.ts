/**
 * The tests that stand beside a model, on the interpreter and on generated code.
 *
 * Invariant: one sample of the inference graph; params not given are drawn with seed 1; `==` means equal
 * to within the rounding of the run, computed, and `within` is absolute.
 */
import { drawKey } from "../draws.ts";
import { lanesOf, type Engine } from "../emit/layout.ts";
import { IndexOutside, type Tensor } from "../graph/op.ts";
import { sampleShape, type TensorType } from "../graph/type.ts";
import { interpret, interpretWithErrors, resolveShape, type Measured } from "../interpret.ts";
import type { Precision } from "../kernel/module.ts";
import {
  emptySection,
  type Model,
  type ModelTest,
  type Named,
  type TestClaim,
} from "../model/model.ts";
import { writeSafetensors } from "../train/safetensors.ts";
import { arithmeticOf, engines, loadClasses, units } from "./classes.ts";
import type { GeneratedClass } from "./load.ts";
import type { TestResult } from "./result.ts";

/** Both sides of a claim. */
interface Sides {
  readonly left: Measured;
  readonly right: Measured;
}

/** What generated code has for them. */
type ClaimNumbers = readonly [left: ArrayLike<number>, right: ArrayLike<number>];

export async function runTest(
  test: ModelTest,
  of: Model,
  precision: Precision,
  wanted = engines,
): Promise<TestResult> {
  const model = test.model ?? of;
  try {
    return await judgeClaims(test, model, precision, wanted);
  } catch (error) {
    if (!(error instanceof IndexOutside)) throw error;
    return { name: test.title, ok: false, detail: error.message };
  }
}

async function judgeClaims(
  test: ModelTest,
  model: Model,
  precision: Precision,
  wanted: readonly Engine[],
): Promise<TestResult> {
  checkPorts(test, model);
  const bindings = bindTest(test, model);
  const measure = (unit: number, arithmetic = unit): readonly Sides[] =>
    measureClaims(test.claims, bindings, unit, arithmetic);
  const onInterpreter = measure(units.f64);
  const expected = wanted.map((engine) =>
    measure(units[precision], arithmeticOf(lanesOf(engine, precision), precision)),
  );
  const generated = await generateClaims(test, model, bindings, precision, wanted);
  const failures = test.claims.flatMap((claim, index) => [
    ...judge(claim, onInterpreter[index]!, "interpreter"),
    ...generated.flatMap((claims, at) =>
      judge(claim, withNumbers(expected[at]![index]!, claims[index]!), engineNames[wanted[at]!]),
    ),
  ]);
  return { name: test.title, ok: failures.length === 0, detail: failures.join("; ") };
}

/** As failures call what ran the claims. */
const engineNames: Readonly<Record<Engine, string>> = {
  script: "generated code",
  wasm: "WebAssembly",
};

/** Numbers that a caller could not give, a test cannot give either. */
function checkPorts(test: ModelTest, { portLimits }: Model): void {
  for (const [name, limit] of portLimits.enforced) {
    const outside = test.given.get(name)?.find((each) => !(each >= 0 && each < limit));
    if (outside !== undefined) throw new IndexOutside(outside, limit, name);
  }
}

function bindTest(test: ModelTest, model: Model): ReadonlyMap<string, Tensor> {
  const bindings = new Map<string, Tensor>();
  const bind = (role: string, name: string, type: TensorType, otherwise: () => Tensor): void => {
    const given = test.given.get(name);
    const shape = resolveShape(type.shape, 1);
    const tensor = given === undefined ? otherwise() : { shape, data: Float64Array.from(given) };
    bindings.set(`${role}:${name}`, tensor);
  };
  const zeros = (type: TensorType) => (): Tensor => {
    const shape = resolveShape(type.shape, 1);
    return { shape, data: new Float64Array(sampleShape(type).reduce((a, b) => a * b, 1)) };
  };
  for (const { name, type } of model.inputs) bind("input", name, type, zeros(type));
  for (const { name, type } of model.targets) bind("target", name, type, zeros(type));
  for (const [role, list] of [
    ["param", model.params],
    ["buffer", model.buffers],
  ] as const) {
    for (const { name, type, initial } of list) {
      const options = { samples: 1, key: drawKey(1, 0) };
      bind(role, name, type, () => interpret([initial], new Map(), options)[0]!);
    }
  }
  bindings.set("counter:step", { shape: [], data: Float64Array.of(1) });
  for (const { name, value } of model.optimizer?.settings ?? []) {
    bindings.set(`setting:${name}`, interpret([value], bindings, { samples: 1 })[0]!);
  }
  for (const { name, initial } of model.optimizer?.states ?? []) {
    bindings.set(`state:${name}`, interpret([initial], new Map(), { samples: 1 })[0]!);
  }
  return bindings;
}

function measureClaims(
  claims: readonly TestClaim[],
  bindings: ReadonlyMap<string, Tensor>,
  unit: number,
  arithmetic: number,
): readonly Sides[] {
  const values = claims.flatMap((claim) => [claim.left, claim.right]);
  const { results } = interpretWithErrors(
    values,
    bindings,
    { samples: 1, key: drawKey(1, 0), arithmetic },
    unit,
  );
  return claims.map((_, index) => ({ left: results[2 * index]!, right: results[2 * index + 1]! }));
}

/** Claims are looked at, nothing more. */
const unlearning = { optimizer: undefined, learns: false, carried: [] };

/** The claims' sides as outputs of a module of their own for each engine, run with the same numbers. */
async function generateClaims(
  test: ModelTest,
  model: Model,
  bindings: ReadonlyMap<string, Tensor>,
  precision: Precision,
  wanted: readonly Engine[],
): Promise<readonly (readonly ClaimNumbers[])[]> {
  const outputs = test.claims.flatMap((claim, index): Named[] => [
    { name: `left${index}`, value: claim.left, span: claim.span },
    { name: `right${index}`, value: claim.right, span: claim.span },
  ]);
  const section = { ...emptySection, outputs };
  const sections = { inference: section, training: section };
  const claims: Model = { ...model, ...sections, ...unlearning };
  const options = { precision, capacity: 1, inferenceOnly: true };
  const classes = await loadClasses(claims, options, wanted);
  return classes.map((generated) => runClaims(test, claims, generated, bindings, precision));
}

function runClaims(
  test: ModelTest,
  model: Model,
  generated: GeneratedClass,
  bindings: ReadonlyMap<string, Tensor>,
  precision: Precision,
): readonly ClaimNumbers[] {
  const net = generated.create({ weights: weightsOf(model, bindings, precision) });
  for (const { name } of model.inputs) net.input[name]!.set(bindings.get(`input:${name}`)!.data);
  for (const { name } of model.targets) net.target[name]!.set(bindings.get(`target:${name}`)!.data);
  const values = net.forward(1);
  return test.claims.map((_, index) => [values[`left${index}`]!, values[`right${index}`]!]);
}

function weightsOf(
  model: Model,
  bindings: ReadonlyMap<string, Tensor>,
  precision: Precision,
): Uint8Array {
  const list = [
    ...model.params.map(({ name }) => [name, `param:${name}`] as const),
    ...model.buffers.map(({ name }) => [name, `buffer:${name}`] as const),
  ];
  const entries = list.map(
    ([name, id]) => [name, { ...bindings.get(id)!, type: precision }] as const,
  );
  return writeSafetensors(new Map(entries));
}

/** The generated numbers with the errors that they may have. */
function withNumbers(expected: Sides, [left, right]: ClaimNumbers): Sides {
  const replace = (side: Measured, numbers: ArrayLike<number>): Measured => ({
    error: side.error,
    tensor: { shape: side.tensor.shape, data: Float64Array.from(numbers) },
  });
  return { left: replace(expected.left, left), right: replace(expected.right, right) };
}

function judge(claim: TestClaim, { left, right }: Sides, who: string): readonly string[] {
  const count = Math.max(left.tensor.data.length, right.tensor.data.length);
  for (let index = 0; index < count; index++) {
    const [a, b] = [elementAt(left.tensor, index), elementAt(right.tensor, index)];
    const slack = claim.within ?? elementAt(left.error, index) + elementAt(right.error, index);
    if (holds(claim, a, b, slack)) continue;
    const place = count > 1 ? ` at ${index}` : "";
    return [`${claim.text}: ${who} has ${formatShort(a)} and ${formatShort(b)}${place}`];
  }
  return [];
}

/** A side of one number stands against every element of the other. */
function elementAt(tensor: Tensor, index: number): number {
  return tensor.data[tensor.data.length === 1 ? 0 : index]!;
}

function holds({ operator }: TestClaim, a: number, b: number, slack: number): boolean {
  const close = Object.is(a, b) || a === b || Math.abs(a - b) <= slack;
  switch (operator) {
    case "==":
      return close;
    case "!=":
      return !close;
    case "<":
      return a < b;
    case "<=":
      return a < b || close;
    case ">":
      return a > b;
    case ">=":
      return a > b || close;
    case "true":
      return a !== 0;
  }
}

function formatShort(value: number): string {
  return String(Number(value.toPrecision(7)));
}

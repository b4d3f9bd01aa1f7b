/**
 * Sections, optimiser and tests → `Model`: final names, one pass of rewriting, and the checks that need
 * the whole.
 *
 * Invariant: after this no token is left in any graph.
 */
import type { Span } from "../diagnostics/source.ts";
import { topologicalOrder, type Node, type Value } from "../graph/graph.ts";
import { substitute } from "../graph/substitute.ts";
import { sameShape } from "../graph/type.ts";
import { checkOutputs } from "./check-outputs.ts";
import { writeNames } from "./final-names.ts";
import type { NextRecord } from "./instance.ts";
import { formatSample } from "./meaning.ts";
import type { Named, Param, PortLimits, Section } from "./model.ts";
import { findClash, nameAll, type Naming } from "./naming.ts";
import type { Problems } from "./problems.ts";
import { settleIndices } from "./settle-indices.ts";
import type { RawSection } from "./section.ts";

/** Of one section, constants included: more take longer to compile than anybody waits. */
const mostNodes = 250_000;

/** A section with final names. */
export interface FinishedSection {
  readonly section: Section;
  readonly params: readonly Param[];
  readonly buffers: readonly Param[];
  readonly portLimits: PortLimits;
  readonly naming: Naming;
  /** The final form of a value of the section. */
  readonly finish: (value: Value) => Value;
  /** Of values that were made later. */
  readonly finishLater: (values: readonly Value[]) => readonly Value[];
}

export function finishSection(raw: RawSection): FinishedSection {
  const naming = nameAll(raw.root);
  const rules = composeRules(naming.next);
  const roots = [
    ...raw.outputs.map(({ value }) => value),
    ...raw.losses.map(({ value }) => value),
    ...(raw.loss ? [raw.loss] : []),
    ...raw.metrics.map(({ value }) => value),
    ...rules.map(({ value }) => value),
    ...naming.values.map(({ value }) => value),
    ...naming.carried.flatMap(({ next, initial }) => (initial ? [next, initial] : [next])),
    ...naming.owned.map(({ owned }) => owned.initial),
    ...naming.owned.map(({ owned }) => owned.source),
    ...naming.instances.flatMap(({ instance }) => (instance.result ? [instance.result] : [])),
  ];
  const order = topologicalOrder(roots);
  checkSize(raw, order.length);
  checkOutputs(raw, order);
  const { finish, limits } = finishValues(roots, order, naming.names);
  const finishLater = (values: readonly Value[]): readonly Value[] =>
    values.map(finishValues(values, topologicalOrder(values), naming.names).finish);
  const named = (all: readonly Named[]): readonly Named[] =>
    all.map((each) => ({ ...each, value: finish(each.value) }));
  const owned = naming.owned.map(({ path, owned: each }) => ({
    role: each.role,
    param: {
      name: path,
      type: each.type,
      initial: finish(each.initial),
      frozen: false,
      span: each.span,
    },
  }));
  return {
    section: {
      outputs: named(raw.outputs),
      losses: named(raw.losses),
      loss: raw.loss && finish(raw.loss),
      metrics: named(raw.metrics),
      next: rules.map(({ owned: { role, token }, value, span }) => {
        return { role, name: naming.names.get(token)!, value: finish(value), span };
      }),
      values: named(naming.values),
      exposed: [],
      carried: naming.carried.map(({ name, type, initial, next, span }) => {
        return { name, type, initial: initial && finish(initial), next: finish(next), span };
      }),
    },
    params: owned.filter(({ role }) => role === "param").map(({ param }) => param),
    buffers: owned.filter(({ role }) => role === "buffer").map(({ param }) => param),
    portLimits: limits,
    naming,
    finish,
    finishLater,
  };
}

function checkSize({ e, span }: RawSection, nodes: number): void {
  if (nodes <= mostNodes) return;
  const message = `the network is too large: it has ${nodes} steps, a model may have ${mostNodes}`;
  e.problems.report("NN2114", message, { span }, { once: "NN2114" });
}

/** With final names, and indices checked where they have to be; `order` is that of all that the values reach. */
function finishValues(
  values: readonly Value[],
  order: readonly Node[],
  names: Naming["names"],
): { readonly finish: (value: Value) => Value; readonly limits: PortLimits } {
  writeNames(order, names);
  const settled = settleIndices(order, values);
  const changed = new Map<Value, Value>();
  values.forEach((value, at) => {
    if (settled.values[at] !== value) changed.set(value, settled.values[at]!);
  });
  return { finish: (value) => changed.get(value) ?? value, limits: settled.limits };
}

/**
 * A shared layer that is applied several times moves its buffers that many times, in the order of the
 * text: a later rule starts from what the one before made.
 */
function composeRules(records: readonly NextRecord[]): readonly NextRecord[] {
  const last = new Map<string, NextRecord>();
  for (const record of records) {
    const { token } = record.owned;
    const before = last.get(token);
    if (before === undefined) {
      last.set(token, record);
      continue;
    }
    const [value] = substitute([record.value], new Map([[before.owned.source, before.value]]));
    last.set(token, { ...record, value: value! });
  }
  return [...last.values()];
}

/** What both sections own: a param may exist in one of them only. */
export function mergeOwned<Owned extends Pick<Param, "name" | "type" | "span">>(
  problems: Problems,
  first: readonly Owned[],
  second: readonly Owned[],
): readonly Owned[] {
  const byName = new Map(first.map((param) => [param.name, param]));
  const merged = [...first];
  for (const param of second) {
    const other = byName.get(param.name);
    if (other === undefined) {
      const before = second
        .slice(0, second.indexOf(param))
        .findLast(({ name }) => byName.has(name));
      const at = before ? merged.findIndex(({ name }) => name === before.name) + 1 : 0;
      merged.splice(at, 0, param);
      byName.set(param.name, param);
    } else if (!sameShape(other.type.shape, param.type.shape)) {
      const [a, b] = [formatSample(other.type), formatSample(param.type)];
      const message = `\`${param.name}\` is ${a} in inference but ${b} in training`;
      problems.report("NN5018", message, { span: param.span });
      return merged;
    }
  }
  return merged;
}

export function checkClashes(
  problems: Problems,
  owned: readonly { readonly name: string; readonly span: Span }[],
): void {
  const clash = findClash(owned.map(({ name, span }) => ({ path: name, span })));
  if (clash === undefined) return;
  const message = `two things would be called \`${clash.path}\``;
  const related = [{ span: clash.first, message: "the other one" }];
  problems.report("NN5010", message, { span: clash.second }, { related });
}

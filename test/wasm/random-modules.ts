/**
 * Random modules: code of any shape whose types fit.
 *
 * Invariant: everything that `build.ts` can make may occur; what comes out is valid by construction.
 */
import fc from "fast-check";
import { createFunction, createLocal, get, number, vector } from "../../src/wasm/build.ts";
import type { Module } from "../../src/wasm/module.ts";
import {
  extracts,
  loads,
  opcodes,
  replaces,
  stores,
  type ExtractName,
  type LoadName,
  type PlainName,
  type ReplaceName,
  type StoreName,
} from "../../src/wasm/opcodes.ts";
import type { Callee, Code, Function, Global, Label, Local } from "../../src/wasm/tree.ts";
import type { ResultType, ValueType } from "../../src/wasm/types.ts";

const valueTypes = ["i32", "i64", "f32", "f64", "v128"] as const;

type Draw = fc.GeneratorValue;

interface Scope {
  readonly locals: readonly Local[];
  readonly globals: readonly Global[];
  readonly callees: readonly Callee[];
  /** Of blocks that leave nothing. */
  readonly labels: readonly Label[];
  readonly result: ValueType;
}

export const randomModule = fc.gen().map((draw): Module => {
  const below = (count: number): number => draw(fc.nat, { max: count - 1 });
  const globals = Array.from({ length: below(3) }, (_, at) => randomGlobal(draw, at));
  const imports = Array.from({ length: below(3) }, (_, at) => ({
    module: "host",
    name: `f${at}`,
    callee: { name: `f${at}`, parameters: someTypes(draw, 3), result: oneOf(draw, valueTypes) },
  }));
  const functions: Function[] = [];
  for (let count = 1 + below(3); functions.length < count;) {
    const callees = [...imports.map(({ callee }) => callee), ...functions];
    functions.push(randomFunction(draw, functions.length, { globals, callees }));
  }
  const exports = functions.map((callee) => ({
    name: callee.name,
    kind: "function" as const,
    callee,
  }));
  return { imports, memory: { initial: 1 + below(300) }, globals, functions, exports, data: [] };
});

function oneOf<T>(draw: Draw, list: readonly T[]): T {
  return list[draw(fc.nat, { max: list.length - 1 })]!;
}

function someTypes(draw: Draw, most: number): readonly ValueType[] {
  return Array.from({ length: draw(fc.nat, { max: most }) }, () => oneOf(draw, valueTypes));
}

function randomGlobal(draw: Draw, at: number): Global {
  const type = oneOf(draw, ["i32", "i64", "f32", "f64"] as const);
  const initial = type === "i64" ? draw(fc.bigInt, { min: -(2n ** 63n), max: 2n ** 63n - 1n }) : at;
  return { type, name: `g${at}`, mutable: draw(fc.boolean), initial };
}

function randomFunction(
  draw: Draw,
  at: number,
  given: Pick<Scope, "globals" | "callees">,
): Function {
  const name = (prefix: string) => (type: ValueType, index: number) =>
    createLocal(type, `${prefix}${index}`);
  const parameters = someTypes(draw, 4).map(name("p"));
  const locals = someTypes(draw, 6).map(name("x"));
  const result = oneOf(draw, valueTypes);
  const scope = { ...given, locals: [...parameters, ...locals], labels: [], result };
  const body = [...statements(draw, scope, 3), expression(draw, result, scope, 4)];
  return createFunction(`own${at}`, parameters, result, locals, body);
}

function statements(draw: Draw, scope: Scope, depth: number): readonly Code[] {
  return Array.from({ length: draw(fc.nat, { max: depth }) }, () => statement(draw, scope, depth));
}

function statement(draw: Draw, scope: Scope, depth: number): Code {
  const value = (type: ValueType): Code => expression(draw, type, scope, depth - 1);
  const nested = (label?: Label): readonly Code[] =>
    depth === 0
      ? []
      : statements(draw, label === undefined ? scope : withLabel(scope, label), depth - 1);
  const place = (most: number) => ({
    offset: draw(fc.nat, { max: 70_000 }),
    align: draw(fc.nat, { max: most }),
  });
  const makers: (() => Code)[] = [
    () => ({ kind: "drop", value: value(oneOf(draw, valueTypes)) }),
    () => {
      const name = oneOf(draw, Object.keys(stores) as StoreName[]);
      const [, type, most] = stores[name];
      return { kind: "store", name, address: value("i32"), value: value(type), ...place(most) };
    },
    () => {
      const [condition, consequent, alternative] = [value("i32"), nested(), nested()];
      return { kind: "if", condition, result: "none", consequent, alternative };
    },
    () => {
      const label: Label = { name: "l" };
      const kind = oneOf(draw, ["block", "loop"] as const);
      return { kind, label, result: "none" as ResultType, body: nested(label) };
    },
    () => ({ kind: "memory.copy", operands: [value("i32"), value("i32"), value("i32")] }),
    () => ({ kind: "memory.fill", operands: [value("i32"), value("i32"), value("i32")] }),
    ...scope.locals.map((local) => (): Code => ({
      kind: "local.set",
      local,
      value: value(local.type),
    })),
    ...scope.globals
      .filter(({ mutable }) => mutable)
      .map((global) => (): Code => ({ kind: "global.set", global, value: value(global.type) })),
    ...scope.labels.map((label) => (): Code => ({
      kind: "br_if",
      label,
      condition: value("i32"),
    })),
    () => ({
      kind: "if",
      condition: value("i32"),
      result: "none",
      consequent: [{ kind: "return", operands: [value(scope.result)] }],
      alternative: [],
    }),
  ];
  return oneOf(draw, makers)();
}

function withLabel(scope: Scope, label: Label): Scope {
  return { ...scope, labels: [...scope.labels, label] };
}

function expression(draw: Draw, type: ValueType, scope: Scope, depth: number): Code {
  const leaves = [
    () => constant(draw, type),
    ...scope.locals.filter((each) => each.type === type).map((each) => () => get(each)),
    ...scope.globals
      .filter((each) => each.type === type)
      .map((global) => (): Code => ({ kind: "global.get", global })),
  ];
  if (depth <= 0) return oneOf(draw, leaves)();
  const value = (wanted: ValueType): Code => expression(draw, wanted, scope, depth - 1);
  return oneOf(draw, [oneOf(draw, leaves), ...operations(draw, type, scope, value)])();
}

function constant(draw: Draw, type: ValueType): Code {
  if (type === "i64")
    return { kind: "bigint", value: draw(fc.bigInt, { min: -(2n ** 63n), max: 2n ** 63n - 1n }) };
  if (type === "i32") return number("i32", draw(fc.integer));
  if (type === "v128") return vector("f64x2", draw(fc.double), draw(fc.double));
  return number(type, type === "f32" ? draw(fc.float) : draw(fc.double));
}

function operations(
  draw: Draw,
  type: ValueType,
  scope: Scope,
  value: (type: ValueType) => Code,
): readonly (() => Code)[] {
  const plain = (Object.keys(opcodes) as PlainName[]).filter((name) => opcodes[name][2] === type);
  const reading = (Object.keys(loads) as LoadName[]).filter((name) => loads[name][1] === type);
  const picking = (Object.keys(extracts) as ExtractName[]).filter(
    (name) => extracts[name][1] === type,
  );
  return [
    () => {
      const name = oneOf(draw, plain);
      return { kind: "plain", name, operands: opcodes[name][1].map(value) };
    },
    () => {
      const name = oneOf(draw, reading);
      const [offset, align] = [draw(fc.nat), draw(fc.nat, { max: loads[name][2] })];
      return { kind: "load", name, address: value("i32"), offset, align };
    },
    () => ({ kind: "select", operands: [value(type), value(type), value("i32")] }),
    () => ({
      kind: "if",
      condition: value("i32"),
      result: type,
      consequent: [value(type)],
      alternative: [value(type)],
    }),
    ...picking.map((name) => (): Code => ({
      kind: "lane",
      name,
      lane: draw(fc.nat, { max: extracts[name][2] - 1 }),
      operands: [value("v128")],
    })),
    ...(type === "v128" ? vectorOperations(draw, value) : []),
    ...scope.locals
      .filter((each) => each.type === type)
      .map((local) => (): Code => ({ kind: "local.tee", local, value: value(type) })),
    ...scope.callees
      .filter((each) => each.result === type)
      .map((callee) => (): Code => ({
        kind: "call",
        callee,
        operands: callee.parameters.map(value),
      })),
  ];
}

function vectorOperations(draw: Draw, value: (type: ValueType) => Code): readonly (() => Code)[] {
  return [
    () => {
      const lanes = Array.from({ length: 16 }, () => draw(fc.nat, { max: 31 }));
      return { kind: "shuffle", lanes, operands: [value("v128"), value("v128")] };
    },
    () => {
      const name = oneOf(draw, Object.keys(replaces) as ReplaceName[]);
      const [, type, count] = replaces[name];
      const lane = draw(fc.nat, { max: count - 1 });
      return { kind: "lane", name, lane, operands: [value("v128"), value(type)] };
    },
  ];
}

/**
 * Our encoder beside a reference assembler that reads our text: byte for byte, and valid.
 */
import { describe, expect, it } from "vitest";
import {
  atomic,
  block,
  branch,
  branchIf,
  call,
  choose,
  copyMemory,
  createFunction,
  createLabel,
  createLocal,
  drop,
  extractLane,
  f32,
  f32x4,
  f64,
  fillMemory,
  get,
  getGlobal,
  i32,
  i64,
  leave,
  load,
  loop,
  memorySize,
  number,
  replaceLane,
  select,
  set,
  setGlobal,
  shuffle,
  store,
  storeLane,
  tee,
  unreachable,
  vector,
  when,
} from "../../src/wasm/build.ts";
import { encodeModule } from "../../src/wasm/encode.ts";
import { emptyModule, type Module } from "../../src/wasm/module.ts";
import {
  atomics,
  extracts,
  loads,
  opcodes,
  replaces,
  stores,
  type AtomicName,
  type ExtractName,
  type LoadName,
  type PlainName,
  type ReplaceName,
  type StoreName,
} from "../../src/wasm/opcodes.ts";
import { printModule } from "../../src/wasm/text.ts";
import type { Code, Function, Global, Local } from "../../src/wasm/tree.ts";
import type { ResultType, ValueType } from "../../src/wasm/types.ts";
import { compareBytes } from "./assembler.ts";
import { allowRelaxed, engine } from "./engine.ts";

function expectEqual(module: Module): void {
  const { ours, reference, isValid } = compareBytes(module);
  expect(ours).toBe(reference);
  expect(isValid).toBe(true);
}

/** A function that leaves what some code leaves, out of parameters that it is given. */
function wrap(
  name: string,
  types: readonly ValueType[],
  result: ResultType,
  make: (operands: readonly Code[]) => Code,
): Function {
  const parameters = types.map((type, at) => createLocal(type, `p${at}`));
  const body = [make(parameters.map((each: Local) => get(each)))];
  return createFunction(name, parameters, result, [], body);
}

const keysOf = <K extends string>(table: Readonly<Record<K, unknown>>): readonly K[] =>
  Object.keys(table) as K[];

// Every row of the table, also those that Node 20 has only if asked.
allowRelaxed();

describe("every instruction", () => {
  it("that is no more than its opcode", () => {
    const functions = keysOf<PlainName>(opcodes).map((name) => {
      const [, types, result] = opcodes[name];
      return wrap(name, types, result, (operands) => ({ kind: "plain", name, operands }));
    });
    expectEqual({ ...emptyModule, functions });
  });

  it("that reads and writes memory, with every alignment", () => {
    const places = (most: number) =>
      Array.from({ length: most + 1 }, (_, align) => ({ align, offset: 300 * align }));
    const reading = keysOf<LoadName>(loads).flatMap((name) => {
      const [, type, most] = loads[name];
      return places(most).map((place) =>
        wrap(name, ["i32"], type, ([address]) => load(name, address!, place)),
      );
    });
    const writing = keysOf<StoreName>(stores).flatMap((name) => {
      const [, type, most] = stores[name];
      return places(most).map((place) =>
        wrap(name, ["i32", type], "none", ([address, value]) =>
          store(name, address!, value!, place),
        ),
      );
    });
    expectEqual({ ...emptyModule, memory: { initial: 1 }, functions: [...reading, ...writing] });
  });

  it("that picks lanes", () => {
    const extracting = keysOf<ExtractName>(extracts).map((name) => {
      const [, type, count] = extracts[name];
      return wrap(name, ["v128"], type, ([from]) => extractLane(name, count - 1, from!));
    });
    const replacing = keysOf<ReplaceName>(replaces).map((name) => {
      const [, type, count] = replaces[name];
      return wrap(name, ["v128", type], "v128", ([into, value]) =>
        replaceLane(name, count - 1, into!, value!),
      );
    });
    const lanes = [0, 17, 2, 31, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
    const others = [
      wrap("shuffle", ["v128", "v128"], "v128", ([a, b]) => shuffle(lanes, a!, b!)),
      wrap("store32", ["i32", "v128"], "none", ([at, value]) =>
        storeLane("v128.store32_lane", 3, at!, value!, { offset: 8 }),
      ),
      wrap("store64", ["i32", "v128"], "none", ([at, value]) =>
        storeLane("v128.store64_lane", 1, at!, value!),
      ),
    ];
    const functions = [...extracting, ...replacing, ...others];
    expectEqual({ ...emptyModule, memory: { initial: 1 }, functions });
  });

  it("that threads meet by, in a memory that they share", () => {
    const functions = keysOf<AtomicName>(atomics).map((name) => {
      const [, operands, result] = atomics[name];
      return wrap(name, ["i32", ...operands], result, ([at, ...others]) =>
        atomic(name, at!, others as never, { offset: 12 }),
      );
    });
    const memory = { initial: 1, maximum: 3, shared: true };
    expectEqual({ ...emptyModule, memory, functions });
  });
});

describe("constants", () => {
  const floats = [
    0,
    -0,
    1,
    -1.5,
    0.1,
    1 / 3,
    2 ** -149,
    2 ** -1074,
    3.4e38,
    1e300,
    Infinity,
    -Infinity,
    NaN,
  ];

  it("are written as short as they go", () => {
    const wholes = [0, 1, -1, 63, 64, -64, -65, 8191, 8192, -8192, -8193, 2 ** 31 - 1, -(2 ** 31)];
    const body = [
      ...wholes.map((value) => drop(number("i32", value))),
      ...wholes.map((value) => drop(i64.add(BigInt(value) ** 2n, BigInt(value)))),
      ...floats.flatMap((value) => [drop(number("f32", value)), drop(number("f64", value))]),
      ...floats.map((value) => drop(vector("f64x2", value, -value))),
      ...floats.map((value) => drop(vector("f32x4", value))),
      drop(vector("i32x4", 1, -2, 2 ** 31 - 1, -(2 ** 31))),
    ];
    expectEqual({ ...emptyModule, functions: [createFunction("f", [], "none", [], body)] });
  });

  it("of f32 are rounded before they are printed", () => {
    // Half way between two floats, by a decimal that lies on the other side of the middle.
    const halfway = 1 + 2 ** -24;
    const body = [drop(number("f32", halfway)), drop(number("f32", 1 + 3 * 2 ** -24))];
    expectEqual({ ...emptyModule, functions: [createFunction("f", [], "none", [], body)] });
  });
});

describe("a module", () => {
  const n = createLocal("i32", "n");
  const i = createLocal("i32", "i");
  const sum = createLocal("f64", "sum");
  const sums: Global<"f64"> = { type: "f64", name: "sums", mutable: true, initial: 0.5 };
  const limit: Global<"i64"> = { type: "i64", name: "limit", mutable: false, initial: -7n };
  const told = { name: "tell", parameters: ["i32", "f64"], result: "none" } as const;
  const asked = { name: "ask", parameters: [], result: "f32" } as const;
  const [next, out] = [createLabel("next"), createLabel("out")];
  const square = createFunction("square", [sum], "f64", [], [f64.mul(get(sum), get(sum))]);
  const run = createFunction(
    "run",
    [n],
    "f64",
    [i, sum, createLocal("f64", "sum"), createLocal("i32", "i"), createLocal("v128", "v 1")],
    [
      block(out, [
        branchIf(out, i32.eqz(get(n))),
        loop(next, [
          set(sum, f64.add(get(sum), load("f64.load", i32.shl(get(i), 3), { offset: 16 }))),
          when(f64.gt(get(sum), 100), [branch(out)], [call(told, get(i), get(sum))]),
          when(f32.lt(call(asked), 0.25), [leave(number("f64", -1))]),
          branchIf(next, i32.lt_s(tee(i, i32.add(get(i), 1)), get(n))),
        ]),
      ]),
      store("f64.store", 8, getGlobal(sums)),
      setGlobal(sums, call(square, get(sum))),
      copyMemory(0, i32.mul(memorySize(), 16), 32),
      fillMemory(64, 255, 4),
      when(i64.eqz(getGlobal(limit)), [unreachable]),
      choose("f64", get(i), getGlobal(sums), select("f64", get(n), 1, get(sum))),
    ],
  );
  const whole: Module = {
    imports: [
      { module: "host", name: "tell it", callee: told },
      { module: "host", name: "ask", callee: asked },
    ],
    memory: { initial: 1, maximum: 3 },
    globals: [sums, limit],
    functions: [square, run],
    exports: [
      { name: "run", kind: "function", callee: run },
      { name: "memory", kind: "memory" },
      { name: 'sums "so far"', kind: "global", global: sums },
    ],
    data: [
      { offset: 16, bytes: new Uint8Array(Float64Array.of(1, 2, 3).buffer) },
      { offset: 1000, bytes: new TextEncoder().encode('a "b" \\ \n ü') },
    ],
  };

  it("with all that it may have", () => expectEqual(whole));

  it("that is given its memory", () => {
    const imported = { module: "host", name: "memory" };
    expectEqual({ ...whole, memory: { initial: 1, imported } });
    expectEqual({ ...whole, memory: { initial: 2, maximum: 65536, shared: true, imported } });
  });

  it("that shares its own", () =>
    expectEqual({ ...whole, memory: { initial: 1, maximum: 1, shared: true } }));

  it("with nothing in it", () => expectEqual(emptyModule));

  it.each([1, 3])("computes what it says, in steps of %i bytes", (step) => {
    const said: number[][] = [];
    const host = {
      "tell it": (...numbers: number[]) => said.push(numbers),
      ask: () => 1,
    };
    const compiled = new engine.Module(encodeModule(whole, step));
    const { run: start, 'sums "so far"': total } = new engine.Instance(compiled, { host }).exports;
    expect((start as (n: number) => number)(3)).toBe(36);
    expect((total as { value: number }).value).toBe(36);
    expect(said).toEqual([
      [0, 1],
      [1, 3],
      [2, 6],
    ]);
  });

  it("in steps of three bytes repeats what repeats, wherever it stands", () => {
    const [x, y] = [createLocal("i32", "x"), createLocal("f64", "y")];
    const repeated = [set(x, 1234567), set(y, 1.1)];
    const body = [...repeated, set(x, 1), ...repeated, set(x, 300), set(x, 7), ...repeated];
    const functions = [createFunction("f", [], "none", [x, y], body)];
    const module = { ...emptyModule, functions };
    // Six bytes of the constant, by where the groups of three begin that become four digits.
    const number = Buffer.from(Float64Array.of(1.1).buffer);
    const parts = [0, 1, 2].map((from) => number.toString("base64", from, from + 6));
    const counts = (step: number): readonly number[] => {
      const text = Buffer.from(encodeModule(module, step)).toString("base64");
      return parts.map((part) => text.split(part).length - 1);
    };
    expect(Math.max(...counts(3))).toBe(3);
    expect(Math.max(...counts(1))).toBeLessThan(3);
  });

  it("longer than any one byte can count", () => {
    const many = Array.from({ length: 140 }, (_, at) =>
      createLocal(at % 3 === 0 ? "f32" : "v128", `x${at}`),
    );
    const body = many.map((each) =>
      each.type === "f32" ? set(each, 1) : set(each, f32x4.splat(0.5)),
    );
    const functions = Array.from({ length: 150 }, () =>
      createFunction("f", [], "none", many, body),
    );
    expectEqual({ ...emptyModule, functions });
  });

  it("reads well", () =>
    expect(printModule({ ...emptyModule, functions: [square], memory: { initial: 1 } })).toBe(
      [
        "(module",
        "  (memory 1)",
        "  (func $square (param $sum f64) (result f64)",
        "    (f64.mul (local.get $sum) (local.get $sum))",
        "  )",
        ")",
        "",
      ].join("\n"),
    ));
});

describe("what cannot be", () => {
  it.each([
    ["a lane that is not there", () => extractLane("f64x2.extract_lane", 2, vector("f64x2", 0))],
    ["too few lanes", () => vector("i32x4", 1, 2)],
    ["too few operands", () => call({ name: "f", parameters: ["i32"], result: "none" })],
    ["a branch out of nowhere", () => encodeModule(withBody([branch(createLabel("lost"))]))],
    ["a local of nobody", () => encodeModule(withBody([drop(get(createLocal("i32", "x")))]))],
  ])("%s is refused at once", (_, make) => expect(make).toThrow());

  function withBody(body: readonly Code[]): Module {
    return { ...emptyModule, functions: [createFunction("f", [], "none", [], body)] };
  }
});

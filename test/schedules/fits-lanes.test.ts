/**
 * Which loops may run in lanes: the smallest body that breaks each rule, beside one like it that keeps it.
 */
import { describe, expect, it } from "vitest";
import type { ElementType } from "../../src/graph/type.ts";
import type { Statement } from "../../src/kernel/kernel.ts";
import { inLanes } from "../../src/kernel/in-lanes.ts";
import { fitsLanes } from "../../src/kernel/lanes.ts";
import {
  affineScalar,
  call,
  constant,
  load,
  local,
  text,
  type Scalar,
} from "../../src/kernel/scalar.ts";
import { loop, place, store, whole } from "./run-kernel.ts";

const i = place(0, [1, "i"]);
const x = load("x", i);
const same = load("x", place(2));

/** By the first letter of their names. */
const elementOf = (buffer: string): ElementType =>
  buffer.startsWith("int") ? "int" : buffer.startsWith("bool") ? "bool" : "float";

/** In lanes, as far as whole vectors go. */
function wide(...body: readonly Statement[]): Statement {
  return loop("i", { to: 8, lanes: 4 }, ...body);
}

/** An expression of each element, stored. */
function of(value: Scalar, ...before: readonly Statement[]): Statement {
  return wide(...before, store("y", i, value));
}

const number = (name: string, value: Scalar): Statement => ({
  kind: "let",
  name,
  value,
  integer: false,
});
const variable = (name: string, value: Scalar): Statement => ({ kind: "variable", name, value });
const assign = (name: string, value: Scalar): Statement => ({ kind: "assign", name, value });
const when = (condition: Scalar, ...consequent: readonly Statement[]): Statement => ({
  kind: "if",
  condition,
  consequent,
  alternative: [],
});

const below = (limit: number): Scalar => call("less", affineScalar(i), constant(limit));
const isNegative = call("less", x, constant(0));

/** What is right, and what is wrong. */
const rules: Readonly<Record<string, readonly [Statement, Statement]>> = {
  "neighbours lie side by side where they are read": [of(x), of(load("x", place(0, [2, "i"])))],
  "… not in reverse": [of(same), of(load("x", place(7, [-1, "i"])))],
  "… nor among the places of another axis": [
    of(load("x", place(0, [8, "k"], [1, "i"]))),
    of(load("x", place(0, [1, "k"], [8, "i"]))),
  ],
  "neighbours lie side by side where they are stored": [
    wide(store("y", place(1, [1, "i"]), x)),
    wide(store("y", place(0, [2, "i"]), x)),
  ],
  "no lane overwrites what others have stored": [of(x), wide(store("y", place(0), x))],
  "places are the same for all lanes": [
    of(load("x", place(0, [1, "at"], [1, "i"])), whole("at", load("int", place(3)))),
    of(load("x", place(0, [1, "at"])), whole("at", load("int", i))),
  ],
  "… also those that are computed": [
    of(
      load("x", place(0, [4, "at"], [1, "i"])),
      whole("at", call("floor", affineScalar(place(3)))),
    ),
    of(
      load("x", place(0, [1, "at"])),
      whole("at", call("floor", call("divide", affineScalar(i), constant(3)))),
    ),
  ],
  "whole numbers stand in places, not among numbers": [
    of(call("add", x, affineScalar(i))),
    of(call("add", x, local("at")), whole("at", load("int", place(3)))),
  ],
  "ints are not read as numbers": [
    of(call("equal", load("int", i), affineScalar(i))),
    of(call("add", load("int", i), x)),
  ],
  "… nor compared with numbers": [
    of(call("less", load("int", i), load("int", place(0)))),
    of(call("less", load("int", i), x)),
  ],
  "… nor with what no int is": [
    of(call("less", load("int", i), constant(2 ** 31 - 1))),
    of(call("less", load("int", i), constant(2 ** 31))),
  ],
  "only places and chosen ones are stored as ints": [
    wide(store("int", i, call("select", isNegative, affineScalar(i), constant(-1)))),
    wide(store("int", i, call("floor", x))),
  ],
  "… not what is no whole number": [
    wide(store("int", i, constant(3))),
    wide(store("int", i, constant(0.5))),
  ],
  "… nor what a float32 does not hold": [
    wide(store("int", i, constant(-(2 ** 24)))),
    wide(store("int", i, constant(2 ** 24 + 1))),
  ],
  "… nor a variable that became something else": [
    wide(
      variable("best", constant(0)),
      assign("best", affineScalar(i)),
      store("int", i, local("best")),
    ),
    wide(variable("best", constant(0)), assign("best", x), store("int", i, local("best"))),
  ],
  "bools are read and stored": [
    wide(store("bool", i, call("not", load("bool", i)))),
    wide(store("bool", place(0, [2, "i"]), load("bool", i))),
  ],
  "what runs is the same for all lanes": [
    of(x, when(call("less", same, constant(0)), number("z", x))),
    of(x, when(isNegative, number("z", x))),
  ],
  "… also where a local decides": [
    of(x, variable("z", same), when(local("n"), number("u", x))),
    of(x, variable("z", constant(0)), when(local("z"), number("u", x)), assign("z", x)),
  ],
  "nothing is read that a condition keeps from being read": [
    of(call("select", isNegative, x, constant(0))),
    of(call("select", below(3), x, constant(0))),
  ],
  "… unless it is the same for a whole vector": [
    of(call("select", below(4), x, constant(0))),
    of(call("select", below(5), x, constant(0))),
  ],
  "… also where another loop moves the place": [
    of(
      call(
        "select",
        call("less", affineScalar(place(0, [1, "i"], [8, "k"])), constant(4)),
        x,
        constant(0),
      ),
    ),
    of(
      call(
        "select",
        call("less", affineScalar(place(0, [1, "i"], [3, "k"])), constant(4)),
        x,
        constant(0),
      ),
    ),
  ],
  "… on whichever side the place stands": [
    of(call("select", call("lessEqual", constant(4), affineScalar(i)), x, constant(0))),
    of(call("select", call("less", constant(4), affineScalar(i)), x, constant(0))),
  ],
  "… nor by an index that may be nowhere": [
    of(
      call("select", isNegative, load("x", place(0, [1, "k"])), constant(0)),
      whole("at", load("int", place(3))),
    ),
    of(
      call("select", isNegative, load("x", place(0, [1, "at"])), constant(0)),
      whole("at", load("int", place(3))),
    ),
  ],
  "only the element of a draw differs from lane to lane": [
    of(call("uniform", constant(1), affineScalar(place(0, [1, "k"])), affineScalar(i))),
    of(call("uniform", constant(1), affineScalar(i), constant(0))),
  ],
  "normal draws are made one by one": [
    of(call("uniform", constant(1), constant(0), affineScalar(i))),
    of(call("normal", constant(1), constant(0), affineScalar(i))),
  ],
  "indices are checked one by one": [
    of(call("add", x, constant(4))),
    of(call("checkIndex", x, constant(4), text("x"))),
  ],
  "there is one loop in lanes at a time": [
    loop("k", { to: 8 }, of(load("x", place(0, [8, "k"], [1, "i"])))),
    loop("k", { to: 8, lanes: 4 }, of(load("x", place(0, [1, "i"])))),
  ],
};

describe("a body in lanes", () => {
  it.each(Object.entries(rules))("%s", (_, [right, wrong]) => {
    expect([right, wrong].map((each) => fitsLanes([each], elementOf))).toEqual([true, false]);
  });

  it("knows where vectors begin that lie over others", () => {
    const body = store("y", i, call("select", below(4), x, constant(0)));
    expect(fitsLanes([loop("i", { from: 3, to: 7, lanes: 4 }, body)], elementOf)).toBe(false);
  });
});

const samples = { kind: "samples", floorTo: 1 } as const;

describe("a loop over single elements", () => {
  const body = store("y", i, call("negate", x));

  it.each([
    ["goes in lanes", 8, [{ to: 8, lanes: 4 }]],
    [
      "leaves what fills no vector",
      11,
      [
        { to: 8, lanes: 4 },
        { from: 8, to: 11 },
      ],
    ],
    ["stays as it is where nothing fills one", 3, [{ to: 3 }]],
    [
      "goes as far as the samples do",
      { ...samples, times: 6 },
      [
        { to: { ...samples, times: 6, floorTo: 4 }, lanes: 4 },
        { from: { ...samples, times: 6, floorTo: 4 }, to: { ...samples, times: 6 } },
      ],
    ],
    [
      "leaves nothing where every sample fills vectors",
      { ...samples, times: 12 },
      [{ to: { ...samples, times: 12 }, lanes: 4 }],
    ],
  ] as const)("%s", (_, to, ways) => {
    const wanted = ways.map((way) => loop("i", way, body));
    expect(inLanes([loop("i", { to }, body)], 4)).toEqual(wanted);
  });

  it("ends with a vector that lies over others, where that is allowed", () => {
    expect(inLanes([loop("i", { to: 11 }, body)], 4, true)).toEqual([
      loop("i", { to: 8, lanes: 4 }, body),
      loop("i", { from: 7, to: 11, lanes: 4 }, body),
    ]);
  });

  it("ends element by element where it updates", () => {
    const update = store("y", i, call("add", load("y", place(0, [1, "i"])), x));
    expect(inLanes([loop("i", { to: 11 }, update)], 4, true)).toEqual([
      loop("i", { to: 8, lanes: 4 }, update),
      loop("i", { from: 8, to: 11 }, update),
    ]);
  });

  it("goes in lanes inside of others", () => {
    const inner = store("y", place(0, [8, "k"], [1, "i"]), constant(1));
    const nest = loop("k", { to: 3 }, loop("i", { to: 8 }, inner));
    expect(inLanes([nest], 4)).toEqual([
      loop("k", { to: 3 }, loop("i", { to: 8, lanes: 4 }, inner)),
    ]);
  });

  const next = place(1, [1, "i"]);
  it.each<readonly [string, Statement]>([
    ["carries a variable", loop("i", { to: 8 }, assign("sum", call("add", local("sum"), x)))],
    ["reads what the pass before has stored", loop("i", { to: 8 }, store("x", next, x))],
    ["reads what a later one stores", loop("i", { to: 8 }, store("x", i, load("x", next)))],
    ["stores where a later pass stores", loop("i", { to: 8 }, body, store("y", next, x))],
    ["asks what to do", loop("i", { to: 8 }, when(isNegative, body))],
    ["takes several elements a pass", loop("i", { to: 8, step: 2 }, body)],
    ["begins elsewhere", loop("i", { from: 2, to: 10 }, body)],
  ])("stays as it is where it %s", (_, each) => {
    expect(inLanes([each], 4)).toEqual([each]);
  });

  it("goes in lanes where a variable is its own, and what it updates lies at its own place", () => {
    const own = [variable("sum", x), assign("sum", call("add", local("sum"), x))];
    const updated = store("x", i, call("add", local("sum"), constant(1)));
    const each = [...own, updated];
    expect(inLanes([loop("i", { to: 8 }, ...each)], 4)).toEqual([
      loop("i", { to: 8, lanes: 4 }, ...each),
    ]);
  });
});

/**
 * Random numbers in WebAssembly: the hash of `draws.ts`, which all targets share.
 *
 * Invariant: the same bits for the same key, place, sample and element. What makes normal numbers of them
 * is JavaScript's, in float64.
 */
import * as w from "../../wasm/build.ts";
import type { Expression, Function } from "../../wasm/tree.ts";
import type { Library } from "./arithmetic.ts";

type Whole = Expression<"i32">;
type Lanes = Expression<"v128">;
type WholeFunction = Function & { readonly result: "i32" };

function makeScatterBits(): WholeFunction {
  const bits = w.createLocal("i32", "bits");
  const fold = (by: number): Whole => w.i32.xor(w.get(bits), w.i32.shr_u(w.get(bits), by));
  return w.createFunction(
    "scatterBits",
    [bits],
    "i32",
    [],
    [
      w.set(bits, w.i32.mul(fold(16), 0x7feb352d)),
      w.set(bits, w.i32.mul(fold(15), 0x846ca68b | 0)),
      fold(16),
    ],
  );
}

function makeMixBits(scatterBits: WholeFunction): WholeFunction {
  const [hash, value] = [w.createLocal("i32", "hash"), w.createLocal("i32", "value")];
  const scatter = (bits: Whole): Whole => w.call(scatterBits, bits);
  const start = scatter(w.i32.add(w.get(hash), 0x9e3779b9 | 0));
  const mixed = w.i32.mul(w.i32.add(w.get(value), 1), 0x85ebca6b | 0);
  return w.createFunction("mixBits", [hash, value], "i32", [], [scatter(w.i32.xor(start, mixed))]);
}

function makeDrawBits(mixBits: WholeFunction): WholeFunction {
  const names = ["key", "place", "sample", "element"];
  const [key, ...others] = names.map((name) => w.createLocal("i32", name));
  const mixed = others.reduce<Whole>(
    (hash, each) => w.call(mixBits, hash, w.get(each)),
    w.get(key!),
  );
  return w.createFunction("drawBits", [key!, ...others], "i32", [], [mixed]);
}

/** The 32 bits of a draw. */
function drawBits(library: Library, parts: readonly Whole[]): Expression<"i32"> {
  const scatterBits = library.own("scatterBits", makeScatterBits);
  const mixBits = library.own("mixBits", () => makeMixBits(scatterBits));
  return w.call(
    library.own("drawBits", () => makeDrawBits(mixBits)),
    ...parts,
  );
}

/** The same hash for the elements in the lanes; all else of them is the same. */
function makeMixLanes(scatterBits: WholeFunction) {
  const [hash, values] = [w.createLocal("i32", "hash"), w.createLocal("v128", "values")];
  const bits = w.createLocal("v128", "bits");
  const fold = (by: number): Lanes => w.v128.xor(w.get(bits), w.i32x4.shr_u(w.get(bits), by));
  const start = w.call(scatterBits, w.i32.add(w.get(hash), 0x9e3779b9 | 0));
  const next = w.i32x4.add(w.get(values), w.vector("i32x4", 1));
  const mixed = w.i32x4.mul(next, w.vector("i32x4", 0x85ebca6b | 0));
  const scatter = [
    w.set(bits, w.i32x4.mul(fold(16), w.vector("i32x4", 0x7feb352d))),
    w.set(bits, w.i32x4.mul(fold(15), w.vector("i32x4", 0x846ca68b | 0))),
    fold(16),
  ];
  const body = [w.set(bits, w.v128.xor(w.i32x4.splat(start), mixed)), ...scatter];
  // The hash of `mixBits`, which scatters what it mixes.
  return w.createFunction("mixLanes", [hash, values], "v128", [bits], body);
}

/**
 * Evenly in [0, 1), for the elements in the lanes.
 *
 * @param start key, place, sample
 */
export function uniformLanes(library: Library, start: readonly Whole[], elements: Lanes): Lanes {
  const scatterBits = library.own("scatterBits", makeScatterBits);
  const mixBits = library.own("mixBits", () => makeMixBits(scatterBits));
  const mixLanes = library.own("mixLanes", () => makeMixLanes(scatterBits));
  const hash = start.reduce((sum, each) => w.call(mixBits, sum, each));
  const bits = w.i32x4.shr_u(w.call(mixLanes, hash, elements), 8);
  return w.f32x4.mul(w.f32x4.convert_i32x4_u(bits), w.vector("f32x4", 2 ** -24));
}

function ofBits(name: "normal" | "truncatedNormal") {
  return (library: Library, parts: readonly Whole[]): Expression<"f64"> => {
    const bits = w.f64.convert_i32_u(drawBits(library, parts));
    return w.call(library.imported(name), bits) as Expression<"f64">;
  };
}

/** What an instruction that draws comes to; parts are key, place, sample, element. */
export const drawFunctions = {
  uniform: (library: Library, parts: readonly Whole[]): Expression<"f64"> =>
    w.f64.mul(w.f64.convert_i32_u(w.i32.shr_u(drawBits(library, parts), 8)), 2 ** -24),
  normal: ofBits("normal"),
  truncatedNormal: ofBits("truncatedNormal"),
};

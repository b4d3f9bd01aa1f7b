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

/** 32 bits of a draw, as a double from 0 to 2^32 - 1. */
function drawBits(library: Library, parts: readonly Whole[]): Expression<"i32"> {
  const scatterBits = library.own("scatterBits", makeScatterBits);
  const mixBits = library.own("mixBits", () => makeMixBits(scatterBits));
  return w.call(
    library.own("drawBits", () => makeDrawBits(mixBits)),
    ...parts,
  );
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

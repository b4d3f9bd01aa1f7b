import { setFlagsFromString } from "node:v8";
import { createFunction, createLocal, f32x4, get } from "../../src/wasm/build.ts";
import { encodeModule } from "../../src/wasm/encode.ts";
import { emptyModule } from "../../src/wasm/module.ts";

/** What tests use of `WebAssembly`, of which the type library of Node knows only the name. */

interface Engine {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports?: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
}

export const engine = (globalThis as unknown as { readonly WebAssembly: Engine }).WebAssembly;

/** Lets Node 20 have the relaxed instructions, which later versions have anyway. Has it got them? */
export function allowRelaxed(): boolean {
  if (process.versions.node.startsWith("20."))
    setFlagsFromString("--experimental-wasm-relaxed-simd");
  const [a, b, c] = ["a", "b", "c"].map((name) => createLocal("v128", name));
  const madd = createFunction(
    "madd",
    [a!, b!, c!],
    "v128",
    [],
    [f32x4.relaxed_madd(get(a!), get(b!), get(c!))],
  );
  return engine.validate(encodeModule({ ...emptyModule, functions: [madd] }));
}

/**
 * Generated JavaScript, loaded without touching the disk.
 *
 * Invariant: a module is imported from a data: URL, so that equal text is the same module and nothing
 * is evaluated as a string.
 */

/** The exports of a generated module. Throws what the module itself throws while loading. */
export async function loadModule(javascript: string): Promise<Readonly<Record<string, unknown>>> {
  const encoded = Buffer.from(javascript, "utf8").toString("base64");
  return (await import(`data:text/javascript;base64,${encoded}`)) as Record<string, unknown>;
}

/** The surface of a generated class as `check`, `run`, `train` and `eval` use it (docs: the module). */
export interface GeneratedModel {
  readonly input: Readonly<Record<string, NumberArray>>;
  readonly target: Readonly<Record<string, NumberArray>>;
  readonly metrics: Readonly<Record<string, number>>;
  readonly flat: { readonly params: NumberArray; readonly grads: NumberArray };
  readonly inputGrads: Readonly<Record<string, NumberArray>>;
  /** Of what is exposed; undefined in a class that exposes nothing. */
  readonly values?: Readonly<Record<string, NumberArray | undefined>>;
  readonly valueGrads?: Readonly<Record<string, NumberArray>>;
  steps: number;
  forward(inputs: Inputs | number, options?: { training?: boolean }): Record<string, NumberArray>;
  loss(inputs: Inputs | number): number;
  backward(gradients?: Inputs, options?: { accumulate?: boolean; inputs?: boolean }): unknown;
  update(settings?: Readonly<Record<string, number>>): void;
  step(inputs: Inputs | number, settings?: Readonly<Record<string, number>>): number;
  save(options?: { training?: boolean; dtype?: string }): Uint8Array;
  load(bytes: Uint8Array, options?: { partial?: boolean }): unknown;
}

export type NumberArray = Float32Array | Float64Array | Int32Array | Uint8Array;
export type Inputs = Readonly<Record<string, ArrayLike<number> | number>>;

export interface GeneratedClass {
  /** Unit roundoff of its arithmetic between stores; where it is not known, that of what it stores. */
  readonly arithmetic?: number;
  create(options?: { seed?: number; weights?: Uint8Array }): GeneratedModel;
  createAsync(options?: {
    seed?: number;
    weights?: Uint8Array;
    threads?: number;
  }): Promise<GeneratedModel>;
}

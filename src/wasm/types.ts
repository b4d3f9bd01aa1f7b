/**
 * Types of WebAssembly, with their bytes in the binary format.
 *
 * Invariant: this folder knows WebAssembly and nothing else of the project.
 */

export type ValueType = "i32" | "i64" | "f32" | "f64" | "v128";

/** What an expression leaves behind: a value, or nothing. */
export type ResultType = ValueType | "none";

export const valueTypeBytes: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};

export interface FunctionType {
  readonly parameters: readonly ValueType[];
  readonly result: ResultType;
}

/** `i32 f64 -> f64`: equal for equal types. */
export function functionTypeKey({ parameters, result }: FunctionType): string {
  return `${parameters.join(" ")} -> ${result}`;
}

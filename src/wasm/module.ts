/**
 * A module of WebAssembly as data.
 *
 * Invariant: complete; `encode.ts` and `text.ts` say the same of it, the one in bytes, the other in words.
 */
import type { Callee, Function, Global } from "./tree.ts";

export interface Memory {
  /** In pages of 64 KiB. */
  readonly initial: number;
  readonly maximum?: number;
  /** Seen by several threads; then there must be a maximum. */
  readonly shared?: boolean;
}

export interface Imported {
  readonly module: string;
  readonly name: string;
}

export interface DataSegment {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export interface Module {
  readonly imports: readonly (Imported & { readonly callee: Callee })[];
  /** Its own, or that of whoever instantiates it. */
  readonly memory?: Memory & { readonly imported?: Imported };
  readonly globals: readonly Global[];
  readonly functions: readonly Function[];
  readonly exports: readonly Export[];
  readonly data: readonly DataSegment[];
}

export type Export =
  | { readonly name: string; readonly kind: "function"; readonly callee: Callee }
  | { readonly name: string; readonly kind: "memory" }
  | { readonly name: string; readonly kind: "global"; readonly global: Global };

export const emptyModule: Module = {
  imports: [],
  globals: [],
  functions: [],
  exports: [],
  data: [],
};

/**
 * What is asked of the elaborator, and what the steps of its outermost level share.
 *
 * Invariant: nothing here belongs to one model.
 */
import type { Diagnostics, Fix } from "../diagnostics/diagnostic.ts";
import { tell } from "../diagnostics/tell.ts";
import type { Static } from "../graph/op.ts";
import type { ReadImport } from "./imports.ts";
import type { Library } from "./library.ts";
import type { Patterns } from "./patterns.ts";
import type { Problems } from "./problems.ts";

export interface ElaborateOptions {
  /** Settings from outside, for every model that has them; `training: false` compiles the inference graph twice. */
  readonly set?: Readonly<Record<string, Static>>;
  /** Only the model of this name. */
  readonly model?: string;
  /** Patterns of params that become constants: `stage1.*`. */
  readonly freeze?: Patterns;
  /** Patterns of named values that are kept: `encoder1.*`. */
  readonly expose?: Patterns;
  /** The states of the outermost scans start where the last call left them. */
  readonly stateful?: boolean;
  /** Nothing will be made of the training section. */
  readonly inference?: boolean;
  /** The text of an import by its path from the project root. */
  readonly read?: ReadImport;
  /** `false`: the training section is elaborated as for inference. */
  readonly training?: boolean;
  /** `false`: every application of a layer is expanded by itself, for tests that copies are the same. */
  readonly copies?: boolean;
}

export interface Context {
  readonly library: Library;
  readonly problems: Problems;
  readonly options: ElaborateOptions;
  readonly diagnostics: Diagnostics;
}

/** A mistake outside of the files: on the command line. */
export function reportOutside(
  { diagnostics }: Context,
  code: string,
  message: string,
  fix?: Fix,
): void {
  diagnostics.report(tell(code, message, { fix }));
}

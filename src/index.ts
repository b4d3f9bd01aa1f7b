/**
 * nnc as a library: compile, check and interpret without touching a disk.
 *
 * Invariant: what is exported here is public and stable; nothing else is.
 */
export { compile, compileModels, elaborateSource } from "./compile.ts";
export type {
  CompiledBinary,
  CompiledFile,
  CompileOptions,
  CompileResult,
  Target,
} from "./compile.ts";
export { check } from "./check/check.ts";
export type { CheckResult, ModelCheck } from "./check/result.ts";
export { createSource, positionAt } from "./diagnostics/source.ts";
export type { Position, Source, Span } from "./diagnostics/source.ts";
export type { Diagnostic, Fix, Related, Severity } from "./diagnostics/diagnostic.ts";
export { interpret } from "./interpret.ts";
export type { Bindings, InterpretOptions } from "./interpret.ts";
export type { Graph, Node, Output, Value } from "./graph/graph.ts";
export type { Tensor } from "./graph/op.ts";
export type { Dimension, ElementType, Shape, TensorType } from "./graph/type.ts";
export type { ReadImport, Refusal } from "./model/imports.ts";
export type { Model } from "./model/model.ts";
export { buildPrograms } from "./programs.ts";
export { parse } from "./syntax/parse.ts";
export { version } from "./version.ts";

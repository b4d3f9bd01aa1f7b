/** Elaborates a program that stands in a test. */
import { collectDiagnostics, type Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { elaborate, type ElaborateOptions } from "../../src/model/elaborate.ts";
import type { Model } from "../../src/model/model.ts";
import { parse } from "../../src/syntax/parse.ts";

export interface Elaborated {
  readonly models: readonly Model[];
  readonly diagnostics: readonly Diagnostic[];
}

export function elaborateText(text: string, options: ElaborateOptions = {}): Elaborated {
  const diagnostics = collectDiagnostics();
  const file = parse(createSource("main.nn", text), diagnostics);
  const { models } = elaborate(file, options, diagnostics);
  return { models, diagnostics: diagnostics.all };
}

/** A small model with a loss, compiled for an engine. */
import { compileModels, elaborateSource } from "../../src/compile.ts";
import { createSource, type Source } from "../../src/diagnostics/source.ts";
import type { Engine } from "../../src/emit/layout.ts";
import type { CompiledModule } from "../../src/kernel/module.ts";
import type { Model } from "../../src/model/model.ts";

export interface Elaborated {
  readonly source: Source;
  readonly model: Model;
}

export function elaborateText(text: string): Elaborated {
  const source = createSource("timed.nn", text);
  const { models, diagnostics } = elaborateSource(source);
  if (models.length === 0) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return { source, model: models[0]! };
}

export function compileText(text: string, engine: Engine, batch: number): CompiledModule {
  const { source, model } = elaborateText(text);
  return compileModels(source, [model], { batch }, engine);
}

/**
 * Is a model too large for WebAssembly, whose memory is addressed by 32 bits?
 *
 * Invariant: what the layout of memory says, to the byte; nothing is estimated.
 */
import { tell } from "../../diagnostics/tell.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { CompiledModel } from "../../kernel/module.ts";

const mostBytes = 2 ** 32;

export function findOversizeMemory(models: readonly CompiledModel[]): readonly Diagnostic[] {
  return models
    .filter(({ memory }) => memory.bytes > mostBytes)
    .map(({ model, memory, capacity }) => {
      const count = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
      const samples = capacity === 1 ? "one sample" : `${capacity} samples`;
      const message = `\`${model.name}\` needs ${count(memory.bytes)} for ${samples}: a memory of WebAssembly holds ${count(mostBytes)}`;
      return tell("NN6035", message, { span: model.nameSpan });
    });
}

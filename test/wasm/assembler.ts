/** The reference assembler: what our text becomes in its hands, beside our own bytes. */
import wabt from "wabt";
import { encodeModule } from "../../src/wasm/encode.ts";
import type { Module } from "../../src/wasm/module.ts";
import { engine } from "./engine.ts";
import { printModule } from "../../src/wasm/text.ts";

const assembler = await wabt();

export function assemble(text: string): Uint8Array {
  const parsed = assembler.parseWat("test.wat", text, {
    simd: true,
    relaxed_simd: true,
    bulk_memory: true,
    threads: true,
  });
  try {
    return parsed.toBinary({}).buffer;
  } finally {
    parsed.destroy();
  }
}

/** Hexadecimal, so that a test that fails shows where. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString("hex")
    .replaceAll(/(.{32})/g, "$1\n");
}

/** Our bytes and the assembler's, and whether the engine takes them, also where instructions begin at multiples of three. */
export function compareBytes(module: Module): {
  readonly ours: string;
  readonly reference: string;
  readonly isValid: boolean;
} {
  const bytes = encodeModule(module);
  return {
    ours: toHex(bytes),
    reference: toHex(assemble(printModule(module))),
    isValid: engine.validate(bytes) && engine.validate(encodeModule(module, 3)),
  };
}

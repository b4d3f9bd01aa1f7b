/**
 * WebAssembly as text in a module: every byte comes back, and it compresses as the bytes do.
 */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { compileModels, elaborateSource } from "../../src/compile.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { compileCode } from "../../src/emit/runtime/code.ts";
import { textOfBytes } from "../../src/emit/wasm/bytes-as-text.ts";
import { createCode } from "../../src/emit/wasm/code.ts";

/** Node's types lack WebAssembly. */
const platform = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Module: {
      readonly customSections: (module: object, name: string) => readonly ArrayBuffer[];
    };
  };
};

it("is every byte, decoded", () => {
  const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const head = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  const section = [0, 0x82, 2, 1, "n".charCodeAt(0), ...every];
  const text = textOfBytes(Uint8Array.from([...head, ...section]));
  expect(text).toMatch(/^[0-9:;<=>?@A-Z[\]^_`a-z]*$/);
  const module = compileCode({ text, module: undefined });
  const [content] = platform.WebAssembly.Module.customSections(module, "n");
  expect(new Uint8Array(content!)).toEqual(every);
});

it("takes no more than the bytes, when both are compressed", () => {
  const source = createSource("d.nn", readFileSync("examples/digits/digits.nn", "utf8"));
  const options = { inference: true };
  const module = compileModels(source, elaborateSource(source).models, options, "wasm");
  const { bytes } = createCode(module).binary;
  const [zipped, asText] = [bytes, textOfBytes(bytes)].map((each) => gzipSync(each).length);
  expect(asText).toBeLessThan(1.05 * zipped!);
});

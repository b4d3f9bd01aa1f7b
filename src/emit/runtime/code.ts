/** What is used of the platform: not every project has its types. */
interface Platform {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (
      module: object,
      imports: Readonly<Record<string, object>>,
    ) => { readonly exports: object };
    readonly Memory: new (size: { readonly initial: number }) => CodeMemory;
    readonly compile: (bytes: Uint8Array) => Promise<object>;
  };
}

export const platform = globalThis as unknown as Platform;

interface CodeMemory {
  readonly buffer: ArrayBuffer;
}

/** WebAssembly as text, and compiled as soon as a model has needed it. */
interface CodeSource {
  readonly text: string;
  module: object | undefined;
}

/** A digit for each byte, or two; a first one says which 71 the second adds to. */
function decodeCode(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  let carried = -3;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const digit = code - (code < 92 ? 48 : 49);
    if (digit > 70) carried = (digit - 70) * 71 - 3;
    else {
      bytes[length++] = carried + digit;
      carried = -3;
    }
  }
  return bytes.subarray(0, length);
}

export function compileCode(source: CodeSource): object {
  source.module ??= new platform.WebAssembly.Module(decodeCode(source.text));
  return source.module;
}

/** For browsers that compile large code on their main thread only asynchronously. */
export async function compileCodeLater(source: CodeSource): Promise<void> {
  source.module ??= await platform.WebAssembly.compile(decodeCode(source.text));
}

/** Pages of 64 KiB, which are zero. */
export function reservePages(initial: number): CodeMemory {
  return new platform.WebAssembly.Memory({ initial });
}

/** The functions of the code, at work in one memory. */
export function startCode(module: object, memory: CodeMemory, functions: object): object {
  const imports = { "": { ...functions, memory } };
  return new platform.WebAssembly.Instance(module, imports).exports;
}

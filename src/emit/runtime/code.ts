/** What is used of the platform: not every project has its types. */
interface Platform {
  readonly atob: (text: string) => string;
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (
      module: object,
      imports: Readonly<Record<string, object>>,
    ) => { readonly exports: object };
    readonly Memory: new (size: MemorySize) => CodeMemory;
    readonly RuntimeError: new () => Error;
    readonly compile: (bytes: Uint8Array) => Promise<object>;
  };
}

export const platform = globalThis as unknown as Platform;

interface MemorySize {
  readonly initial: number;
  readonly maximum?: number;
  readonly shared?: boolean;
}

interface CodeMemory {
  readonly buffer: ArrayBuffer;
}

/** WebAssembly as text, and compiled as soon as a model has needed it. */
interface CodeSource {
  readonly base64: string;
  module: object | undefined;
}

function decodeCode(base64: string): Uint8Array {
  const text = platform.atob(base64);
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function compileCode(source: CodeSource): object {
  source.module ??= new platform.WebAssembly.Module(decodeCode(source.base64));
  return source.module;
}

/** For browsers that compile large code on their main thread only asynchronously. */
export async function compileCodeLater(source: CodeSource): Promise<void> {
  source.module ??= await platform.WebAssembly.compile(decodeCode(source.base64));
}

/** Pages of 64 KiB, which are zero. */
export function reservePages(initial: number): CodeMemory {
  return new platform.WebAssembly.Memory({ initial });
}

/** The functions of the code, at work in one memory. */
export function startCode(module: object, memory: object, functions: object): object {
  const imports = { "": { ...functions, memory } };
  return new platform.WebAssembly.Instance(module, imports).exports;
}

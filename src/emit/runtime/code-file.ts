import { platform } from "./code.ts";

/** WebAssembly in a file beside the module, compiled as soon as it has been read. */
interface CodeFile {
  readonly name: string;
  readonly address: () => CodeAddress;
  readonly checksum: number;
  module: object | undefined;
}

export interface CodeAddress {
  readonly href: string;
  readonly protocol: string;
}

/** What is used of the platform to read a file: Node's files where there is Node, else `fetch`. */
interface FilePlatform {
  readonly process?: {
    readonly getBuiltinModule?: (name: "node:fs") => NodeFiles | undefined;
  };
  readonly fetch: (address: string) => Promise<FetchedFile>;
}

interface NodeFiles {
  readonly readFileSync: (address: CodeAddress) => Uint8Array;
}

interface FetchedFile {
  readonly ok: boolean;
  readonly status: number;
  readonly arrayBuffer: () => Promise<ArrayBuffer>;
}

const filePlatform = globalThis as unknown as FilePlatform;

export function loadedCode({ name, module }: CodeFile): object {
  if (module !== undefined) return module;
  throw new Error(
    `the WebAssembly of this model is in ${name}, which is not read yet: use await createAsync()`,
  );
}

/** Reads the file unless somebody has its bytes. */
export async function loadCode(file: CodeFile, given: Uint8Array | undefined): Promise<void> {
  if (file.module !== undefined) return;
  const bytes = given ?? (await readCode(file.address()));
  if (checksumOf(bytes) !== file.checksum)
    throw new Error(`${file.name} is not the file that was written with this module`);
  file.module = await platform.WebAssembly.compile(bytes);
}

async function readCode(address: CodeAddress): Promise<Uint8Array> {
  if (address.protocol === "file:") {
    const files = filePlatform.process?.getBuiltinModule?.("node:fs");
    if (files !== undefined) return files.readFileSync(address);
  }
  const answer = await filePlatform.fetch(address.href);
  if (!answer.ok) throw new Error(`${address.href} cannot be read: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** FNV-1a, 32 bits. */
export function checksumOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/**
 * Writes the list of all ops and surfaces and the builder's interface from the files in src/ops.
 *
 * Invariant: a new op is one new file; what must know all ops is generated from the folder.
 */
import { readdirSync } from "node:fs";
import type { Op } from "../graph/op.ts";

const folder = new URL("../ops/", import.meta.url);

/** Names of the files in a folder: each exports a constant of its own name. */
function namesIn(place: URL): readonly string[] {
  return readdirSync(place)
    .filter((file) => file.endsWith(".ts") && /^[a-z]/.test(file) && !file.includes(".generated."))
    .map((file) => file.slice(0, -3))
    .sort();
}

const opNames = (): readonly string[] => namesIn(folder);

export function generateRegistry(): string {
  const names = opNames();
  const imports = names.map((name) => `import { ${name} } from "./${name}.ts";`);
  const surfaces = namesIn(new URL("surfaces/", folder));
  const entries = names.map((name) => `  ${name},`);
  return [
    "/**",
    " * All ops. Written by `npm run generate` from the files of this folder.",
    " */",
    `import type { Op, Surface } from "../graph/op.ts";`,
    ...imports,
    ...surfaces.map((name) => `import { ${name} } from "./surfaces/${name}.ts";`),
    "",
    "export const registry: Readonly<Record<string, Op>> = {",
    ...entries,
    "};",
    "",
    "export const ops: readonly Op[] = Object.values(registry);",
    "",
    "/** Everything primitive that `.nn` can call or write as an operator. */",
    "export const surfaces: readonly Surface[] = [",
    "  ...ops.flatMap((op) => (op.surface === undefined ? [] : [op.surface])),",
    ...surfaces.map((name) => `  ${name},`),
    "];",
    "",
  ].join("\n");
}

export async function generateBuild(): Promise<string> {
  const methods: string[] = [];
  for (const name of opNames()) {
    const module = (await import(new URL(`${name}.ts`, folder).href)) as Record<string, Op>;
    const op = module[name];
    if (op === undefined) throw new Error(`src/ops/${name}.ts does not export ${name}`);
    methods.push(
      `  /** ${op.doc.split("\n")[0]} */`,
      `  readonly ${name}: ${arrow(op.build.signature)};`,
    );
  }
  return [
    "/**",
    " * What graphs are built with. Written by `npm run generate` from the ops' signatures.",
    " */",
    `import type { Attributes, Value } from "./graph.ts";`,
    `import type { BuildCore, Operand } from "./op.ts";`,
    `import type { ElementType, Shape, TensorType } from "./type.ts";`,
    "",
    "export interface Build extends BuildCore {",
    ...methods,
    "}",
    "",
  ].join("\n");
}

/** `(x: Value): Value` as the type `(x: Value) => Value`. */
function arrow(signature: string): string {
  const close = signature.lastIndexOf("):");
  return `${signature.slice(0, close)}) =>${signature.slice(close + 2)}`;
}

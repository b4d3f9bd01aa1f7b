/**
 * What the reference describes: everything that `.nn` can call without declaring it.
 *
 * Invariant: an entry is made from where the thing is defined, the prelude's file or the op's surface; only
 * what the language itself knows is described here.
 */
import { collectDiagnostics } from "../../diagnostics/diagnostic.ts";
import { createSource } from "../../diagnostics/source.ts";
import type { Op, Surface } from "../../graph/op.ts";
import { builtinNames } from "../../model/builtins.ts";
import { ops, surfaces } from "../../ops/registry.generated.ts";
import { preludeSources } from "../../prelude/sources.generated.ts";
import { parse } from "../../syntax/parse.ts";
import { builtinDocs } from "./builtin-docs.ts";
import type { Kind } from "./groups.ts";

export interface Entry {
  readonly name: string;
  readonly kind: Kind;
  /** How it is called; one for each number of wires. */
  readonly signatures: readonly string[];
  /** Markdown, a paragraph for each signature, or several. */
  readonly doc: string;
  /** The body of a model, for each signature that has one. */
  readonly examples: readonly string[];
  /** `.nn`, without its comment. */
  readonly source?: string;
  /** From the project's root. */
  readonly file: string;
}

/** In no order. */
export function collectEntries(): readonly Entry[] {
  const declared = preludeSources()
    .filter(([path]) => !path.includes("/"))
    .map(([path, text]) => ofPrelude(path, text));
  const primitives = new Map<string, Entry>();
  for (const surface of surfaces) {
    const entry = ofSurface(surface);
    if (entry === undefined) continue;
    const before = primitives.get(entry.name);
    primitives.set(entry.name, before === undefined ? entry : together(before, entry));
  }
  return [...declared, ...primitives.values(), ...builtins()];
}

function ofPrelude(path: string, text: string): Entry {
  const [declaration] = parse(createSource(path, text), collectDiagnostics()).declarations;
  if (declaration?.kind !== "layer" && declaration?.kind !== "optimizer") {
    throw new Error(`${path} declares no layer and no optimizer`);
  }
  const { name, doc = "" } = declaration;
  const [prose, example] = splitDoc(doc);
  const source = text.replaceAll(/^\/\/\/.*\n/gm, "").trimEnd();
  const isInitialiser =
    declaration.wires.length === 0 && declaration.settings.some((each) => each.name.text === "shape");
  const owns = /\b(param|shared|buffer)\b/.test(source);
  return {
    name: name.text,
    kind:
      declaration.kind === "optimizer" ? "optimiser"
      : isInitialiser ? "initialiser"
      : owns ? "layer" : "function",
    signatures: [declaration.kind === "optimizer" ? calledInTrain(source) : headOf(source)],
    doc: prose,
    examples: example === undefined ? [] : [example],
    source,
    file: `src/prelude/${path}`,
  };
} // prettier-ignore

/** The prose, and what is indented behind it. */
function splitDoc(doc: string): readonly [prose: string, example: string | undefined] {
  const lines = doc.split("\n");
  const at = lines.findIndex((line) => line.startsWith("    "));
  if (at < 0) return [doc.trim(), undefined];
  const example = lines.slice(at).map((line) => line.slice(4));
  return [lines.slice(0, at).join("\n").trim(), example.join("\n").trim()];
}

/** `dense(x: [..., in]; out, bias = true)`, on one line. */
function headOf(source: string): string {
  const start = source.indexOf(" ") + 1;
  let [depth, end] = [0, start];
  do {
    end++;
    if (source[end] === "(") depth++;
    if (source[end] === ")") depth--;
  } while (depth > 0 || source[end] !== ")");
  const head = source.slice(start, end + 1).replaceAll(/\s+/g, " ");
  return head.replaceAll("( ", "(").replaceAll(" )", ")");
}

/** Behind `optimizer`, the param and its gradient come by themselves; two settings are common to all. */
function calledInTrain(source: string): string {
  const head = headOf(source).replace(/\(.*?; /, "(");
  return `${head.slice(0, -1)}, weightDecay = 0, clip = none)`;
}

const familiesBySurface = new Map<Surface, Op>(
  ops.flatMap((op) => (op.surface === undefined ? [] : [[op.surface, op] as const])),
);

function ofSurface(surface: Surface): Entry | undefined {
  const op = familiesBySurface.get(surface);
  const name = surface.name ?? (surface.operator === undefined ? op?.name : undefined);
  if (name === undefined) return undefined;
  const { example } = surface;
  return {
    name,
    kind: "function",
    signatures: [`${name}(${parametersOf(surface)})`],
    doc: describe(surface, op),
    examples: example === undefined ? [] : [example],
    file: op === undefined ? `src/ops/surfaces/${name}.ts` : `src/ops/${op.name}.ts`,
  };
}

function parametersOf({ wires, settings, takesSizes }: Surface): string {
  const shown = settings.map(({ name, ...rest }) =>
    "default" in rest ? `${name} = ${JSON.stringify(rest.default) ?? "none"}` : name,
  );
  const all = takesSizes === true ? [...shown, "…"] : shown;
  if (all.length === 0) return wires.join(", ");
  return `${wires.join(", ")}; ${all.join(", ")}`;
}

export function docOf(surface: Surface): string {
  return surface.doc ?? familiesBySurface.get(surface)?.doc ?? "";
}

/** What it computes, and whether gradients pass. */
function describe(surface: Surface, op: Op | undefined): string {
  const doc = docOf(surface);
  const isSaid = op === undefined || op.gradient !== undefined || /gradient/.test(doc);
  return isSaid ? doc : `${doc} No gradient flows through it.`;
}

function together(a: Entry, b: Entry): Entry {
  return {
    ...a,
    signatures: [...a.signatures, ...b.signatures],
    doc: `${a.doc}\n\n${b.doc}`,
    examples: [...a.examples, ...b.examples],
  };
}

function builtins(): readonly Entry[] {
  return builtinNames.map((name) => {
    const described = Object.hasOwn(builtinDocs, name) ? builtinDocs[name] : undefined;
    if (described === undefined) throw new Error(`the reference does not describe \`${name}\``);
    const { signature, doc, example } = described;
    const file = "src/model/builtins.ts";
    return { name, kind: "function", signatures: [signature], doc, examples: [example], file };
  });
}

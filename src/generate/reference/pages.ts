/**
 * Writes the reference: `docs/reference/`, a page for everything that `.nn` can call without declaring it.
 *
 * Invariant: as prettier would write it; the same for the same sources.
 */
import { surfaces } from "../../ops/registry.generated.ts";
import { preludeSources } from "../../prelude/sources.generated.ts";
import { collectEntries, docOf, type Entry } from "./entries.ts";
import { describeExample } from "./example.ts";
import { groupOfKind, groups } from "./groups.ts";

const folder = "docs/reference";

export function generateReference(): readonly (readonly [path: string, text: string])[] {
  const entries = new Map(collectEntries().map((entry) => [entry.name, entry]));
  return [
    [`${folder}/README.md`, indexPage(entries)],
    [`${folder}/operators.md`, operatorsPage()],
    ...[...entries.values()].map((entry) => [`${folder}/${entry.name}.md`, page(entry)] as const),
  ];
}

function page({ name, signatures, doc, examples, source, file }: Entry): string {
  return join([
    `# ${name}`,
    code(signatures.join("\n")),
    signatures.length === 1 ? capitalised(withoutCall(doc)) : doc,
    ...examples.flatMap((example) => [code(example), ...describeExample(example)]),
    ...(source === undefined ? [] : ["## In `.nn`", code(source)]),
    [`Defined in [${file}](../../${file}).`, ...helpersOf(source ?? "")].join(" "),
  ]);
}

const internalNames = preludeSources().flatMap(
  ([path]) => /^internal\/(\w+)\.nn$/.exec(path)?.[1] ?? [],
);

/** Layers that only the prelude's own files see. */
function helpersOf(source: string): readonly string[] {
  const used = internalNames.filter((name) => new RegExp(`\\b${name}\\(`).test(source));
  if (used.length === 0) return [];
  const names = used.map((name) => `\`${name}\``).join(", ");
  const place = "[src/prelude/internal](../../src/prelude/internal)";
  return [`What only the prelude uses is in ${place}: ${names}.`];
}

function indexPage(entries: ReadonlyMap<string, Entry>): string {
  const listed = groups.map(([title, names]) => [title, names.split(/\s+/)] as const);
  const named = new Set(listed.flatMap(([, names]) => names));
  const others = [...entries.values()].filter(({ name }) => !named.has(name));
  const sections = listed.flatMap(([title, names]) => {
    const more = others.filter(({ kind }) => groupOfKind[kind] === title).map(({ name }) => name);
    const lines = [...names, ...more.toSorted()].map((name) => indexLine(name, entries.get(name)));
    return [`## ${title}`, lines.join("\n")];
  });
  return join([
    "# Reference",
    "What every `.nn` file can use without declaring it: layers, functions, losses, optimisers and initialisers. What is not a primitive is written in `.nn` itself; its page shows how. Operators have [a page of their own](operators.md), and so has [every error](errors/README.md).",
    ...sections,
  ]);
}

function indexLine(name: string, entry: Entry | undefined): string {
  if (entry === undefined) {
    throw new Error(`the reference lists \`${name}\`, which nothing defines`);
  }
  return `- [${name}](${name}.md): ${firstSentence(entry.doc)}`;
}

/** As far as the first full stop or colon that stands in no parentheses and no code. */
function firstSentence(doc: string): string {
  const text = withoutCall(doc).replaceAll("\n", " ");
  const sentence = /^(?:`[^`]*`|\([^)]*\)|[^.:`(]|[.:](?! |$))*/.exec(text)![0];
  return capitalised(sentence);
}

/** Without the call that an op's description begins with. */
function withoutCall(doc: string): string {
  return doc.replace(/^`\w+\([^`]*\)`: /, "");
}

/** Where it begins with a word. */
function capitalised(text: string): string {
  return text.replace(/^[a-z](?=[a-z]+ )/, (letter) => letter.toUpperCase());
}

/** From the loosest to the tightest. */
const operators = "or and not == != < <= > >= + - * / % negate @ ^".split(" ");

function operatorsPage(): string {
  const lines = operators.map((operator) => {
    const surface = surfaces.find((each) => each.operator === operator);
    if (surface === undefined) throw new Error(`no op has the operator ${operator}`);
    return `- ${docOf(surface)}`;
  });
  return join([
    "# Operators",
    "Between tensors operators work element by element, trailing axes aligned as in NumPy; `@` is the matrix product. Precedence, loosest first: `if then else`, `->`, `or`, `and`, `not`, comparisons, `+ -`, `* /`, `%`, unary `-`, `@`, `^`. No gradient flows through comparisons, `and`, `or` and `not`.",
    lines.join("\n"),
  ]);
}

function code(text: string): string {
  return `\`\`\`nn\n${text}\n\`\`\``;
}

function join(parts: readonly string[]): string {
  return `${parts.join("\n\n")}\n`;
}

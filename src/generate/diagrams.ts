/**
 * Railroad diagrams of the grammar, one SVG for each rule, in one page of pictures.
 *
 * Invariant: drawn from the parser itself, so a diagram cannot differ from what is accepted. A rule's
 * diagram is `docs/grammar/<rule>.svg`; `docs/grammar.md` shows them in the order of the language.
 */
import { createRequire } from "node:module";
import { NnParser } from "../../grammar/parser.ts";

/** What is used of the drawing library, which has no types of its own. */
interface Railroad {
  readonly Diagram: (item: Drawn) => { toString(): string };
  readonly Sequence: (...items: Drawn[]) => Drawn;
  readonly Choice: (normal: number, ...items: Drawn[]) => Drawn;
  readonly Optional: (item: Drawn) => Drawn;
  readonly OneOrMore: (item: Drawn, separator?: Drawn) => Drawn;
  readonly ZeroOrMore: (item: Drawn, separator?: Drawn) => Drawn;
  readonly Terminal: (text: string) => Drawn;
  readonly NonTerminal: (text: string) => Drawn;
  readonly Skip: () => Drawn;
}
type Drawn = object;

interface Part {
  readonly type: string;
  readonly name?: string;
  readonly label?: string;
  readonly definition?: readonly Part[];
  readonly separator?: Part;
}

const style = `<style>
  svg { background: #fff; }
  path { stroke: #666; stroke-width: 2; fill: none; }
  text { font: 13px ui-monospace, monospace; text-anchor: middle; fill: #1d1d1d; }
  rect { stroke: #2f6f8f; stroke-width: 1.5; fill: #eef5f8; }
  g.non-terminal rect { stroke: #8a7a50; fill: #faf6ea; }
</style>`;

/** Path in the project → text. */
export function generateDiagrams(): ReadonlyMap<string, string> {
  const railroad = createRequire(import.meta.url)("railroad-diagrams") as Railroad;
  const rules = new NnParser().getSerializedGastProductions() as unknown as readonly Part[];
  const files = new Map<string, string>();
  for (const rule of rules) {
    const drawn = railroad.Diagram(sequence(rule.definition, railroad)).toString();
    const svg = drawn
      .replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
      .replace(/(<svg[^>]*>)/, `$1\n${style}`);
    files.set(`docs/grammar/${rule.name}.svg`, `${svg.trim()}\n`);
  }
  files.set("docs/grammar.md", listRules(rules.map((rule) => rule.name!)));
  return files;
}

function listRules(names: readonly string[]): string {
  const sections = names.map((name) => `## ${name}\n\n![${name}](grammar/${name}.svg)\n`);
  return [
    "# The grammar\n",
    "Drawn from the parser by `npm run generate`. Rounded boxes are written as they stand, the others are",
    "rules. The parser accepts a little more than the language, so that mistakes get better words.\n",
    ...sections,
  ].join("\n");
}

function sequence(parts: readonly Part[] | undefined, railroad: Railroad): Drawn {
  const drawn = (parts ?? []).map((part) => draw(part, railroad));
  if (drawn.length === 0) return railroad.Skip();
  return drawn.length === 1 ? drawn[0]! : railroad.Sequence(...drawn);
}

function draw(part: Part, railroad: Railroad): Drawn {
  const inside = (): Drawn => sequence(part.definition, railroad);
  const separator = (): Drawn => draw(part.separator!, railroad);
  switch (part.type) {
    case "Terminal":
      return railroad.Terminal(part.label ?? part.name ?? "");
    case "NonTerminal":
      return railroad.NonTerminal(part.name ?? "");
    case "Option":
      return railroad.Optional(inside());
    case "Repetition":
      return railroad.ZeroOrMore(inside());
    case "RepetitionMandatory":
      return railroad.OneOrMore(inside());
    case "RepetitionWithSeparator":
      return railroad.ZeroOrMore(inside(), separator());
    case "RepetitionMandatoryWithSeparator":
      return railroad.OneOrMore(inside(), separator());
    case "Alternation":
      return railroad.Choice(0, ...(part.definition ?? []).map((each) => draw(each, railroad)));
    default:
      return inside();
  }
}

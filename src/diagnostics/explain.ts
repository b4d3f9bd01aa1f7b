/**
 * A page about an error code, from the catalogue: for the terminal (`nnc explain`) and for the docs
 * (`docs/reference/errors/`).
 *
 * Invariant: both are made here from the same entry, so they cannot say different things. What nnc says of
 * the wrong program comes from outside: only a compiler knows that.
 */
import type { CatalogueEntry } from "./catalogue/entry.ts";
import { areas, catalogue, codes } from "./catalogue/index.ts";

/** The page in Markdown, or undefined for a code that does not exist. */
export function explain(code: string, said?: string): string | undefined {
  const entry = Object.hasOwn(catalogue, code) ? catalogue[code]! : undefined;
  return entry && page(code, entry, said);
}

/** Every code with its title, one a line. */
export function listCodes(): string {
  return codes.map((code) => `${code}  ${catalogue[code]!.title}\n`).join("");
}

/** The table of contents of all pages, by area; `link` makes the address of a page. */
export function errorsPage(link: (code: string) => string): string {
  const sections = Object.entries(areas).map(([title, area]) => {
    const lines = Object.keys(area)
      .toSorted()
      .map((code) => `- [${code}](${link(code)}) ${titleOf(area[code]!)}\n`);
    return `## ${title}\n\n${lines.join("")}`;
  });
  return ["# Errors and warnings\n", `${introduction}\n`, ...sections].join("\n");
}

const introduction =
  "What nnc can say, by code. `nnc explain NN2101` shows one of these pages in the terminal.";

function page(code: string, entry: CatalogueEntry, said: string | undefined): string {
  const { help, wrong, right, imports = {} } = entry;
  return [
    `# ${code}: ${titleOf(entry)}\n`,
    `${help}\n`,
    `Wrong:\n\n${block(wrong)}\n`,
    ...Object.entries(imports).map(([path, text]) => `With \`${path}\`:\n\n${block(text)}\n`),
    ...(said === undefined ? [] : [`What nnc says:\n\n${block(said)}\n`]),
    ...(right === undefined ? [] : [`Right:\n\n${block(right)}\n`]),
  ].join("\n");
}

function titleOf({ title, severity }: CatalogueEntry): string {
  return severity === "warning" ? `${title} (warning)` : title;
}

/** Indented by four, as Markdown has it and a terminal shows it well. */
function block(text: string): string {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => (line === "" ? "" : `    ${line}`))
    .join("\n");
}

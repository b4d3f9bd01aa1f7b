/**
 * A page about an error code, from the catalogue: for the terminal (`nnc explain`) and for the docs.
 *
 * Invariant: both are made from the same entry, so they cannot say different things.
 */
import { areas, catalogue, codes } from "./catalogue/index.ts";
import type { CatalogueEntry } from "./catalogue/entry.ts";

/** The page in Markdown, or undefined for a code that does not exist. */
export function explain(code: string): string | undefined {
  const found = Object.hasOwn(catalogue, code) ? catalogue[code] : undefined;
  return found && page(code, found, "#");
}

/** Every code with its title, one a line. */
export function listCodes(): string {
  return codes.map((code) => `${code}  ${catalogue[code]!.title}\n`).join("");
}

/** `docs/errors.md`: all pages, by area. */
export function errorsPage(): string {
  const sections = Object.entries(areas).map(([title, area]) =>
    [
      `## ${title}\n`,
      ...Object.keys(area)
        .toSorted()
        .map((code) => page(code, area[code]!, "###")),
    ].join("\n"),
  );
  return `# Errors and warnings\n\n${introduction}\n\n${sections.join("\n")}`;
}

const introduction =
  "What nnc can say, by code. `nnc explain NN2104` shows one of these pages in the terminal.";

function page(code: string, entry: CatalogueEntry, heading: string): string {
  const kind = entry.severity === "warning" ? " (warning)" : "";
  return [
    `${heading} ${code}: ${entry.title}${kind}\n`,
    `${entry.help}\n`,
    `Wrong:\n\n${block(entry.wrong)}\n`,
    ...(entry.right === undefined ? [] : [`Right:\n\n${block(entry.right)}\n`]),
  ].join("\n");
}

/** Indented by four, as Markdown has it and a terminal shows it well. */
function block(text: string): string {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => (line === "" ? "" : `    ${line}`))
    .join("\n");
}

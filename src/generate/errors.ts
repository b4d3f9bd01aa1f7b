/**
 * Writes a page for every error code: `docs/reference/errors/`.
 *
 * Invariant: what nnc says of a wrong program is taken from the code's first case in
 * `test/diagnostics/cases/`, which a test compares with what it really says.
 */
import { readdirSync, readFileSync } from "node:fs";
import { codes } from "../diagnostics/catalogue/index.ts";
import { errorsPage, explain } from "../diagnostics/explain.ts";

const cases = new URL("../../test/diagnostics/cases/", import.meta.url);
const folder = "docs/reference/errors";

export function generateErrors(): readonly (readonly [path: string, text: string])[] {
  const outputs = readdirSync(cases)
    .filter((name) => name.endsWith(".txt"))
    .toSorted();
  const pages = codes.map((code) => {
    const output = outputs.find((name) => name.startsWith(code));
    const said = output && saidIn(readFileSync(new URL(output, cases), "utf8"));
    return [`${folder}/${code}.md`, explain(code, said)!] as const;
  });
  return [[`${folder}/README.md`, errorsPage((code) => `${code}.md`)], ...pages];
}

/** Of a program only the message; of a command line the command and its exit code, too. */
function saidIn(output: string): string {
  return output.replace(/^\$ nnc compile net\.nn\n([\s\S]*)\n\nexit code \d+\n$/, "$1");
}

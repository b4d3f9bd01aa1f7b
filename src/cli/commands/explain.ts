/** `nnc explain NN2104`: a page about an error code; without a code, the list of them. */
import { elaborateSource } from "../../compile.ts";
import { catalogue, codes, showsProgram } from "../../diagnostics/catalogue/index.ts";
import { explain, listCodes } from "../../diagnostics/explain.ts";
import { render } from "../../diagnostics/render.ts";
import { createSource } from "../../diagnostics/source.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import type { Run } from "../commands.ts";
import { exitCodes, usageFailure } from "../exit.ts";
import { printJson } from "../report.ts";

export const run: Run = async (given, io) => {
  const code = given.positionals[0]?.toUpperCase();
  if (code === undefined) io.stdout.write(listCodes());
  else {
    const page = explain(code, whatIsSaidOf(code));
    if (page === undefined)
      throw usageFailure("NN7010", `there is no error \`${code}\``, didYouMean(code, codes));
    if (given.has("json")) printJson({ code, ...catalogue[code] }, io);
    else io.stdout.write(page);
  }
  return exitCodes.done;
};

/** What the compiler says of the wrong program; nothing where the wrong thing is a command line or data. */
function whatIsSaidOf(code: string): string | undefined {
  if (!Object.hasOwn(catalogue, code) || !showsProgram(code)) return undefined;
  const { wrong, imports = {} } = catalogue[code]!;
  const read = (path: string): string | undefined => imports[path];
  return render(elaborateSource(createSource("net.nn", wrong), { read }).diagnostics);
}

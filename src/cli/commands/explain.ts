/** `nnc explain NN2104`: a page about an error code; without a code, the list of them. */
import { catalogue, codes } from "../../diagnostics/catalogue/index.ts";
import { explain, listCodes } from "../../diagnostics/explain.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import type { Run } from "../commands.ts";
import { exitCodes, usageFailure } from "../exit.ts";
import { printJson } from "../report.ts";

export const run: Run = async (given, io) => {
  const code = given.positionals[0]?.toUpperCase();
  if (code === undefined) io.stdout.write(listCodes());
  else {
    const page = explain(code);
    if (page === undefined)
      throw usageFailure("NN7010", `there is no error \`${code}\``, didYouMean(code, codes));
    if (given.has("json")) printJson({ code, ...catalogue[code] }, io);
    else io.stdout.write(page);
  }
  return exitCodes.done;
};

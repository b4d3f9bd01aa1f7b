/**
 * The catalogue of everything that nnc can say is wrong: all areas in one.
 *
 * Invariant: a code stands in one area only. NN1 syntax, NN2 names, NN3 values, NN4 shapes, NN5 models,
 * NN6 data and weights, NN7 the command line, NN8 warnings.
 */
import { dataCatalogue } from "./data.ts";
import type { Catalogue } from "./entry.ts";
import { modelCatalogue } from "./model.ts";
import { namesCatalogue } from "./names.ts";
import { shapesCatalogue } from "./shapes.ts";
import { syntaxCatalogue } from "./syntax.ts";
import { usageCatalogue } from "./usage.ts";
import { valuesCatalogue } from "./values.ts";
import { warningsCatalogue } from "./warnings.ts";

export const areas: Readonly<Record<string, Catalogue>> = {
  Syntax: syntaxCatalogue,
  "Names and layers": namesCatalogue,
  Values: valuesCatalogue,
  Shapes: shapesCatalogue,
  "Models, training and tests": modelCatalogue,
  "Data and weights": dataCatalogue,
  "The command line": usageCatalogue,
  Warnings: warningsCatalogue,
};

export const catalogue: Catalogue = Object.assign({}, ...Object.values(areas));

/** All codes, sorted. */
export const codes: readonly string[] = Object.keys(catalogue).toSorted();

/** Whether the entry shows a program; for data and command lines it shows excerpts of them instead. */
export function showsProgram(code: string): boolean {
  const { wrong } = catalogue[code]!;
  return !(code in dataCatalogue || code in usageCatalogue || wrong.startsWith("nnc "));
}

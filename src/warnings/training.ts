/**
 * NN8003: params that no loss reaches. NN8005: params that a loss reaches through many sigmoids only.
 *
 * Invariant: without a loss nothing is said; a layer none of whose params is reached is told once, where it
 * is applied.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { listNames } from "../diagnostics/listing.ts";
import { builtInPath, type Span } from "../diagnostics/source.ts";
import { tell } from "../diagnostics/tell.ts";
import type { Model, Param } from "../model/model.ts";
import type { Subject } from "./subject.ts";

/** Of a gradient at most 4⁻ⁿ gets through n sigmoids; of 4 layers less than half a percent. */
const deepStack = 4;

export function findUnreachedParams({ model, trained, wayTo }: Subject): readonly Diagnostic[] {
  if (model.training.loss === undefined) return [];
  const isUnreached = ({ name }: Param): boolean => trained.has(name) && !wayTo.has(name);
  const told = new Map<string, readonly Param[]>();
  for (const param of model.params.filter(isUnreached)) {
    const whole = wholeLayer(param, model, isUnreached);
    told.set(whole, [...(told.get(whole) ?? []), param]);
  }
  return [...told].map(([path, params]) => {
    const names = listNames(params.map(({ name }) => name));
    const what = params.length === 1 ? "the param" : "the params";
    const never = params.length === 1 ? "it is never trained" : "they are never trained";
    const message = `no loss reaches ${what} ${names}: ${never}`;
    return tell("NN8003", message, { span: placeOf(path, params[0]!, model) });
  });
}

/** The path of the outermost layer around a param of which nothing is reached; the param's own name else. */
function wholeLayer(
  { name }: Param,
  { params }: Model,
  isUnreached: (param: Param) => boolean,
): string {
  const parts = name.split(".");
  for (let count = 1; count < parts.length; count++) {
    const path = parts.slice(0, count).join(".");
    if (params.filter((each) => each.name.startsWith(`${path}.`)).every(isUnreached)) return path;
  }
  return name;
}

/** Where a layer is applied, or a param declared, in a file of the user's. */
function placeOf(path: string, param: Param, { layers, span }: Model): Span {
  const isOwn = ({ source }: Span): boolean => !source.path.startsWith(builtInPath);
  if (path === param.name && isOwn(param.span)) return param.span;
  const around = layers.filter((each) => path === each.path || path.startsWith(`${each.path}.`));
  const own = around.map((each) => each.span).findLast(isOwn);
  return own ?? (isOwn(param.span) ? param.span : span);
}

export function findStarvedParams({ model, wayTo }: Subject): readonly Diagnostic[] {
  const sigmoids = ({ name }: Param): number => wayTo.get(name)?.sigmoids ?? 0;
  const most = Math.max(0, ...model.params.map(sigmoids));
  const name = model.params.find((param) => sigmoids(param) === most)?.name;
  const way = name === undefined ? undefined : wayTo.get(name);
  const span = way?.last?.node.origin?.span;
  if (most < deepStack || span === undefined) return [];
  const message = `between the loss and \`${name}\` stand ${most} sigmoids, this one and ${most - 1} more: at most 1/${4 ** most} of the gradient gets through`;
  return [tell("NN8005", message, { span })];
}

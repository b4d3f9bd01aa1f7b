/**
 * Starts an elaboration: ties the parts together and keeps what is being computed, to find cycles.
 *
 * Invariant: nothing is shared between two elaborations but the library and the problems found.
 */
import type { Span } from "../diagnostics/source.ts";
import type { Build } from "../graph/build.generated.ts";
import { createBuild } from "../graph/build.ts";
import { applyLayer } from "./layers.ts";
import type { Elaboration } from "./elaboration.ts";
import { evaluate, evaluateAll } from "./evaluate.ts";
import { createOuterScopes, type OuterScopes } from "./file-scope.ts";
import { createTokens } from "./instance.ts";
import type { Library } from "./library.ts";
import type { Templates } from "./templates.ts";
import { poison, type Meaning } from "./meaning.ts";
import type { Place } from "./place.ts";
import { elaborateScan } from "./scan.ts";
import type { Problems } from "./problems.ts";

export interface StartOptions extends Partial<Pick<Elaboration, "keepsSteps" | "keepsStates">> {
  readonly training: boolean;
  /** Of tokens. */
  readonly prefix?: string;
  /** Without them every application of a layer is expanded by itself. */
  readonly templates?: Templates | undefined;
}

export function startElaboration(
  library: Library,
  problems: Problems,
  { training, prefix, keepsSteps = false, keepsStates = false, templates }: StartOptions,
): Elaboration {
  const count = { applications: 0, instances: 0, tokens: 0, scans: 0, asks: 0, reports: 0 };
  const tokens = createTokens(prefix);
  let scopes: OuterScopes | undefined;
  const outer = (): OuterScopes => (scopes ??= createOuterScopes(e));
  const e: Elaboration = {
    problems: {
      ...problems,
      report: (...mistake) => {
        count.reports++;
        return problems.report(...mistake);
      },
    },
    library,
    training,
    keepsSteps,
    keepsStates,
    tokens: () => {
      count.tokens++;
      return tokens();
    },
    evaluate: (expression, place) => evaluate(e, expression, place),
    evaluateAll: (expression, place) => evaluateAll(e, expression, place),
    apply: (application) => applyLayer(e, application),
    scan: (statement, place) => {
      count.scans++;
      return elaborateScan(e, statement, place);
    },
    scopeOf: (file) => outer().of(file),
    preludeScope: () => outer().internal(),
    buildAt: createBuilders(problems),
    lazy: createLazy(problems),
    fixed: new Set(),
    count,
    templates,
  };
  return e;
}

/** One builder for neighbouring nodes of one origin. */
function createBuilders({ isPrelude }: Problems): (place: Place, span: Span) => Build {
  let last: { readonly name: string; readonly span: Span; readonly build: Build } | undefined;
  return ({ frame, instance, label }, span) => {
    const own = frame === undefined || !isPrelude(span.source);
    const at = own ? span : frame.user;
    const token = own ? instance.token : frame.userToken;
    const name = own && label !== undefined ? `${token}.${label}` : token;
    const same = last?.name === name && last.span.source === at.source;
    if (same && last!.span.start === at.start && last!.span.end === at.end) return last!.build;
    last = { name, span: at, build: createBuild({ span: at, name }) };
    return last.build;
  };
}

interface Open {
  readonly name: string;
  readonly span: Span;
}

function createLazy(problems: Problems): Elaboration["lazy"] {
  const open: Open[] = [];
  return (name, span, compute) => {
    const self: Open = { name, span };
    let result: Meaning | undefined;
    return () => {
      if (result !== undefined) return result;
      const start = open.indexOf(self);
      if (start !== -1) {
        result = reportCycle(problems, open.slice(start));
        return result;
      }
      open.push(self);
      const computed = compute();
      open.pop();
      return (result ??= computed);
    };
  };
}

/** Told at the name that stands first in the text, wherever the evaluation began. */
function reportCycle(problems: Problems, found: readonly Open[]): Meaning {
  const start = Math.min(...found.map(({ span }) => span.start));
  const at = found.findIndex(({ span }) => span.start === start);
  const cycle = [...found.slice(at), ...found.slice(0, at)];
  const [first, ...rest] = cycle as [Open, ...Open[]];
  const path = [...cycle, first].map(({ name }) => `\`${name}\``).join(" → ");
  const message =
    rest.length === 0
      ? `${path.split(" → ")[0]} is computed from itself`
      : `these names are computed from one another: ${path}`;
  const related = rest.map(({ name, span }) => ({ span, message: `\`${name}\` is in the cycle` }));
  const fix = { message: "the value at the next step is written with a prime: `w' = …`" };
  problems.report("NN2003", message, { span: first.span }, { related, fix });
  return poison;
}

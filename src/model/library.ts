/**
 * What all elaborations of one file share: the file, what it imports, the prelude, the primitives.
 *
 * Invariant: a prelude file is parsed when its name is first looked up, and once; each declares the one
 * name that it is called after. Files in `prelude/internal` are seen by the prelude alone.
 */
import { collectDiagnostics, type Diagnostics } from "../diagnostics/diagnostic.ts";
import { builtInPath, createSource, type Source } from "../diagnostics/source.ts";
import { preludeSources } from "../prelude/sources.generated.ts";
import type * as ast from "../syntax/ast.ts";
import { parse } from "../syntax/parse.ts";
import { builtinNames } from "./builtins.ts";
import { resolveImports, type Imported, type ReadImport } from "./imports.ts";
import type { Plan } from "./plan.ts";
import { listPrimitives, type Primitives } from "./primitives.ts";

/** What `file-scope.ts` gives a meaning beside them. */
const words = ["training", "batch"];

export interface Library {
  readonly main: ast.File;
  readonly primitives: Primitives;
  /** The names that a file declares or imports. Only the main file and what it imports has any. */
  readonly declarationsOf: (file: ast.File) => ReadonlyMap<string, Imported>;
  /** The main file and all that it imports. */
  readonly files: ReadonlySet<ast.File>;
  /** Names of the prelude, the primitives and the language. */
  readonly outerNames: readonly string[];
  readonly fileOf: (source: Source) => ast.File;
  readonly prelude: (name: string) => ast.Declaration | undefined;
  readonly internal: (name: string) => ast.Declaration | undefined;
  readonly preludeNames: readonly string[];
  readonly isPrelude: (source: Source) => boolean;
  /** The declaration where a name stands, and the name: of a test, the model's. */
  readonly ownerOf: (name: ast.Name) => string;
  /** Names of imports that failed. */
  readonly lostIn: (file: ast.File) => ReadonlySet<string>;
  /** Was the name in a statement that could not be parsed, or in an import that failed? */
  readonly isBroken: (name: ast.Name) => boolean;
  /** Bodies laid out, by their statements. */
  readonly plans: Map<readonly ast.Statement[], Plan>;
}

export function openLibrary(
  main: ast.File,
  read: ReadImport | undefined,
  diagnostics: Diagnostics,
): Library {
  const { declarations, files, lost } = resolveImports(main, read, diagnostics);
  const broken = new Map(
    [...files].map((file) => [file.span.source, new Set([...file.broken, ...lost.get(file)!])]),
  );
  const bySource = new Map([...files].map((file) => [file.span.source, file]));
  const prelude = openPrelude();
  const primitives = listPrimitives();
  return {
    main,
    files,
    primitives,
    outerNames: [...words, ...builtinNames, ...prelude.preludeNames, ...primitives.byName.keys()],
    fileOf: (source) => bySource.get(source) ?? main,
    declarationsOf: (file) => declarations.get(file) ?? new Map(),
    ...prelude,
    ownerOf: (name) => ownerOf(bySource.get(name.span.source), name),
    lostIn: (file) => lost.get(file) ?? new Set(),
    isBroken: ({ text, span }) => broken.get(span.source)?.has(text) === true,
    plans: new Map(),
  };
}

function ownerOf(file: ast.File | undefined, { text, span }: ast.Name): string {
  const around = file?.declarations.find(
    (each) => each.span.start <= span.start && span.end <= each.span.end,
  );
  const tested = around?.kind === "test" ? around.model.text : undefined;
  const owner = file?.declarations.find(
    (each) => each.kind !== "import" && each.kind !== "test" && each.name.text === tested,
  );
  return `${span.source.path}:${(owner ?? around)?.span.start} ${text}`;
}

function openPrelude(): Pick<Library, "prelude" | "internal" | "preludeNames" | "isPrelude"> {
  const texts = new Map(preludeSources());
  const sources = new Set<Source>();
  const parsed = new Map<string, ast.Declaration | undefined>();
  const find = (path: string): ast.Declaration | undefined => {
    const text = texts.get(path);
    if (text === undefined) return undefined;
    if (!parsed.has(path)) {
      const source = createSource(`${builtInPath}prelude/${path}`, text);
      sources.add(source);
      const found = collectDiagnostics();
      parsed.set(path, parse(source, found).declarations[0]);
      if (found.hasErrors) throw new Error(`prelude/${path}: ${found.all[0]?.message}`);
    }
    return parsed.get(path);
  };
  const names = [...texts.keys()].filter((path) => !path.includes("/"));
  return {
    prelude: (name) => find(`${name}.nn`),
    internal: (name) => find(`internal/${name}.nn`),
    preludeNames: names.map((path) => path.slice(0, -".nn".length)),
    isPrelude: (source) => sources.has(source),
  };
}

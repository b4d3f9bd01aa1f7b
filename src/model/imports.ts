/**
 * `import { stage } from "./resnet.nn"`: the files that a file needs, and the names that it sees.
 *
 * Invariant: paths are relative, stay inside the project root, and make no cycles; a file is parsed once.
 */
import type { Diagnostics, Fix } from "../diagnostics/diagnostic.ts";
import { listNames } from "../diagnostics/listing.ts";
import { createSource, type Source, type Span } from "../diagnostics/source.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { tell, type Occurrence } from "../diagnostics/tell.ts";
import type * as ast from "../syntax/ast.ts";
import { parse } from "../syntax/parse.ts";

/** The text of a file by its path from the root; undefined where there is none. */
export type ReadImport = (path: string) => string | Refusal | undefined;

/** Why a file that is there may not be imported: `it is a link that …`. */
export interface Refusal {
  readonly refused: string;
}

/** A declaration and the file whose names it sees. */
export interface Imported {
  readonly declaration: Exclude<ast.Declaration, ast.ImportDeclaration | ast.TestDeclaration>;
  readonly file: ast.File;
}

export interface Imports {
  readonly declarations: ReadonlyMap<ast.File, ReadonlyMap<string, Imported>>;
  readonly files: ReadonlySet<ast.File>;
  /** Names that a file should have been given, had its imports not failed: not to be called unknown. */
  readonly lost: ReadonlyMap<ast.File, ReadonlySet<string>>;
}

interface Loading {
  readonly read: ReadImport | undefined;
  readonly diagnostics: Diagnostics;
  readonly byPath: Map<string, ast.File>;
  readonly declarations: Map<ast.File, ReadonlyMap<string, Imported>>;
  readonly lost: Map<ast.File, Set<string>>;
  /** The files being loaded, from the main one down. */
  readonly open: string[];
}

export function resolveImports(
  main: ast.File,
  read: ReadImport | undefined,
  diagnostics: Diagnostics,
): Imports {
  const path = main.span.source.path;
  const byPath = new Map([[path, main]]);
  const [declarations, lost] = [new Map(), new Map()];
  const loading: Loading = { read, diagnostics, byPath, declarations, lost, open: [] };
  loadNames(loading, main, path);
  return { declarations, lost, files: new Set(byPath.values()) };
}

function loadNames(loading: Loading, file: ast.File, path: string): void {
  const names = new Map<string, Imported>();
  const lost = new Set<string>();
  loading.declarations.set(file, names);
  loading.lost.set(file, lost);
  loading.open.push(path);
  for (const declaration of file.declarations) {
    if (declaration.kind === "import") {
      for (const name of loadImport(loading, declaration, path, names)) lost.add(name.text);
    } else if (declaration.kind !== "test") {
      add(loading, names, declaration.name, { declaration, file });
    }
  }
  loading.open.pop();
}

function add(
  loading: Loading,
  names: Map<string, Imported>,
  name: ast.Name,
  imported: Imported,
): void {
  const before = names.get(name.text);
  if (before === undefined) {
    names.set(name.text, imported);
    return;
  }
  const related = [{ span: before.declaration.name.span, message: "first here" }];
  report(loading, "NN2002", `\`${name.text}\` is declared twice`, name.span, { related });
}

/** Adds what is imported; returns the names that it did not get. */
function loadImport(
  loading: Loading,
  declaration: ast.ImportDeclaration,
  from: string,
  names: Map<string, Imported>,
): readonly ast.Name[] {
  const file = openFile(loading, declaration.path, from);
  if (file === undefined) return declaration.names;
  const offered = loading.declarations.get(file)!;
  return declaration.names.filter((name) => {
    const found = offered.get(name.text);
    const has = found !== undefined && found.file === file;
    if (has) add(loading, names, name, found);
    else if (!file.broken.includes(name.text)) reportMissing(loading, name, file, offered);
    return !has;
  });
}

function reportMissing(
  loading: Loading,
  name: ast.Name,
  file: ast.File,
  offered: ReadonlyMap<string, Imported>,
): void {
  const own = [...offered].filter(([, each]) => each.file === file).map(([each]) => each);
  const meant = suggest(name.text, own);
  const fix: Fix | undefined =
    meant === undefined
      ? undefined
      : { message: `did you mean \`${meant}\`?`, span: name.span, replacement: meant };
  const has = own.length === 0 ? "nothing" : listNames(own);
  const message = `\`${file.span.source.path}\` declares no \`${name.text}\`; it declares ${has}`;
  report(loading, "NN2006", message, name.span, { fix });
}

/** Parses the file, or says why not. */
function openFile(
  loading: Loading,
  { value, span }: ast.StringLiteral,
  from: string,
): ast.File | undefined {
  const path = resolvePath(from, value);
  if (path === undefined) {
    reportPath(loading, value, span);
    return undefined;
  }
  if (loading.open.includes(path)) {
    const cycle = [...loading.open.slice(loading.open.indexOf(path)), path];
    report(loading, "NN2007", `these files import each other: ${cycle.join(" → ")}`, span);
    return undefined;
  }
  const known = loading.byPath.get(path);
  if (known !== undefined) return known;
  const text = loading.read?.(path);
  if (text === undefined) {
    report(loading, "NN2005", `there is no file \`${path}\` to import from`, span);
    return undefined;
  }
  if (typeof text !== "string") {
    report(loading, "NN2008", `\`${path}\` cannot be imported: ${text.refused}`, span);
    return undefined;
  }
  const source: Source = createSource(path, text);
  const file = parse(source, loading.diagnostics);
  loading.byPath.set(path, file);
  loadNames(loading, file, path);
  return file;
}

/** What is wrong with a path that leads to no file of the project. */
function reportPath(loading: Loading, written: string, span: Span): void {
  const replaced = (path: string): { readonly fix: Fix } => {
    const replacement = `"${path}"`;
    return { fix: { message: `write \`${replacement}\``, span, replacement } };
  };
  const slashed = written.replaceAll("\\", "/");
  if (written.endsWith("/") || written === "") {
    const fix = { message: "write the path of a `.nn` file: `./layers.nn`" };
    report(loading, "NN2008", "this path names no file", span, { fix });
  } else if (/^(\/|\w+:)/.test(slashed)) {
    const message = `\`${written}\` is no relative path: files of the project are imported, and nothing is fetched`;
    const fix = { message: "write the path from this file's folder: `./layers.nn`" };
    report(loading, "NN2008", message, span, { fix });
  } else if (slashed !== written && slashed.startsWith(".")) {
    report(loading, "NN2008", "paths are written with `/`", span, replaced(slashed));
  } else if (/^\.\.?(\/|$)/.test(written)) {
    report(loading, "NN2008", `\`${written}\` leads out of the project`, span);
  } else {
    report(
      loading,
      "NN2008",
      `imports are relative: \`./${written}\``,
      span,
      replaced(`./${written}`),
    );
  }
}

/** The path from the project root; undefined when it is not relative, leads out of it, or to a folder. */
function resolvePath(from: string, written: string): string | undefined {
  if (!/^\.\.?\//.test(written) || written.endsWith("/")) return undefined;
  const parts = from.split("/").slice(0, -1);
  for (const part of written.split("/")) {
    if (part === "..") {
      if (parts.length === 0 || parts.at(-1) === "..") return undefined;
      parts.pop();
    } else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

function report(
  { diagnostics }: Loading,
  code: string,
  message: string,
  span: Span,
  more: Omit<Occurrence, "span"> = {},
): void {
  diagnostics.report(tell(code, message, { span, ...more }));
}

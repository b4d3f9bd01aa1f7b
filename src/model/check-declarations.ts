/**
 * What can be said of declarations before anything is expanded: names given twice, statements in the
 * wrong kind of body, layers without a result, names that mean nothing.
 *
 * Invariant: looks at every declaration of the user's files, also at layers that nobody applies and at
 * branches that are not taken; says nothing that depends on values.
 */
import type { Span } from "../diagnostics/source.ts";
import type * as ast from "../syntax/ast.ts";
import { checkNames } from "./check-names.ts";
import type { Library } from "./library.ts";
import { headNames, keyOf, mayMeet, planBody, type Entry } from "./plan.ts";
import type { Problems } from "./problems.ts";
import { withArticle } from "./unknown.ts";

type Body = "layer" | "model" | "optimizer" | "scan";
type Kind = ast.Statement["kind"];

const everywhere: readonly Kind[] = ["value", "const", "next", "require", "ifStatement"];
const allowed: Readonly<Record<Body, readonly Kind[]>> = {
  layer: [...everywhere, "param", "buffer", "shared", "scan", "return"],
  model: [
    ...everywhere,
    ...(["input", "target", "param", "buffer", "output", "loss", "metric"] as const),
    ...(["train", "shared", "scan"] as const),
  ],
  optimizer: [...everywhere, "state"],
  scan: [...everywhere, "param", "buffer", "state", "emit", "shared", "scan"],
};

const bodies = Object.keys(allowed) as readonly Body[];

export function checkDeclarations(library: Library, problems: Problems): void {
  for (const file of library.files) {
    for (const declaration of file.declarations) checkDeclaration(declaration, problems);
    checkNames(library, file, problems);
  }
}

function checkDeclaration(declaration: ast.Declaration, problems: Problems): void {
  switch (declaration.kind) {
    case "layer": {
      checkHead(declaration.wires, problems);
      const statements =
        declaration.body.kind === "statements" ? declaration.body.statements : undefined;
      checkBody(statements ?? [], headNames(declaration), "layer", problems);
      if (statements !== undefined) checkReturns(declaration, statements, problems);
      return;
    }
    case "model":
      checkBody(
        declaration.statements,
        headNames({ ...declaration, wires: [] }),
        "model",
        problems,
      );
      return;
    case "optimizer":
      checkHead(declaration.wires, problems);
      checkBody(declaration.statements, headNames(declaration), "optimizer", problems);
      return;
    default:
      return;
  }
}

function checkHead(wires: readonly ast.Wire[], problems: Problems): void {
  for (const wire of wires.slice(0, -1)) {
    if (!wire.variadic) continue;
    const message = `\`...${wire.name.text}\` takes all wires that are left, so nothing can stand behind it`;
    problems.report("NN2014", message, { span: wire.span });
  }
  for (const { annotation } of wires) {
    const [, second] = (annotation?.shape ?? []).filter(({ kind }) => kind === "rest");
    if (second === undefined) continue;
    problems.report("NN4003", "`...` stands once in a shape", { span: second.span });
  }
}

function checkBody(
  statements: readonly ast.Statement[],
  head: readonly ast.Name[],
  body: Body,
  problems: Problems,
): void {
  checkKinds(statements, body, problems);
  checkTwice(statements, head, problems);
}

function checkKinds(statements: readonly ast.Statement[], body: Body, problems: Problems): void {
  for (const statement of statements) {
    if (statement.kind === "ifStatement") {
      checkKinds(statement.consequent, body, problems);
      checkKinds(statement.alternative ?? [], body, problems);
    } else if (!allowed[body].includes(statement.kind)) {
      const [word] = /^\w+/.exec(textOf(statement.span)) ?? [statement.kind];
      const message = `${withArticle(body)} has no \`${word}\``;
      const span = { ...statement.span, end: statement.span.start + word.length };
      const belongs = bodies.filter((each) => allowed[each].includes(statement.kind));
      const isResult = statement.kind === "return" && body === "model";
      const fix = isResult
        ? { message: "what a model gives is an output: `output y = …`" }
        : { message: `\`${word}\` belongs to ${belongs.map(withArticle).join(" or ")}` };
      problems.report("NN2009", message, { span }, { fix });
    } else if (statement.kind === "scan") {
      checkBody(statement.statements, statement.names, "scan", problems);
    }
  }
}

function textOf({ source, start, end }: Span): string {
  return source.text.slice(start, end);
}

/** Two that cannot both exist may have one name. */
function checkTwice(
  statements: readonly ast.Statement[],
  head: readonly ast.Name[],
  problems: Problems,
): void {
  const seen = new Map<string, { readonly name: ast.Name; readonly entry: Entry | undefined }[]>();
  const add = (name: ast.Name, entry: Entry | undefined): void => {
    const key = keyOf(name);
    const before = seen.get(key) ?? [];
    const other = before.find((each) => !each.entry || !entry || mayMeet(each.entry, entry));
    before.push({ name, entry });
    seen.set(key, before);
    if (other === undefined) return;
    const message = `\`${key}\` is given twice`;
    const related = [{ span: other.name.span, message: "first here" }];
    problems.report("NN2002", message, { span: name.span }, { related });
  };
  for (const name of head) add(name, undefined);
  for (const entry of planBody(statements).entries) {
    for (const name of entry.declares) add(name, entry);
  }
}

function checkReturns(
  { name }: ast.LayerDeclaration,
  statements: readonly ast.Statement[],
  problems: Problems,
): void {
  const returns = planBody(statements).entries.filter(
    ({ statement }) => statement.kind === "return",
  );
  if (returns.length === 0) {
    const message = `\`${name.text}\` returns nothing`;
    const fix = { message: "end it with `return …`" };
    problems.report("NN2011", message, { span: name.span }, { fix });
  }
  for (const second of returns) {
    const first = returns.find((each) => each === second || mayMeet(each, second));
    if (first === undefined || first === second) continue;
    const related = [{ span: first.statement.span, message: "first here" }];
    const message = `\`${name.text}\` returns a second time`;
    problems.report("NN2011", message, { span: second.statement.span }, { related });
  }
}

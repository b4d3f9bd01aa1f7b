/**
 * Kernels as functions.
 *
 * Invariant: decides nothing: a loop is a loop, a local a local. Lines that would be too long are
 * shortened by naming parts of their expression first.
 */
import type { Extent, Kernel, KernelBuffer, Statement } from "../kernel/kernel.ts";
import type { Precision } from "../kernel/module.ts";
import { addAffine, call, local, variable, type Affine, type Scalar } from "../kernel/scalar.ts";
import { createScalarPrinter, type ScalarPrinter } from "./scalars.ts";
import type { Lines } from "./text.ts";

export interface PrintOptions {
  /** TypeScript, or JavaScript. */
  readonly types: boolean;
  readonly precision: Precision;
}

export function arrayType(element: KernelBuffer["element"], precision: Precision): string {
  if (element === "int") return "Int32Array";
  if (element === "bool") return "Uint8Array";
  return precision === "f64" ? "Float64Array" : "Float32Array";
}

/** Name and type of a parameter, or just the name in JavaScript. */
export function typed(name: string, type: string, options: { readonly types: boolean }): string {
  return options.types ? `${name}: ${type}` : name;
}

export function printKernel(kernel: Kernel, lines: Lines, options: PrintOptions): void {
  const parameters = [
    ...kernel.counters.map((name) => typed(name, "number", options)),
    ...(kernel.samples ? [typed("n", "number", options)] : []),
    ...(kernel.draws ? [typed("key", "number", options)] : []),
    ...kernel.scalars.map((name) => typed(name, "number", options)),
    ...kernel.buffers.map(({ name, element }) =>
      typed(name, arrayType(element, options.precision), options),
    ),
  ];
  const result = options.types ? ": void {" : " {";
  lines.add(`// ${kernel.comment}`);
  lines.listBlock(`function ${kernel.name}`, parameters, result, (inside) => {
    const context = { scalars: createScalarPrinter(options.types), names: { next: 1 } };
    printBlock(kernel.body, inside, context);
  });
}

export interface Context {
  readonly scalars: ScalarPrinter;
  /** Number of the next part that gets a name. */
  readonly names: { next: number };
  /** Names that parts may not have. */
  readonly taken?: ReadonlySet<string>;
}

function printBlock(block: readonly Statement[], lines: Lines, context: Context): void {
  for (const statement of block) printStatement(statement, lines, context);
}

function printStatement(statement: Statement, lines: Lines, context: Context): void {
  const { scalars } = context;
  switch (statement.kind) {
    case "comment":
      return lines.add(`// ${statement.text}`);
    case "loop":
      return lines.block(loopHead(statement), (inside) =>
        printBlock(statement.body, inside, context),
      );
    case "if":
      return printIf(statement, lines, context);
    case "let":
      return printFitting(statement.value, `const ${statement.name} =`, lines, context);
    case "variable":
      return printFitting(statement.value, `let ${statement.name} =`, lines, context);
    case "assign": {
      const added = addend(statement.name, statement.value);
      const sign = added === undefined ? "=" : "+=";
      return printFitting(added ?? statement.value, `${statement.name} ${sign}`, lines, context);
    }
    case "store": {
      const head = (place: Affine): string => `${statement.buffer}[${scalars.place(place)}] =`;
      const place = fittingPlace(statement.offset, (each) => head(each).length, lines, context);
      return printFitting(statement.value, head(place), lines, context);
    }
  }
}

function printIf(
  statement: Extract<Statement, { kind: "if" }>,
  lines: Lines,
  context: Context,
): void {
  const { consequent, alternative } = statement;
  printFittingCondition(statement.condition, lines, context, (condition) => {
    const head = `if (${condition}) {`;
    if (alternative.length === 0) {
      lines.block(head, (inside) => printBlock(consequent, inside, context));
      return;
    }
    lines.block(head, (inside) => printBlock(consequent, inside, context), "} else {");
    lines.inside((inside) => printBlock(alternative, inside, context));
    lines.add("}");
  });
}

function printFittingCondition(
  condition: Scalar,
  lines: Lines,
  context: Context,
  write: (text: string) => void,
): void {
  const text = context.scalars.condition(condition);
  if (text.length + "if () {".length <= lines.room || condition.kind !== "call") return write(text);
  const name = namePart(condition, lines, context);
  write(context.scalars.condition(local(name)));
}

/** What is added to a variable by `name = name + …`. */
function addend(name: string, value: Scalar): Scalar | undefined {
  if (value.kind !== "call" || value.instruction !== "add") return undefined;
  const [first, second] = value.arguments as readonly [Scalar, Scalar];
  return first.kind === "local" && first.name === name ? second : undefined;
}

/** `head value;`: parts of the value get names until it fits, else it stands on a line of its own. */
export function printFitting(
  value: Scalar,
  head: string,
  lines: Lines,
  context: Context,
  print = context.scalars.expression,
): void {
  let current = value;
  const line = (): string => `${head} ${print(current)};`;
  while (line().length > lines.room && current.kind === "call") {
    const shorter = shorten(current, lines, context);
    if (shorter === current) break;
    current = shorter;
  }
  if (line().length <= lines.room) return lines.add(line());
  const alone = fittingLoad(current, lines, context);
  lines.add(head);
  lines.inside((inside) => inside.add(`${print(alone)};`));
}

function fittingLoad(scalar: Scalar, lines: Lines, context: Context): Scalar {
  if (scalar.kind !== "load") return scalar;
  const width = (offset: Affine): number =>
    "  ;".length + context.scalars.expression({ ...scalar, offset }).length;
  return { ...scalar, offset: fittingPlace(scalar.offset, width, lines, context) };
}

/** The same place, the first of its terms under names where they are too many for a line. */
function fittingPlace(
  place: Affine,
  width: (place: Affine) => number,
  lines: Lines,
  context: Context,
): Affine {
  let current = place;
  while (width(current) > lines.room && current.terms.length > 2) {
    const half = Math.ceil(current.terms.length / 2);
    const first: Affine = { constant: 0, terms: current.terms.slice(0, half) };
    const name = freshName(context);
    lines.add(`const ${name} = ${context.scalars.place(first)};`);
    const rest = { constant: current.constant, terms: current.terms.slice(half) };
    current = addAffine(variable(name), rest);
  }
  return current;
}

/** Names the longest part of an expression and puts the name in its place. */
function shorten(
  scalar: Extract<Scalar, { kind: "call" }>,
  lines: Lines,
  context: Context,
): Scalar {
  const canBeNamed = ({ kind }: Scalar): boolean => kind === "call" || kind === "load";
  const lengths = scalar.arguments.map((part) =>
    canBeNamed(part) ? context.scalars.expression(part).length : 0,
  );
  const longest = lengths.indexOf(Math.max(...lengths));
  const part = scalar.arguments[longest];
  if (part === undefined || !canBeNamed(part)) return scalar;
  const name = namePart(part, lines, context);
  const parts = scalar.arguments.map((each, index) => (index === longest ? local(name) : each));
  return call(scalar.instruction, ...parts);
}

function namePart(part: Scalar, lines: Lines, context: Context): string {
  const name = freshName(context);
  printFitting(part, `const ${name} =`, lines, context);
  return name;
}

function freshName({ names, taken }: Context): string {
  const name = `part${names.next++}`;
  return taken?.has(name) === true ? `${name}_` : name;
}

function loopHead(loop: Extract<Statement, { kind: "loop" }>): string {
  const { variable, step } = loop;
  const advance = step === 1 ? `${variable}++` : `${variable} += ${step}`;
  return `for (let ${variable} = ${formatExtent(loop.from)}; ${variable} < ${formatExtent(loop.to)}; ${advance}) {`;
}

function formatExtent(extent: Extent): string {
  if (extent.kind === "fixed") return String(extent.count);
  if (extent.times !== undefined) return `n * ${extent.times}`;
  return extent.floorTo === 1 ? "n" : `n - (n % ${extent.floorTo})`;
}

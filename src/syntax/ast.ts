/**
 * The abstract syntax tree of a `.nn` file: what was written, with the place of everything.
 *
 * Invariant: immutable data; every node has a `span`; two files with the same tree (spans and comments
 * aside) mean the same. Node kinds carry the words of the grammar's rules and of docs/language.md.
 */
import type { Span } from "../diagnostics/source.ts";

interface Node {
  readonly span: Span;
}

/** A name; `primed` when a next value (`w'`) is meant. `text` is without the prime. */
export interface Name extends Node {
  readonly text: string;
  readonly primed: boolean;
}

export interface File extends Node {
  readonly kind: "file";
  readonly declarations: readonly Declaration[];
  /** `//` and block comments in source order, for the formatter. `///` are in `doc` of what they document. */
  readonly comments: readonly Comment[];
  /**
   * Names in statements that were not understood and are left out. They may have been declared there, so
   * nobody should call one of them unknown. Empty when there were no syntax errors.
   */
  readonly broken: readonly string[];
}

export interface Comment extends Node {
  readonly text: string;
}

// ── declarations ──────────────────────────────────────────────────────────────────────────────────

export type Declaration =
  | ImportDeclaration
  | ConstDeclaration
  | LayerDeclaration
  | ModelDeclaration
  | ModelAlias
  | OptimizerDeclaration
  | TestDeclaration;

interface Documented extends Node {
  /** The text of the `///` lines above, without the slashes, lines joined by `\n`. */
  readonly doc: string | undefined;
}

export interface ImportDeclaration extends Documented {
  readonly kind: "import";
  readonly names: readonly Name[];
  readonly path: StringLiteral;
}

/** `const k = d / heads`, at the top of a file or in a body. */
export interface ConstDeclaration extends Documented {
  readonly kind: "const";
  readonly name: Name;
  readonly value: Expression;
}

export interface LayerDeclaration extends Documented {
  readonly kind: "layer";
  readonly name: Name;
  readonly wires: readonly Wire[];
  readonly settings: readonly Setting[];
  /** `= expression`, or a block of statements with a `return`. */
  readonly body: LayerBody;
}

export type LayerBody =
  | { readonly kind: "expression"; readonly value: Expression }
  | { readonly kind: "statements"; readonly statements: readonly Statement[] };

/** A tensor parameter of a layer: `x: [..., in]`, or `...xs` for any number of them. */
export interface Wire extends Node {
  readonly name: Name;
  readonly variadic: boolean;
  readonly annotation: Annotation | undefined;
}

/** A static parameter: `bias = true`; without a default it is required. */
export interface Setting extends Node {
  readonly name: Name;
  readonly defaultValue: Expression | undefined;
}

export interface ModelDeclaration extends Documented {
  readonly kind: "model";
  readonly name: Name;
  readonly settings: readonly Setting[];
  readonly statements: readonly Statement[];
}

/** `model Small = Digits(hidden: 16)`. */
export interface ModelAlias extends Documented {
  readonly kind: "modelAlias";
  readonly name: Name;
  readonly stage: Stage;
}

/** `optimizer adam(p, g; rate = 1e-3) { … }`; the wires are the parameter and its gradient. */
export interface OptimizerDeclaration extends Documented {
  readonly kind: "optimizer";
  readonly name: Name;
  readonly wires: readonly Wire[];
  readonly settings: readonly Setting[];
  readonly statements: readonly Statement[];
}

export interface TestDeclaration extends Documented {
  readonly kind: "test";
  readonly title: StringLiteral;
  readonly model: Name;
  /** `test "…" of Bert(layers = 1)` or `Bert(layers: 1)`. */
  readonly settings: readonly Argument[];
  readonly statements: readonly TestStatement[];
}

export type TestStatement = Given | Expect;

export interface Given extends Node {
  readonly kind: "given";
  readonly assignments: readonly { readonly path: Expression; readonly value: Expression }[];
}

export interface Expect extends Node {
  readonly kind: "expect";
  readonly claims: readonly Claim[];
}

/** `f == 0.73 within 0.005`; `condition` is any boolean expression, usually a comparison. */
export interface Claim extends Node {
  readonly condition: Expression;
  readonly within: Expression | undefined;
}

// ── statements ────────────────────────────────────────────────────────────────────────────────────

export type Statement =
  | PortStatement
  | ParamStatement
  | ValueStatement
  | OutputStatement
  | ObjectiveStatement
  | NextStatement
  | TrainStatement
  | ConstDeclaration
  | RequireStatement
  | IfStatement
  | SharedStatement
  | ScanStatement
  | EmitStatement
  | ReturnStatement;

/** `int[t]`, `[256]`, `int`: element type and shape, either of which may be missing. */
export interface Annotation extends Node {
  readonly type: Name | undefined;
  /** undefined: no brackets were written (a scalar, or in a layer's wire: any shape). */
  readonly shape: readonly Dimension[] | undefined;
}

/** `...`, `...lead`, or an expression. */
export type Dimension = RestDimension | Expression;

export interface RestDimension extends Node {
  readonly kind: "rest";
  readonly name: Name | undefined;
}

/** `input x: [2], y` or `target label: int`. */
export interface PortStatement extends Documented {
  readonly kind: "input" | "target";
  readonly ports: readonly Port[];
}

export interface Port extends Node {
  readonly name: Name;
  readonly annotation: Annotation | undefined;
}

/** `param W: [in, out] ~ init`, `buffer mean: [c] = 0`, `state h: [hidden] = 0`. */
export interface ParamStatement extends Documented {
  readonly kind: "param" | "buffer" | "state";
  readonly name: Name;
  readonly annotation: Annotation | undefined;
  readonly start: ParamStart | undefined;
}

export type ParamStart =
  | { readonly kind: "drawn"; readonly stage: Stage }
  | { readonly kind: "value"; readonly value: Expression };

/** `h = …`, `i, f, g, o = split(…)`. */
export interface ValueStatement extends Documented {
  readonly kind: "value";
  readonly names: readonly Name[];
  readonly value: Expression;
}

export interface OutputStatement extends Documented {
  readonly kind: "output";
  readonly names: readonly Name[];
  /** undefined: `output y` names a value given elsewhere in the body. */
  readonly value: Expression | undefined;
}

/** `loss crossEntropy(y, label)`, `metric accuracy = …`. */
export interface ObjectiveStatement extends Documented {
  readonly kind: "loss" | "metric";
  readonly name: Name | undefined;
  readonly value: Expression;
}

/** `w' = …`: the name's next value. `name.primed` is true. */
export interface NextStatement extends Documented {
  readonly kind: "next";
  readonly name: Name;
  readonly value: Expression;
}

export interface TrainStatement extends Documented {
  readonly kind: "train";
  readonly entries: readonly TrainEntry[];
}

export type TrainEntry =
  | (Node & { readonly kind: "optimizer"; readonly stage: Stage })
  | (Node & { readonly kind: "batch" | "epochs"; readonly value: Expression });

export interface RequireStatement extends Documented {
  readonly kind: "require";
  readonly condition: Expression;
  readonly message: StringLiteral | undefined;
}

export interface IfStatement extends Documented {
  readonly kind: "ifStatement";
  readonly condition: Expression;
  readonly consequent: readonly Statement[];
  /** `else if` is an alternative of one `ifStatement`. */
  readonly alternative: readonly Statement[] | undefined;
}

export interface SharedStatement extends Documented {
  readonly kind: "shared";
  readonly name: Name;
  /** A stage, or `shared enc = { dense(8) -> tanh }`. */
  readonly layer: Stage | Block;
}

/** `scan x, m over xs, ms { … }`. */
export interface ScanStatement extends Documented {
  readonly kind: "scan";
  readonly names: readonly Name[];
  readonly sources: readonly Expression[];
  readonly statements: readonly Statement[];
}

export interface EmitStatement extends Documented {
  readonly kind: "emit";
  readonly name: Name;
  readonly value: Expression | undefined;
}

export interface ReturnStatement extends Documented {
  readonly kind: "return";
  readonly value: Expression;
}

// ── expressions ───────────────────────────────────────────────────────────────────────────────────

export type Expression =
  | NumberLiteral
  | StringLiteral
  | BooleanLiteral
  | NoneLiteral
  | Reference
  | List
  | Tuple
  | Unary
  | Binary
  | Conditional
  | Pipeline
  | Call
  | Index
  | Member
  | Block
  | Unreadable;

/** What was reported and can be read as nothing: what it means is not known, and no more is said of it. */
export interface Unreadable extends Node {
  readonly kind: "unreadable";
}

export interface NumberLiteral extends Node {
  readonly kind: "number";
  readonly value: number;
  /** As written (`1e-3`), so that the formatter keeps it. */
  readonly text: string;
}

export interface StringLiteral extends Node {
  readonly kind: "string";
  readonly value: string;
}

export interface BooleanLiteral extends Node {
  readonly kind: "boolean";
  readonly value: boolean;
}

export interface NoneLiteral extends Node {
  readonly kind: "none";
}

export interface Reference extends Node {
  readonly kind: "reference";
  readonly name: Name;
}

export interface List extends Node {
  readonly kind: "list";
  readonly items: readonly (Expression | Spread)[];
}

/** `...lead` inside a list, `...xs` among several values. */
export interface Spread extends Node {
  readonly kind: "spread";
  readonly value: Expression;
}

/** `(a, b)`, and `return a, b` or `i, f = a, b` without parentheses (`bare`). Two items or more, or one with a comma or a spread. */
export interface Tuple extends Node {
  readonly kind: "tuple";
  readonly items: readonly (Expression | Spread)[];
  readonly bare: boolean;
}

export type UnaryOperator = "-" | "not";

export interface Unary extends Node {
  readonly kind: "unary";
  readonly operator: UnaryOperator;
  readonly operand: Expression;
}

export type BinaryOperator =
  "or" | "and" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "+" | "-" | "*" | "/" | "%" | "@" | "^";

export interface Binary extends Node {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  /** Where the operator itself stands, for messages. */
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Conditional extends Node {
  readonly kind: "conditional";
  readonly condition: Expression;
  readonly consequent: Expression;
  readonly alternative: Expression;
}

/** `x -> dense(8) -> relu`; a tuple as source is several wires. At least one stage. */
export interface Pipeline extends Node {
  readonly kind: "pipeline";
  readonly source: Expression;
  readonly stages: readonly Stage[];
}

/** What follows `->`: a layer with settings in parentheses and blocks behind. */
export interface Stage extends Node {
  readonly kind: "stage";
  /** A name or a path (`enc`, `a.b`). */
  readonly layer: Reference | Member;
  readonly settings: readonly Argument[];
  /** The pipelines of the trailing `{ … }`: each is a layer value for one of the last settings. */
  readonly block: Block | undefined;
}

/** `f(a, b; axis: 0) { … }` in an expression: wires first, settings after the `;`. */
export interface Call extends Node {
  readonly kind: "call";
  readonly layer: Reference | Member;
  readonly wires: readonly Argument[];
  /** undefined: no `;` was written. */
  readonly settings: readonly Argument[] | undefined;
  readonly block: Block | undefined;
}

/** `axis: 0`, or a positional value. `spread` for `...xs`. */
export interface Argument extends Node {
  readonly name: Name | undefined;
  readonly value: Expression;
  readonly spread: boolean;
}

/** `x[0]`, `x[:, 1:4]`, `x[..., -1]`, `table[tokens]`. */
export interface Index extends Node {
  readonly kind: "index";
  readonly value: Expression;
  readonly subscripts: readonly Subscript[];
}

export type Subscript =
  | (Node & { readonly kind: "at"; readonly value: Expression })
  | (Node & {
      readonly kind: "slice";
      readonly from: Expression | undefined;
      readonly to: Expression | undefined;
      readonly step: Expression | undefined;
    })
  | (Node & { readonly kind: "ellipsis" });

export interface Member extends Node {
  readonly kind: "member";
  readonly value: Expression;
  readonly name: Name;
}

/** `{ i => conv(64, 3) -> relu; identity }`: layers without sources. */
export interface Block extends Node {
  readonly kind: "block";
  readonly index: Name | undefined;
  readonly pipelines: readonly (readonly Stage[])[];
}

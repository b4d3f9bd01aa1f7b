/**
 * Scalar expressions as JavaScript.
 *
 * Invariant: parentheses stand exactly where prettier puts them; comparisons are conditions where a
 * condition is wanted and 1 or 0 elsewhere; maxima and minima keep NaN.
 */
import type { Affine, Instruction, Scalar } from "../kernel/scalar.ts";
import { formatNumber } from "./text.ts";

/** Binding strength; the operator is kept, since prettier never mixes `*` with `/` or `%`. */
interface Printed {
  readonly text: string;
  readonly strength: number;
  readonly operator?: string;
}

const conditional = 1;
const disjunction = 2;
const conjunction = 3;
const equality = 4;
const comparison = 5;
const additive = 6;
const multiplicative = 7;
const unary = 8;
const primary = 9;

export interface ScalarPrinter {
  readonly expression: (scalar: Scalar) => string;
  /** Where an operator looser than arithmetic stands before it: a conditional in parentheses. */
  readonly operand: (scalar: Scalar) => string;
  readonly condition: (scalar: Scalar) => string;
  readonly place: (affine: Affine) => string;
}

/** Instructions that are functions of the generated module's run-time part. */
export const runtimeFunctions: Readonly<Partial<Record<Instruction, string>>> = {
  modulo: "modulo",
  round: "roundHalfEven",
  erf: "erf",
  uniform: "drawUniform",
  normal: "drawNormal",
  truncatedNormal: "drawTruncatedNormal",
  checkIndex: "checkIndex",
};

const mathFunctions: Readonly<Partial<Record<Instruction, string>>> = {
  power: "Math.pow",
  exp: "Math.exp",
  log: "Math.log",
  sqrt: "Math.sqrt",
  abs: "Math.abs",
  sign: "Math.sign",
  floor: "Math.floor",
  sin: "Math.sin",
  cos: "Math.cos",
  atan: "Math.atan",
  tanh: "Math.tanh",
};

const operators: Readonly<Partial<Record<Instruction, readonly [string, number]>>> = {
  add: ["+", additive],
  subtract: ["-", additive],
  multiply: ["*", multiplicative],
  divide: ["/", multiplicative],
};

const comparisons: Readonly<Partial<Record<Instruction, readonly [string, number]>>> = {
  less: ["<", comparison],
  lessEqual: ["<=", comparison],
  equal: ["===", equality],
};

export function createScalarPrinter(types: boolean): ScalarPrinter {
  const bang = types ? "!" : "";
  return {
    expression: (scalar) => printScalar(scalar, bang).text,
    operand: (scalar) => wrap(printScalar(scalar, bang), conditional + 1),
    condition: (scalar) => printCondition(scalar, bang).text,
    place: (affine) => printPlace(affine).text,
  };
}

function printScalar(scalar: Scalar, bang: string): Printed {
  switch (scalar.kind) {
    case "constant":
      return printNumber(scalar.value);
    case "text":
      return { text: JSON.stringify(scalar.value), strength: primary };
    case "local":
      return { text: scalar.name, strength: primary };
    case "affine":
      return printPlace(scalar.value);
    case "load": {
      const place = printPlace(scalar.offset).text;
      return { text: `${scalar.buffer}[${place}]${bang}`, strength: primary };
    }
    case "call":
      return printCall(scalar, bang);
  }
}

type Called = Extract<Scalar, { kind: "call" }>;

function printCall(scalar: Called, bang: string): Printed {
  const { instruction, arguments: parts } = scalar;
  const printed = (): readonly Printed[] => parts.map((part) => printScalar(part, bang));
  const operator = operators[instruction];
  if (operator !== undefined) {
    const [left, right] = printed();
    return binary(left!, operator, right!);
  }
  if (instruction === "negate") return negate(printed()[0]!);
  if (instruction === "maximum" || instruction === "minimum") return printExtreme(scalar, bang);
  if (instruction === "select") return printSelect(parts, bang);
  const name = runtimeFunctions[instruction] ?? mathFunctions[instruction];
  if (name === undefined) {
    const text = `${wrap(printCondition(scalar, bang), disjunction)} ? 1 : 0`;
    return { text, strength: conditional };
  }
  const key = drawing.has(instruction) ? ["key"] : [];
  const list = [...key, ...printed().map(({ text }) => text)];
  return { text: `${name}(${list.join(", ")})`, strength: primary };
}

const drawing: ReadonlySet<Instruction> = new Set(["uniform", "normal", "truncatedNormal"]);

/** Written with the number first, `0 >= x ? 0 : x`, so that a NaN in x survives; of 0 and -0, 0 is the larger. */
function printExtreme({ instruction, arguments: parts }: Called, bang: string): Printed {
  const isMaximum = instruction === "maximum";
  const number = parts.find((part) => part.kind === "constant");
  const other = parts.find((part) => part.kind === "local");
  if (number !== undefined && other !== undefined) {
    const [a, b] = [printScalar(number, bang).text, printScalar(other, bang).text];
    const includesEqual = isMaximum !== Object.is(number.value, -0);
    const symbol = `${isMaximum ? ">" : "<"}${includesEqual ? "=" : ""}`;
    return { text: `${a} ${symbol} ${b} ? ${a} : ${b}`, strength: conditional };
  }
  const list = parts.map((part) => printScalar(part, bang).text).join(", ");
  return { text: `Math.${isMaximum ? "max" : "min"}(${list})`, strength: primary };
}

/** Prettier puts a conditional into parentheses where it follows `?`, not where it follows `:`. */
function printSelect(parts: readonly Scalar[], bang: string): Printed {
  const [test, a, b] = parts as readonly [Scalar, Scalar, Scalar];
  const consequent = wrap(printScalar(a, bang), conditional + 1);
  const alternative = printScalar(b, bang).text;
  const text = `${printCondition(test, bang).text} ? ${consequent} : ${alternative}`;
  return { text, strength: conditional };
}

function printCondition(scalar: Scalar, bang: string): Printed {
  if (scalar.kind === "call") {
    const { instruction, arguments: parts } = scalar;
    const compare = comparisons[instruction];
    if (compare !== undefined) {
      const [symbol, strength] = compare;
      const sides = parts.map((part) => wrap(printScalar(part, bang), strength + 1));
      return { text: `${sides[0]} ${symbol} ${sides[1]}`, strength };
    }
    if (instruction === "not") {
      return { text: `!${wrap(printCondition(parts[0]!, bang), unary)}`, strength: unary };
    }
    const joint = conjunctions[instruction];
    if (joint !== undefined) return printJoint(parts, joint, bang);
  }
  return { text: `${wrap(printScalar(scalar, bang), equality + 1)} !== 0`, strength: equality };
}

const conjunctions: Readonly<Partial<Record<Instruction, readonly [string, number]>>> = {
  and: ["&&", conjunction],
  or: ["||", disjunction],
};

/** Prettier never leaves `&&` and `||` side by side without parentheses. */
function printJoint(
  parts: readonly Scalar[],
  [symbol, strength]: readonly [string, number],
  bang: string,
): Printed {
  const isJoint = (side: Printed): boolean =>
    side.strength === conjunction || side.strength === disjunction;
  const [left, right] = parts.map((part, index) => {
    const side = printCondition(part, bang);
    if (isJoint(side) && side.strength !== strength) return `(${side.text})`;
    return wrap(side, strength + index);
  });
  return { text: `${left} ${symbol} ${right}`, strength };
}

function wrap(printed: Printed, least: number): string {
  return printed.strength < least ? `(${printed.text})` : printed.text;
}

function printNumber(value: number): Printed {
  const text = formatNumber(value);
  return { text, strength: text.startsWith("-") ? unary : primary };
}

function negate(inner: Printed): Printed {
  const text =
    inner.strength < unary || inner.text.startsWith("-") ? `(${inner.text})` : inner.text;
  return { text: `-${text}`, strength: unary };
}

/** Prettier puts `a * b / c` as `(a * b) / c`; sums and differences of one level go without. */
function binary(
  left: Printed,
  [symbol, strength]: readonly [string, number],
  right: Printed,
): Printed {
  const mixes =
    left.strength === multiplicative && strength === multiplicative && left.operator !== symbol;
  const leftText = mixes ? `(${left.text})` : wrap(left, strength);
  return { text: `${leftText} ${symbol} ${wrap(right, strength + 1)}`, strength, operator: symbol };
}

function printPlace(affine: Affine): Printed {
  const terms = affine.terms.map(({ variable, factor }): Printed => {
    if (factor === 1) return { text: variable, strength: primary };
    if (factor === -1) return { text: `-${variable}`, strength: unary };
    return {
      text: `${variable} * ${formatNumber(factor)}`,
      strength: multiplicative,
      operator: "*",
    };
  });
  // A negative first term would print as `-i + 3`; what is added comes first instead.
  const isNegative = ({ text }: Printed): boolean => text.startsWith("-");
  if (terms.some(isNegative)) terms.sort((a, b) => Number(isNegative(a)) - Number(isNegative(b)));
  if (affine.constant !== 0 || terms.length === 0) {
    const number = printNumber(affine.constant);
    if (terms[0]?.text.startsWith("-") === true) terms.unshift(number);
    else terms.push(number);
  }
  return terms.reduce((sum, term) => {
    if (term.text.startsWith("-")) {
      return { text: `${sum.text} - ${term.text.slice(1)}`, strength: additive, operator: "-" };
    }
    return { text: `${sum.text} + ${term.text}`, strength: additive, operator: "+" };
  });
}

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

  const print = (scalar: Scalar): Printed => {
    switch (scalar.kind) {
      case "constant":
        return printNumber(scalar.value);
      case "local":
        return { text: scalar.name, strength: primary };
      case "affine":
        return printPlace(scalar.value);
      case "load":
        return {
          text: `${scalar.buffer}[${printPlace(scalar.offset).text}]${bang}`,
          strength: primary,
        };
      case "call":
        return printCall(scalar.instruction, scalar.arguments);
    }
  };

  const printCall = (instruction: Instruction, parts: readonly Scalar[]): Printed => {
    const operator = operators[instruction];
    if (operator !== undefined) return binary(print(parts[0]!), operator, print(parts[1]!));
    if (instruction === "negate") return negate(print(parts[0]!));
    if (instruction === "maximum" || instruction === "minimum") return extreme(instruction, parts);
    if (instruction === "select") return select(parts);
    const name = runtimeFunctions[instruction] ?? mathFunctions[instruction];
    if (name === undefined) {
      return {
        text: `${wrap(condition({ kind: "call", instruction, arguments: parts }), equality)} ? 1 : 0`,
        strength: conditional,
      };
    }
    const isDraw = /uniform|ormal/.test(instruction);
    const list = [...(isDraw ? ["key"] : []), ...parts.map((part) => print(part).text)];
    return { text: `${name}(${list.join(", ")})`, strength: primary };
  };

  /** Written with the number first, `0 > x ? 0 : x`, so that a NaN in x survives. */
  const extreme = (instruction: "maximum" | "minimum", parts: readonly Scalar[]): Printed => {
    const number = parts.find((part) => part.kind === "constant");
    const other = parts.find((part) => part.kind === "local");
    if (number !== undefined && other !== undefined) {
      const [a, b] = [print(number).text, print(other).text];
      const sign = instruction === "maximum" ? ">" : "<";
      return { text: `${a} ${sign} ${b} ? ${a} : ${b}`, strength: conditional };
    }
    const name = instruction === "maximum" ? "Math.max" : "Math.min";
    return {
      text: `${name}(${parts.map((part) => print(part).text).join(", ")})`,
      strength: primary,
    };
  };

  const select = (parts: readonly Scalar[]): Printed => {
    const [test, a, b] = parts as readonly [Scalar, Scalar, Scalar];
    const consequent = print(a);
    const first = consequent.strength === conditional ? `(${consequent.text})` : consequent.text;
    const text = `${condition(test).text} ? ${first} : ${print(b).text}`;
    return { text, strength: conditional };
  };

  const condition = (scalar: Scalar): Printed => {
    if (scalar.kind === "call") {
      const { instruction, arguments: parts } = scalar;
      const compare = comparisons[instruction];
      if (compare !== undefined) {
        const [symbol, strength] = compare;
        const sides = parts.map((part) => wrap(print(part), strength + 1));
        return { text: `${sides[0]} ${symbol} ${sides[1]}`, strength };
      }
      if (instruction === "not")
        return { text: `!${wrap(condition(parts[0]!), unary)}`, strength: unary };
      if (instruction === "and" || instruction === "or") {
        const [symbol, strength] =
          instruction === "and" ? ["&&", conjunction] : ["||", disjunction];
        const [left, right] = parts.map(condition) as [Printed, Printed];
        const mixed = (side: Printed): boolean =>
          (side.strength === conjunction || side.strength === disjunction) &&
          side.strength !== strength;
        const leftText = mixed(left) ? `(${left.text})` : wrap(left, strength as number);
        const rightText = mixed(right) ? `(${right.text})` : wrap(right, (strength as number) + 1);
        return { text: `${leftText} ${symbol} ${rightText}`, strength: strength as number };
      }
    }
    return { text: `${wrap(print(scalar), equality + 1)} !== 0`, strength: equality };
  };

  return {
    expression: (scalar) => print(scalar).text,
    condition: (scalar) => condition(scalar).text,
    place: (affine) => printPlace(affine).text,
  };
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
  terms.sort((a, b) => Number(a.text.startsWith("-")) - Number(b.text.startsWith("-")));
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

/**
 * Single mistakes: a statement of a model, or a declaration, with the place that is told between ‹ and ›.
 *
 * `%` is replaced by a number of its own, so that any of them may stand together. The model around the
 * statements has `x: [4]`, `t: [4]`, `label: int` and `sound`.
 */

export interface Mistake {
  readonly code: string;
  readonly text: string;
}

function mistakes(rows: Readonly<Record<string, readonly string[]>>): readonly Mistake[] {
  return Object.entries(rows).flatMap(([code, texts]) => texts.map((text) => ({ code, text })));
}

export const statements = mistakes({
  NN1001: ["a% = x ‹*›", "a% = x ‹->›"],
  NN1002: ["a% = max‹(›x, 0", "a% = (x ‹[›0)"],
  NN1003: ["a% = max(x, 0)‹)›"],
  NN1006: ["a% = x ‹**› 2", "a% = x ‹|›> relu", "a% = x ‹&&› x", "‹#› a comment"],
  NN1007: ["a% = ‹2x›"],
  NN1010: ["a% = sum(x, ‹axis: 0›)"],
  NN1011: ["a% = x -> dropout(rate ‹=› 0.1)"],
  NN1012: ["a% = 0 < x ‹<› 1"],
  NN1013: ["a% = x -> relu ‹+› x"],
  NN1021: ["‹metric› sum(x)"],
  NN1023: ["a% = ‹x, x›"],
  NN1025: ["a% = if true then x‹›"],
  NN1028: ["a% = x ‹,› b% = x"],
  NN1030: ["‹let› a% = x", "a% = x ‹=>› relu", "a% = x ‹dense›(3)", "output a%‹:› x"],
  NN2001: ["a% = ‹nothing%› + 1", "a% = x -> dense(‹width%›)"],
  NN2002: ["a% = x\n  ‹a%› = x + 1"],
  NN2003: ["‹a%› = b% + x\n  b% = a% * 2"],
  NN2009: ["‹return› x", "‹emit› a% = x"],
  NN2010: ["a% = x + 1\n  ‹a%'› = x"],
  NN2012: ["param a% = 1\n  b% = ‹a%'› * x"],
  NN2013: ["a% = ‹x.W›"],
  NN2101: ["a% = x -> ‹sofmax%›", "param a%: [4] ~ ‹glorot%›"],
  NN2102: ["a% = x\n  b% = ‹a%›(x)"],
  NN2104: ["a% = ‹mse(x)›"],
  NN2105: ["a% = x -> ‹dense›"],
  NN2106: ["a% = x -> dense(3, ‹biass: false›)"],
  NN2107: ["a% = x -> dense(3, ‹out: 4›)"],
  NN2108: ["a% = x -> relu(‹3›)"],
  NN2109: ["a% = dense(x, ‹3›)"],
  NN2110: ["a% = x -> dense(‹label›)"],
  NN2111: ["a% = ‹split(x; 2)› + 1"],
  NN2112: ["a%, b%, c% = ‹split(x; 2)›"],
  NN2117: ["a% = x -> groupNorm(‹3›)", "a% = x -> dropout(‹rate: 2›)"],
  NN3001: ["a% = if ‹x[0] > 0› then x else -x"],
  NN3002: ["a% = if ‹1› then x else -x"],
  NN3003: ["a% = x -> dense(‹2.5›)", "a% = x[‹0.5›]", "a% = x -> repeat(‹1.5›) { relu }"],
  NN3004: ["a% = x -> dense(‹0›)", "param a%: [‹0›] = 1"],
  NN3005: ['a% = x + ‹"one"›'],
  NN3006: ["a% = sum([‹x›, 1])"],
  NN3007: ["a% = ‹x› -> embedding(9, 2)", "param a%: ‹float32›[4] = 1"],
  NN3008: ["a% = x[‹9›]"],
  NN4001: ["a% = ‹x + (1, 2, 3)›", "a% = ‹mse(x, (1, 2))›", "a% = x -> ‹residual { dense(3) }›"],
  NN4002: ["a% = x -> ‹conv(8, 3)›"],
  NN4004: ["param a%: [4] = ‹(1, 2, 3)›"],
  NN4005: ["a% = x -> ‹reshape([3])›", "a% = ‹sum(x; axis: 2)›"],
  NN4006: ["a% = ‹x[0, 1]›"],
  NN5001: ["output ‹a%› = x + t"],
  NN5002: ["loss a% = ‹x - t›"],
  NN5003: ["param a% = 1\n  a%' = ‹x[0]›"],
  NN5005: ["param ‹a%›: [4]"],
  NN5006: ["param a% = ‹x[0]›"],
  NN5009: ["a% = x * ‹step›"],
});

export const declarations = mistakes({
  NN1009: ["‹modle› A% {\n  input x\n  output y = x\n}"],
  NN1026: ["layer f%(x; ‹else› = 1) = x"],
  NN1027: ["‹input› z%"],
  NN1030: ["‹def› f%(x) { return x }", "‹class› A% {\n  input x\n}"],
  NN2005: ['import { g% } from ‹"./nowhere%.nn"›'],
  NN2008: ['import { g% } from ‹"nowhere%.nn"›'],
  NN2011: ["layer ‹f%›(x) {\n  h = x + 1\n}"],
  NN2014: ["layer f%(‹...xs›, y) = y"],
  NN2101: ["layer f%(x) = x -> ‹rleu%›"],
  NN2113: ["layer f%(x) = x -> ‹f%›\nmodel A% {\n  input x\n  output y = x -> f%\n}"],
  NN3001: ["model A%(n = 3) {\n  input x\n  output y = if ‹x > 0› then n else 0\n}"],
  NN3004: ["model A% {\n  input x: [‹0›]\n  output y = x\n}"],
  NN4003: ["model A% {\n  input x: [‹...›, 3]\n  output y = x\n}"],
  NN5011: ["model A%(‹n›) {\n  input x: [n]\n  output y = x\n}"],
  NN5013: [
    'test "t%" of ‹Nowhere%› {\n  given x = 1\n  expect y == 1\n}',
    "model A% = ‹Nowhere%›(n: 3)",
  ],
  NN5016: ["model A% {\n  input x\n  output y = x\n  train { batch 1 ‹batch 2› }\n}"],
  NN5021: ["model A% {\n  input x\n  output y = x\n  ‹loss x›\n  loss b = x\n}"],
});

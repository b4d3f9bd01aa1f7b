/**
 * Models with scans: generated code = interpreter in both precisions, gradients = finite differences.
 */
import { describe, expect, it } from "vitest";
import { check } from "../../src/check/check.ts";
import { createSource } from "../../src/diagnostics/source.ts";

const programs: Readonly<Record<string, string>> = {
  "a scan in a scan": `
    model Nested(t = 3, s = 2) {
      input xs: [t, s, 2]
      input h0: [2]
      param W: [2, 2] ~ glorotUniform
      scan row over xs {
        state h: [2] = h0
        scan x over row {
          state g: [2] = h
          g' = tanh(g @ W + x)
          emit inner = g'
        }
        h' = g + 0.5 * h
        emit all = inner
        emit last = g
      }
      output y = h
      output z = all
      output w = last
    }`,
  "over a range, with ints": `
    model Counting(n = 4) {
      input x: [3]
      scan i over range(n) {
        state total: [3] = 0
        state k: int = 0
        total' = total + x * (i + 1)
        k' = k + 2
        emit ks = k'
      }
      output y = total
      output k2 = ks
      output kk = k
    }`,
  "several sequences, a mask": `
    model Several(t = 5) {
      input xs: [t, 2]
      input ms: bool[t]
      scan x, m over xs, ms {
        state h: [2] = 0
        h' = where(m, sigmoid(h + x), h)
        emit hs = h'
        emit n = x * 2
      }
      output y = hs
      output q = n
      loss sum(hs^2)
    }`,
  "draws at every step": `
    model Noise(t = 6) {
      input xs: [t, 2]
      scan x over xs {
        state h: [2] = 0
        h' = 0.5 * h + x + normal(; shape: [2])
        emit hs = h' -> dropout(0.3)
      }
      output y = hs
      loss sum(hs)
    }`,
  "a state that all samples share": `
    model Unbatched(t = 4) {
      param a: [3] ~ normal(0, 1)
      input x: [3]
      scan i over range(t) {
        state p: [3] = a
        p' = p * p + 0.1
        emit ps = p'
      }
      output y = x * p
      output all = ps
    }`,
  "bodies too large for one kernel": `
    model Big(t = 7) {
      input xs: [t, 20]
      target label: int[t]
      output y = xs -> lstm(40) -> gru(30) -> dense(10) -> softmax
      loss mean(crossEntropy(y, label))
    }`,
  "a body that reads the whole sequence": `
    model Attend(t = 4) {
      input xs: [t, 3]
      scan x over xs {
        state c: [3] = xs[0]
        a = softmax(xs @ c)
        c' = a @ xs + x
        emit cs = c
      }
      output y = cs
      output last = c
    }`,
  "in a table by what the step is": `
    model Tagger(t = 3, vocab = 5) {
      input tokens: int[t]
      target tags: int[t]
      param E: [vocab, 4] ~ normal(0, 1)
      scan k over tokens {
        state h: [4] = 0
        h' = tanh(h + E[k])
        emit hs = h'
      }
      output y = hs -> dense(3) -> softmax
      loss mean(crossEntropy(y, tags))
    }`,
  "in a table by what the state is": `
    model Walker(t = 4) {
      input start: int
      param next: [3, 3] ~ normal(0, 1)
      scan i over range(t) {
        state at: int = 0
        row = next[at]
        at' = (argmax(row) + start) % 3
        emit rows = row
      }
      output y = rows
    }`,
  "layers, params and choices inside": `
    layer cell(x: [n], h: [n]; wide) = (x, h) -> concat -> dense(wide) -> relu -> dense(n)
    model Cells(deep = true) {
      input xs: [3, 2]
      scan x over xs {
        param gain: [2] = 1
        if deep { state h: [2] = 0 } else { state h: [2] = 1 }
        h' = max(cell(x, h; 4), gain * h) + maxout(x; 2)
        emit hs = h'
      }
      output y = hs
      loss sum(abs(hs))
    }`,
  "a loss added up step by step": `
    model Added {
      input xs: [4, 3]
      target ys: [4]
      scan x, y over xs, ys {
        state h: [2] = 0
        state total = 0
        h' = (x, h) -> concat -> dense(2) -> tanh
        total' = total + (sum(h') - y)^2
      }
      output last = h
      loss total
    }`,
};

describe.each(Object.entries(programs))("%s", (name, text) => {
  it.each(["f32", "f64"] as const)("agrees in %s", async (dtype) => {
    const result = await check(createSource(`${name}.nn`, text), { dtype });
    expect(result.diagnostics.filter((each) => each.severity === "error")).toEqual([]);
    const { targets, gradients } = result.models[0]!;
    expect([...targets, gradients].filter((each) => !each.ok)).toEqual([]);
  });
});

/**
 * A stand-in for a generated module: y = w x + b by plain stochastic gradient descent, in float64.
 */
import type { GeneratedModel, Inputs } from "../../src/check/load.ts";
import { readSafetensors, writeSafetensors } from "../../src/train/safetensors.ts";

export function createLine(capacity: number): GeneratedModel {
  const params = new Float64Array(2);
  const input = { x: new Float64Array(capacity) };
  const target = { y: new Float64Array(capacity) };
  const metrics = { loss: NaN, far: NaN };
  const measure = (count: number): { loss: number; slopes: [number, number] } => {
    let [loss, far, dw, db] = [0, 0, 0, 0];
    for (let k = 0; k < count; k++) {
      const error = params[0]! * input.x[k]! + params[1]! - target.y[k]!;
      loss += error ** 2 / count;
      far += (Math.abs(error) > 0.5 ? 1 : 0) / count;
      dw += (2 * error * input.x[k]!) / count;
      db += (2 * error) / count;
    }
    Object.assign(metrics, { loss, far });
    return { loss, slopes: [dw, db] };
  };
  const net: GeneratedModel = {
    input,
    target,
    metrics,
    flat: { params, grads: new Float64Array(2) },
    inputGrads: {},
    steps: 0,
    forward: (inputs: Inputs | number) => {
      if (typeof inputs === "number") return {};
      for (const [name, values] of Object.entries(inputs))
        (name === "x" ? input.x : target.y).set(values as ArrayLike<number>);
      measure((inputs["x"] as ArrayLike<number>).length);
      return {};
    },
    loss: (count) => measure(count as number).loss,
    backward: () => undefined,
    update: () => undefined,
    step: (count, { rate = 0.1 } = {}) => {
      const { loss, slopes } = measure(count as number);
      params[0]! -= rate * slopes[0];
      params[1]! -= rate * slopes[1];
      net.steps++;
      return loss;
    },
    save: () =>
      writeSafetensors(
        new Map([
          ["params", { shape: [2], type: "f64" as const, data: params }],
          ["@steps", { shape: [], type: "i64" as const, data: [net.steps] }],
        ]),
      ),
    load: (bytes) => {
      const { tensors } = readSafetensors(bytes, "weights");
      params.set(tensors.get("params")!.data);
      net.steps = tensors.get("@steps")!.data[0]!;
    },
  };
  return net;
}

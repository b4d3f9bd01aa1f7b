/** Files of weights: wherever they lie in memory, in every type of number, with and without states. */
import { describe, expect, it } from "vitest";
import { engines } from "../../src/check/classes.ts";
import { generatorOf } from "./generate.ts";

/** Its optimiser starts from a state that is not 0. */
const line = `optimizer slower(p, g; rate = 0.1) {
  state s = 2
  s' = s + 1
  p' = p - rate * g / s
}

model Line {
  input x: [3]
  target t: float
  output y = x -> dense(1) -> sum
  loss mse(y, t)
  train { optimizer slower }
}`;
const batch = { x: [1, 2, 3, -1, 0.5, 0], t: [1, -1] };

/** The same file with other names of types, which must be as long in memory. */
function withTypes(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const length = new DataView(bytes.buffer).getUint32(0, true);
  const header = new TextDecoder().decode(bytes.subarray(8, 8 + length));
  const text = header.replaceAll(`"${from}"`, `"${to}"`).trimEnd();
  const padded = text + " ".repeat((8 - (text.length % 8)) % 8);
  const size = new Uint8Array(8);
  new DataView(size.buffer).setUint32(0, padded.length, true);
  const parts = [size, new TextEncoder().encode(padded), bytes.subarray(8 + length)];
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

describe.each(engines)("%s", (engine) => {
  const { loadModel } = generatorOf(engine);

  it.each([0, 1, 2, 4, 7])("a file may begin at any byte: %i", async (start) => {
    const lineClass = await loadModel(line, "Line");
    const net = lineClass.create({ seed: 3 });
    const bytes = net.save({ training: true });
    const around = new Uint8Array(start + bytes.length + 5).fill(77);
    around.set(bytes, start);
    const back = lineClass.create({ weights: around.subarray(start, start + bytes.length) });
    expect(back.save({ training: true })).toEqual(bytes);
  });

  it("BF16 is the upper half of F32", async () => {
    const lineClass = await loadModel(line, "Line");
    const net = lineClass.create({ seed: 3 });
    const halves = net.save({ dtype: "f16" });
    const stored = new Uint16Array(halves.slice(halves.length - 8).buffer);
    const back = lineClass.create({ weights: withTypes(halves, "F16", "BF16") });
    const wide = new Float32Array(Uint32Array.from(stored, (bits) => bits * 65536).buffer);
    expect([...back.flat.params]).toEqual([...wide]);
  });

  it("states that no file holds start as declared", async () => {
    const lineClass = await loadModel(line, "Line");
    const [first, second] = [lineClass.create({ seed: 3 }), lineClass.create({ seed: 4 })];
    const back = lineClass.create({ weights: first.save() });
    second.load(first.save());
    for (const net of [first, second, back]) for (let i = 0; i < 3; i++) net.step(batch);
    expect(back.flat.params).toEqual(first.flat.params);
    expect(second.flat.params).toEqual(first.flat.params);
  });

  it("a model that only infers, made with weights, is the model that they were saved from", async () => {
    const net = (await loadModel(line, "Line")).create({ seed: 3 });
    const inferring = await loadModel(line, "Line", { inference: true, batch: 2 });
    const { y } = inferring.create({ weights: net.save() }).forward({ x: batch.x });
    y!.forEach((each, at) => expect(each).toBeCloseTo(net.forward({ x: batch.x })["y"]![at]!, 6));
  });
});

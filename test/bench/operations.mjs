// How many multiplications and additions a sample takes, and how many terms its longest sums have on the way;
// from the layers alone. Only contractions count: they are nearly all there is. A multiply-add counts as two.

/** Terms of the sum behind one number of the layer, and how many such sums there are. */
const sums = {
  dense: ({ inputs, shape }) => [inputs, size(shape)],
  conv: ({ kernel, channels, shape }) => [kernel * kernel * channels, size(shape)],
  lstm: ({ inputs, hidden, steps }) => [inputs + hidden, 4 * hidden * steps],
  attention: ({ shape: [length, width], heads }) => [2 * (width / heads), heads * length * length],
};

const size = (shape) => shape.reduce((a, b) => a * b);

export const forwardOperations = ({ layers }) =>
  2 * total(layers, ([terms, count]) => terms * count);

/** Training adds the gradients of weights and of values, but none of the input. */
export function trainingOperations({ layers }) {
  const first = layers.find(({ kind }) => kind in sums);
  const ofInput = first.kind === "lstm" ? first.inputs / (first.inputs + first.hidden) : 1;
  return 3 * forwardOperations({ layers }) - ofInput * forwardOperations({ layers: [first] });
}

const functions = ["sigmoid", "softmax", "gelu", "lstm"];
const functionTerms = 64;

/**
 * The terms that follow one another from the input to the output, a recurrence's for each of its steps. A layer's
 * elementary function, known to a few units in the last place, may be off as a sum of 64 terms may.
 */
export const termsOnTheWay = ({ layers }) =>
  total(layers, ([terms], { steps = 1 }) => terms * steps) +
  layers
    .filter(({ kind }) => functions.includes(kind))
    .reduce((sum, { steps = 1 }) => sum + functionTerms * steps, 0);

const total = (layers, amount) =>
  layers
    .filter(({ kind }) => kind in sums)
    .reduce((sum, layer) => sum + amount(sums[layer.kind](layer), layer), 0);

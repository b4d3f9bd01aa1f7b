/**
 * How the index of the reference is ordered.
 *
 * Invariant: every name stands in it; one that is not listed here is put into the group of its kind.
 */

export const groups: readonly (readonly [title: string, names: string])[] = [
  ["Structure", "repeat fork residual identity"],
  [
    "Layers",
    `dense conv conv1d convTranspose maxPool avgPool globalAvgPool upsample batchNorm layerNorm groupNorm
     rmsNorm lrn dropout embedding rnn lstm gru selfAttention crossAttention transformerEncoder
     transformerDecoder sinusoidal maxout`,
  ],
  [
    "Functions of elements",
    `relu leakyRelu elu selu gelu silu softplus sigmoid tanh hardTanh clip exp log sqrt abs sign floor round
     sin cos atan erf where stopGradient`,
  ],
  [
    "Functions over axes",
    "sum mean max min variance norm softmax logSoftmax argmax argmin cumsum dot",
  ],
  [
    "Functions of shape",
    `reshape flatten transpose rearrange einsum concat stack split pad roll reverse broadcast gather oneHot
     outer windows overlapAdd range shape rank length count type`,
  ],
  ["Random numbers", "uniform normal truncatedNormal bernoulli"],
  ["Losses", "crossEntropy binaryCrossEntropy klDivergence mse mae huber hinge"],
  ["Optimisers", "sgd adam adamW rmsProp adagrad"],
  [
    "Initialisers",
    `zeros ones constant uniform normal truncatedNormal glorotUniform glorotNormal heUniform heNormal
     lecunNormal orthogonal orthonormalize identityMatrix`,
  ],
];

export type Kind = "layer" | "function" | "optimiser" | "initialiser";

/** Where a name goes that no group lists. */
export const groupOfKind: Readonly<Record<Kind, string>> = {
  layer: "Layers",
  function: "Functions of elements",
  optimiser: "Optimisers",
  initialiser: "Initialisers",
};

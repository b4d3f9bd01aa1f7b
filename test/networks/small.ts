/**
 * Every network beside this file and every spec, at a size that checks in a moment.
 *
 * Invariant: nothing about a network changes but its size.
 */
import type { CompileOptions } from "../../src/compile.ts";
import { createSource, type Source } from "../../src/diagnostics/source.ts";
import { sourceOf } from "./read.ts";

export interface SmallNetwork {
  /** `networks/vgg` or `specs/bert`. */
  readonly file: string;
  readonly model: string;
  readonly set: NonNullable<CompileOptions["set"]>;
  /** Text to replace, where a spec fixes sizes that no setting reaches. */
  readonly replace?: Readonly<Record<string, string>>;
  /** In float64, too. */
  readonly f64?: true;
  /** How it learns; undefined where it has nothing to learn. */
  readonly learns: Learning | undefined;
}

export interface Learning {
  /** What falls: a metric. */
  readonly metric: string;
  /** What any numbers are made, where the network wants bits or signs: in its targets, or in all that it gets. */
  readonly of?: "targets" | "all";
  readonly as?: (x: number) => number;
  /** In place of the optimiser's own, where the batch is too small for that. */
  readonly rate?: number;
}

export const bit = (x: number): number => (x > 0 ? 1 : 0);
export const sign = (x: number): number => (x > 0 ? 1 : -1);

const byLoss: Learning = { metric: "loss" };
/** Batch norm of three samples amplifies. */
const slowly: Learning = { metric: "loss", rate: 0.01 };

const digit = { inputs: 6, width: 5, classes: 4 };
const code = { pixels: 8, widths: [6, 4, 2] };
const speech = { frames: 3, coefficients: 4, hidden: 6, states: 5 };
const residual = { size: 32, width: 2, classes: 5 };
const board = { size: 5, planes: 3, filters: 4, layers: 2 };
const words = { vocab: 9, width: 4, hidden: 3, tags: 4, t: 4 };

/** One for each spec, and for each model of it. */
export const smallSpecs: readonly SmallNetwork[] = [
  { file: "specs/circuit", model: "Circuit", set: {}, f64: true, learns: undefined },
  { file: "specs/neuron", model: "Neuron", set: {}, f64: true, learns: undefined },
  { file: "specs/neuron", model: "Layer", set: {}, f64: true, learns: undefined },
  {
    file: "specs/perceptron",
    model: "Perceptron",
    set: { inputs: 6 },
    f64: true,
    learns: undefined,
  },
  {
    file: "specs/perceptron",
    model: "Adaline",
    set: { inputs: 6 },
    f64: true,
    learns: { metric: "loss", of: "targets", as: sign },
  },
  { file: "specs/digits", model: "Digits", set: { hidden: 4 }, f64: true, learns: byLoss },
  {
    file: "specs/rbm",
    model: "Rbm",
    set: { visible: 12, hidden: 8 },
    f64: true,
    learns: { metric: "error", of: "all", as: bit },
  },
  {
    file: "specs/ntm",
    model: "Copy",
    set: { bits: 2, length: 1 },
    replace: { "rows = 128, width = 20, controller = 100": "rows = 5, width = 3, controller = 4" },
    learns: { metric: "loss", of: "all", as: bit },
  },
  {
    file: "specs/bert",
    model: "Bert",
    set: { layers: 1, d: 4, heads: 2, t: 3, vocab: 7 },
    learns: undefined,
  },
  {
    file: "specs/resnet",
    model: "ResNet",
    set: { depths: [1, 1, 1, 1], classes: 5 },
    replace: {
      "[224, 224, 3]": "[32, 32, 3]",
      "conv(64, 7": "conv(4, 7",
      "stage(64,": "stage(2,",
      "stage(128,": "stage(3,",
      "stage(256,": "stage(4,",
      "stage(512,": "stage(5,",
    },
    learns: slowly,
  },
];

/** One for each file, and for each model that is not the same with other numbers. */
export const smallNetworks: readonly SmallNetwork[] = [
  {
    file: "networks/mark-one",
    model: "MarkOne",
    set: { cells: 12, units: 16 },
    learns: { metric: "wrong", of: "targets", as: bit },
  },
  {
    file: "networks/madaline",
    model: "Madaline",
    set: {},
    learns: { metric: "wrong", of: "targets", as: sign },
  },
  { file: "networks/mlp", model: "Mlp", set: digit, f64: true, learns: byLoss },
  { file: "networks/mlp", model: "TanhMlp", set: digit, learns: byLoss },
  { file: "networks/mlp", model: "ReluMlp", set: digit, learns: byLoss },
  { file: "networks/mlp", model: "LeakyMlp", set: digit, learns: byLoss },
  { file: "networks/mlp", model: "EluMlp", set: digit, learns: byLoss },
  { file: "networks/mlp", model: "MaxoutMlp", set: digit, f64: true, learns: byLoss },
  {
    file: "networks/autoencoder",
    model: "Autoencoder",
    set: code,
    learns: { metric: "loss", of: "all", as: bit },
  },
  {
    file: "networks/autoencoder",
    model: "TiedAutoencoder",
    set: code,
    f64: true,
    learns: { metric: "loss", of: "all", as: bit },
  },
  { file: "networks/dbn", model: "Dbn", set: speech, learns: byLoss },
  { file: "networks/cd-dnn", model: "CdDnn", set: speech, learns: byLoss },
  { file: "networks/alphago", model: "Policy", set: board, f64: true, learns: byLoss },
  { file: "networks/alphago", model: "Value", set: board, learns: byLoss },
  {
    file: "networks/transformer",
    model: "Transformer",
    set: { layers: 1, d: 4, heads: 2, ffn: 6, vocab: 7, s: 4, t: 3, warmup: 20 },
    f64: true,
    learns: byLoss,
  },
  {
    file: "networks/bert-large",
    model: "BertLarge",
    set: { layers: 2, d: 4, heads: 2, t: 3, vocab: 7 },
    learns: undefined,
  },
  { file: "networks/tagger", model: "LstmTagger", set: words, f64: true, learns: byLoss },
  { file: "networks/tagger", model: "GruTagger", set: words, learns: byLoss },
  { file: "networks/after-the-lecture", model: "Tagger", set: {}, learns: byLoss },
  { file: "networks/after-the-lecture", model: "Wave", set: {}, learns: byLoss },
  { file: "networks/after-the-lecture", model: "Moe", set: {}, learns: byLoss },
  { file: "networks/after-the-lecture", model: "Siamese", set: {}, learns: byLoss },
  { file: "networks/after-the-lecture", model: "Segment", set: {}, learns: byLoss },
  { file: "networks/after-the-lecture", model: "Decode", set: {}, learns: byLoss },
  { file: "networks/after-the-lecture", model: "Caps", set: {}, learns: undefined },
  { file: "networks/after-the-lecture", model: "Hopfield", set: {}, learns: undefined },
  { file: "networks/after-the-lecture", model: "Causal", set: {}, learns: byLoss },
  { file: "networks/after-the-lecture", model: "Dct", set: {}, learns: undefined },
  { file: "networks/after-the-lecture", model: "Vae", set: {}, learns: byLoss },
];

export const smallImageNetworks: readonly SmallNetwork[] = [
  { file: "networks/lenet", model: "LeNet", set: {}, learns: byLoss },
  {
    file: "networks/alexnet",
    model: "AlexNet",
    set: { size: 67, width: 1 / 16, classes: 5 },
    learns: byLoss,
  },
  {
    file: "networks/alexnet-one-tower",
    model: "AlexNet",
    set: { size: 63, width: 1 / 32, classes: 5 },
    learns: byLoss,
  },
  {
    file: "networks/vgg",
    model: "Vgg19",
    set: { size: 32, width: 1 / 64, classes: 5 },
    learns: byLoss,
  },
  {
    file: "networks/googlenet",
    model: "GoogLeNet",
    set: { size: 32, width: 1 / 8, classes: 5, heads: false },
    learns: byLoss,
  },
  { file: "networks/resnet", model: "ResNet18", set: residual, learns: slowly },
  {
    file: "networks/resnet",
    model: "ResNet50",
    set: { ...residual, depths: [1, 1, 1, 1] },
    learns: slowly,
  },
  {
    file: "networks/resnet",
    model: "ResNet50V1",
    set: { ...residual, depths: [1, 1, 1, 1] },
    learns: slowly,
  },
  {
    file: "networks/resnet-cifar",
    model: "ResNet20",
    set: { size: 8, width: 4, classes: 5, n: 2 },
    learns: byLoss,
  },
  {
    file: "networks/unet",
    model: "UNet",
    set: { size: 8, depth: 2, filters: 2, classes: 3 },
    f64: true,
    learns: byLoss,
  },
];

/** @throws Error where the text to replace is not there */
export function smallSource({ file, replace = {} }: SmallNetwork): Source {
  const source = sourceOf(file);
  let { text } = source;
  for (const [from, to] of Object.entries(replace)) {
    if (!text.includes(from)) throw new Error(`${file}.nn has no ${from}`);
    text = text.replace(from, to);
  }
  return createSource(source.path, text);
}

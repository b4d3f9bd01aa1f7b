/**
 * What the campaign runs: the large networks and all specs, as large as they are.
 *
 * Invariant: no settings, so every size is the file's own.
 */
export interface Part {
  /** `networks/vgg` or `specs/bert`. */
  readonly file: string;
  readonly model: string;
  /** Does it take minutes, or an hour? What does not is run in CI. */
  readonly isLong?: true;
}

export const parts: readonly Part[] = [
  { file: "specs/circuit", model: "Circuit" },
  { file: "specs/neuron", model: "Neuron" },
  { file: "specs/neuron", model: "Layer" },
  { file: "specs/perceptron", model: "Perceptron" },
  { file: "specs/perceptron", model: "Adaline" },
  { file: "specs/digits", model: "Digits" },
  { file: "specs/rbm", model: "Rbm" },
  { file: "specs/ntm", model: "Copy" },
  { file: "networks/alphago", model: "Policy" },
  { file: "networks/alexnet", model: "AlexNet" },
  { file: "networks/googlenet", model: "GoogLeNet", isLong: true },
  { file: "networks/resnet", model: "ResNet18", isLong: true },
  { file: "specs/resnet", model: "ResNet", isLong: true },
  { file: "networks/resnet", model: "ResNet152", isLong: true },
  { file: "networks/transformer", model: "Transformer", isLong: true },
  { file: "specs/bert", model: "Bert", isLong: true },
  { file: "networks/vgg", model: "Vgg19", isLong: true },
];

/**
 * What the campaign runs: the large networks and all specs, as large as they are.
 *
 * Invariant: no settings, so every size is the file's own.
 */
export interface Part {
  /** `networks/vgg` or `specs/bert`. */
  readonly file: string;
  readonly model: string;
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
  { file: "networks/googlenet", model: "GoogLeNet" },
  { file: "networks/resnet", model: "ResNet18" },
  { file: "specs/resnet", model: "ResNet" },
  { file: "networks/resnet", model: "ResNet152" },
  { file: "networks/transformer", model: "Transformer" },
  { file: "specs/bert", model: "Bert" },
  { file: "networks/vgg", model: "Vgg19" },
];

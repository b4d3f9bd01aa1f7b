// What is timed on a network: forward passes and training steps, each with its name, a short one, and its count of operations.

import { forwardOperations, trainingOperations } from "./operations.mjs";

const count = (samples) => `${samples} ${samples === 1 ? "sample" : "samples"}`;

export const forwardTask = (network, samples) => ({
  name: `forward, ${count(samples)}`,
  short: `forward ${samples}`,
  pass: "forward",
  samples,
  operations: samples * forwardOperations(network),
});

/** Forward, backward and update, on the mean loss of the samples. */
export const trainingTask = (network, samples, optimizer) => ({
  name: `training step, ${count(samples)}, ${optimizer.kind === "adam" ? "Adam" : "SGD"}`,
  short: `step ${samples}`,
  pass: "train",
  samples,
  operations: samples * trainingOperations(network),
  optimizer,
});

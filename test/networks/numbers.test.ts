/**
 * Published sizes and costs: what `nnc summary` counts, exactly. Without generating any code.
 *
 * Where a paper gives only a rounded number, ours is the one that the definition gives, and rounds to it.
 */
import { describe, expect, it } from "vitest";
import { summarise, type ModelSummary } from "../../src/cli/summary/summarise.ts";
import { summaryTable } from "../../src/cli/summary/table.ts";
import type { CompileOptions } from "../../src/compile.ts";
import { elaborateNetwork } from "./read.ts";

function summaryOf(file: string, model: string, set: CompileOptions["set"] = {}): ModelSummary {
  const [only] = elaborateNetwork(file, { model, set });
  return summarise(only!, { params: 0, forward: 0, training: 0 });
}

/** File, model, settings; params, multiply-adds of one sample. */
const published: readonly (readonly [
  string,
  string,
  CompileOptions["set"],
  number,
  number | undefined,
])[] = [
  ["networks/mlp", "Mlp", {}, 399370, 398336],
  ["networks/mlp", "ReluMlp", {}, 399370, 398336],
  ["networks/autoencoder", "Autoencoder", {}, 2837314, 2833000],
  // Weights once, biases of both directions; the work is the same.
  ["networks/autoencoder", "TiedAutoencoder", {}, 1416500 + 4314, 2833000],
  ["networks/dbn", "Dbn", {}, 13844663, 13836288],
  ["networks/cd-dnn", "CdDnn", {}, 19225337, 19214336],
  ["networks/lenet", "LeNet", {}, 60000, undefined],
  ["networks/alexnet", "AlexNet", {}, 60965224, 724406816],
  ["networks/alexnet-one-tower", "AlexNet", {}, 61100840, 714188480],
  ["networks/vgg", "Vgg19", {}, 143667240, 19632062464],
  ["networks/vgg", "Vgg16", {}, 138357544, 15470264320],
  ["networks/googlenet", "GoogLeNet", { heads: false }, 6998552, 1582671872],
  // The heads cost nothing where only the output is wanted.
  ["networks/googlenet", "GoogLeNet", {}, 13378280, 1582671872],
  ["networks/resnet", "ResNet18", {}, 11689512, 1814073344],
  ["networks/resnet", "ResNet34", {}, 21797672, 3663761408],
  ["networks/resnet", "ResNet50", {}, 25557032, 4089184256],
  ["networks/resnet", "ResNet50V1", {}, 25557032, 3857973248],
  ["networks/resnet", "ResNet101", {}, 44549160, 7801405440],
  ["networks/resnet", "ResNet101V1", {}, 44549160, 7570194432],
  ["networks/resnet", "ResNet152", {}, 60192808, 11513626624],
  ["networks/resnet", "ResNet152V1", {}, 60192808, 11282415616],
  ["specs/resnet", "ResNet", {}, 25557032, 4089184256],
  ["specs/resnet", "ResNet", { depths: [3, 8, 36, 3] }, 60192808, 11513626624],
  ["networks/alphago", "Policy", {}, 3882793, 1400726208],
  ["networks/alphago", "Value", {}, 3980162, 1402551680],
  ["specs/bert", "Bert", { t: 16 }, 109482240, 1359544320],
  ["networks/bert-large", "BertLarge", { t: 16 }, 335141888, 4832886784],
];

describe("params and multiply-adds", () => {
  it.each(published)("%s %s %j", (file, model, set, params, macs) => {
    const { totals } = summaryOf(file, model, set);
    expect(totals.params).toBe(params);
    if (macs !== undefined) expect(totals.macs).toBe(macs);
  });
});

/**
 * What `nnc run` computed, and how it is written: JSON, a safetensors file, or lines for people.
 *
 * Invariant: values have a sample axis exactly when the inputs had one.
 */
import { sampleShape, type TensorType } from "../../graph/type.ts";
import { nestJson, type NestedJson } from "../../train/json-values.ts";
import { writeSafetensors, type WrittenTensor } from "../../train/safetensors.ts";

export interface ComputedTensor {
  readonly type: TensorType;
  /** Sample after sample where the type varies over the batch, or once. */
  readonly data: ArrayLike<number>;
}

export interface RunResult {
  readonly target: string;
  readonly outputs: ReadonlyMap<string, ComputedTensor>;
  /** Named values, by `--expose`. */
  readonly values: ReadonlyMap<string, ComputedTensor> | undefined;
  readonly loss: number | undefined;
  readonly grads:
    | {
        readonly inputs: ReadonlyMap<string, ComputedTensor>;
        readonly params: ReadonlyMap<string, ComputedTensor>;
        readonly values: ReadonlyMap<string, ComputedTensor> | undefined;
      }
    | undefined;
}

export interface Samples {
  readonly samples: number;
  readonly isBatch: boolean;
}

type Nested = Readonly<Record<string, NestedJson>>;

/** The shape that `--json` has; without the values when they went to a file. */
export function runResultToJson(result: RunResult, samples: Samples, withValues: boolean): unknown {
  if (!withValues) return { target: result.target };
  const nested = (tensors: ReadonlyMap<string, ComputedTensor>, kind: "value" | "param"): Nested =>
    Object.fromEntries(
      [...tensors].map(([name, tensor]) => {
        const { shape, data } = shaped(tensor, kind === "param" ? once : samples);
        return [name, nestJson(data, shape)];
      }),
    );
  const { values, loss, grads, target } = result;
  return {
    outputs: nested(result.outputs, "value"),
    ...(values !== undefined && { values: nested(values, "value") }),
    ...(loss !== undefined && { loss: nestJson([loss], []) }),
    ...(grads !== undefined && {
      grads: {
        inputs: nested(grads.inputs, "value"),
        params: nested(grads.params, "param"),
        ...(grads.values !== undefined && { values: nested(grads.values, "value") }),
      },
    }),
    target,
  };
}

const once: Samples = { samples: 1, isBatch: false };

/** With the sample axis where there is one; what does not vary is repeated for each sample. */
function shaped(
  { type, data }: ComputedTensor,
  { samples, isBatch }: Samples,
): { shape: readonly number[]; data: ArrayLike<number> } {
  const shape = sampleShape(type);
  if (!isBatch) return { shape, data };
  if (type.shape[0] === "batch") return { shape: [samples, ...shape], data };
  const repeated = Array.from(
    { length: samples * data.length },
    (_, at) => data[at % data.length]!,
  );
  return { shape: [samples, ...shape], data: repeated };
}

/** Tensors `outputs.y`, `values.h`, `loss`, `grads.inputs.x`, `grads.params.dense1.W`, `grads.values.h`. */
export function runResultToSafetensors(
  { outputs, values: named, loss, grads }: RunResult,
  samples: Samples,
  floats: "f32" | "f64",
): Uint8Array {
  const types = { float: floats, int: "i32", bool: "bool" } as const;
  const tensors = new Map<string, WrittenTensor>();
  const put = (
    prefix: string,
    values: ReadonlyMap<string, ComputedTensor> | undefined,
    kind: Samples,
  ): void => {
    for (const [name, tensor] of values ?? [])
      tensors.set(prefix + name, { ...shaped(tensor, kind), type: types[tensor.type.element] });
  };
  put("outputs.", outputs, samples);
  put("values.", named, samples);
  if (loss !== undefined) tensors.set("loss", { shape: [], type: floats, data: [loss] });
  put("grads.inputs.", grads?.inputs, samples);
  put("grads.params.", grads?.params, once);
  put("grads.values.", grads?.values, samples);
  return writeSafetensors(tensors);
}

/** `y = [0.1, 0.9]`, one value a line. */
export function runResultToText(result: RunResult, samples: Samples): string {
  const { values, loss, grads } = result;
  const line = (name: string, tensor: ComputedTensor, kind: Samples): string => {
    const { shape, data } = shaped(tensor, kind);
    return `${name} = ${JSON.stringify(nestJson(data, shape)).replaceAll(",", ", ")}\n`;
  };
  return [
    ...[...result.outputs].map(([name, tensor]) => line(name, tensor, samples)),
    ...[...(values ?? [])].map(([name, tensor]) => line(name, tensor, samples)),
    ...(loss === undefined ? [] : [`loss = ${loss}\n`]),
    ...[...(grads?.inputs ?? [])].map(([name, tensor]) => line(`∂/∂${name}`, tensor, samples)),
    ...[...(grads?.params ?? [])].map(([name, tensor]) => line(`∂/∂${name}`, tensor, once)),
    ...[...(grads?.values ?? [])].map(([name, tensor]) => line(`∂/∂${name}`, tensor, samples)),
  ].join("");
}

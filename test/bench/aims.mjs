// What nnc wants to reach: the time of the best peer of a kind, divided by its own. Aims, not tests: each is
// reported as measured, with the reason where one is missed and the reason is known.

const wasm = ["onnxruntime-web", "tfjs-wasm", "jax-js"];
const script = ["tfjs-cpu", "brain", "convnetjs", "synaptic"];
const anyScript = [...wasm, ...script];
const ort = ["onnxruntime-web"];
const native = ["pytorch"];

const wider =
  "PyTorch may use the processor's widest vectors, and multiplies and adds in one instruction; WebAssembly has vectors of 128 bits and an instruction for each.";
const calls =
  "Three exponentials and the call itself are most of it, and the same in both; to check and copy inputs takes a tenth.";
const functions =
  "Exponentials and logarithms take half of the time, and they are the same in both.";

const borders =
  "The gradient of a convolution's input is a convolution with zeros around, half of whose products here are with zeros.";
const cores =
  "Two threads share memory and its bandwidth, and wait for one another between kernels; scalar results are one thread's.";

const threaded = { base: "nnc-wasm-threads", reason: cores };

/** `base` is the target that is measured, `reason` why it may be missed. */
const aim = (workload, task, kind, against, ratio, { base = "nnc-wasm", reason } = {}) => ({
  ...{ workload, task, kind, against, ratio, base, reason },
});

export const aims = [
  aim("xor", "forward, 1 sample", "synaptic", ["synaptic"], 1.5, { base: "nnc-js", reason: calls }),
  aim("xor", "training step, 4 samples, SGD", "synaptic", ["synaptic"], 1.5, {
    base: "nnc-js",
    reason: functions,
  }),
  aim("mlp", "forward, 1 sample", "ONNX Runtime Web", ort, 2.5),
  aim("mlp", "forward, 32 samples", "best WASM peer", wasm, 1.5),
  aim("mlp", "forward, 32 samples", "PyTorch", native, 0.75, { reason: wider }),
  aim("mlp", "training step, 32 samples, SGD", "best JS peer", anyScript, 3),
  aim("mlp", "training step, 32 samples, SGD", "PyTorch", native, 0.9, { reason: wider }),
  aim("deep", "forward, 1 sample", "ONNX Runtime Web", ort, 1),
  aim("deep", "training step, 64 samples, SGD", "best JS peer", anyScript, 2.2),
  aim("lenet", "forward, 1 sample", "ONNX Runtime Web", ort, 2.5),
  aim("lenet", "forward, 32 samples", "PyTorch", native, 1.4),
  aim("lenet", "training step, 32 samples, SGD", "convnetjs", ["convnetjs"], 40),
  aim("alexnet", "forward, 1 sample", "best WASM peer", wasm, 1.5),
  aim("alexnet", "forward, 1 sample", "PyTorch", native, 1.1),
  aim("vgg19", "forward, 1 sample", "best WASM peer", wasm, 3.5),
  aim("vgg19", "forward, 1 sample", "PyTorch", native, 0.95, { reason: wider }),
  aim("googlenet", "forward, 1 sample", "best WASM peer", wasm, 1.6),
  aim("resnet18", "forward, 1 sample", "best WASM peer", wasm, 2.2),
  aim("resnet50", "forward, 1 sample", "best WASM peer", wasm, 1.7),
  aim("resnet152", "forward, 1 sample", "best WASM peer", wasm, 1.8),
  aim("lstm", "forward, 1 sample", "ONNX Runtime Web", ort, 1.2),
  aim("lstm", "training step, 16 samples, SGD", "PyTorch", native, 1.5, { reason: wider }),
  aim("bert-layer", "forward, 1 sample", "best WASM peer", wasm, 1.6),
  aim("bert", "forward, 1 sample", "best WASM peer", wasm, 1.6),
  aim("resnet50", "forward, 1 sample", "one thread", ["nnc-wasm"], 1.7, threaded),
  aim("deep", "training step, 64 samples, SGD", "one thread", ["nnc-wasm"], 1.7, threaded),
  aim("mlp", "forward, 1 sample", "best pure-JS peer", script, 2, { base: "nnc-js" }),
  aim("mlp", "training step, 32 samples, SGD", "best pure-JS peer", script, 4, { base: "nnc-js" }),
  aim("lenet", "training step, 32 samples, SGD", "best pure-JS peer", script, 5, {
    base: "nnc-js",
    reason: borders,
  }),
];

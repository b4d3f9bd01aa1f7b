// An ONNX file made by hand: the few protobuf messages that a feed-forward net needs. A field is its
// key (number · 8 + wire type) as varint, then a varint (type 0) or a length and bytes (type 2). Field
// numbers are those of onnx.proto3, named in the comments beside them.

const opset = 17;
const irVersion = 8;
const float32 = 1;

/** The net of `layers` as the bytes of a model: x [n, inputs] in, y [n, outputs] out, any n. */
export function encodeOnnx({ name, layers, weights, inputs, classes }) {
  const nodes = layers.flatMap(encodeLayer);
  const graph = [
    ...nodes.map((node) => message(1, node)), // GraphProto.node
    text(2, name), // name
    ...Object.entries(weights).map(([key, tensor]) => message(5, encodeTensor(key, tensor))), // initializer
    message(11, encodeValue("v0", inputs)), // input
    message(12, encodeValue(`v${layers.length}`, classes)), // output
  ];
  const model = [
    integer(1, irVersion), // ModelProto.ir_version
    message(7, graph), // graph
    message(8, [text(1, ""), integer(2, opset)]), // opset_import: OperatorSetIdProto.domain, version
  ];
  return Uint8Array.from(model.flat());
}

/** Layer number i reads v<i> and writes v<i + 1>. */
function encodeLayer({ kind, weight, bias }, i) {
  const [from, to] = [`v${i}`, `v${i + 1}`];
  if (kind === "relu") return [encodeNode("Relu", [from], to)];
  if (kind === "softmax") return [encodeNode("Softmax", [from], to)];
  if (kind !== "dense") throw new Error(`no such layer here: ${kind}`);
  return [encodeNode("MatMul", [from, weight], `v${i}W`), encodeNode("Add", [`v${i}W`, bias], to)];
}

// NodeProto: input 1, output 2, op_type 4.
const encodeNode = (operator, from, to) => [
  ...from.map((name) => text(1, name)),
  text(2, to),
  text(4, operator),
];

// TensorProto: dims 1, data_type 2, name 8, raw_data 9.
const encodeTensor = (name, { shape, values }) => [
  ...shape.map((size) => integer(1, size)),
  integer(2, float32),
  text(8, name),
  bytes(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
];

// ValueInfoProto: name 1, type 2 ▸ TypeProto.tensor_type 1 ▸ elem_type 1, shape 2 ▸ TensorShapeProto.dim 1
// ▸ Dimension: dim_value 1, dim_param 2.
const encodeValue = (name, size) => [
  text(1, name),
  message(2, [
    message(1, [
      integer(1, float32),
      message(2, [message(1, [text(2, "n")]), message(1, [integer(1, size)])]),
    ]),
  ]),
];

const integer = (field, value) => [...varint(field * 8), ...varint(value)];
const bytes = (field, content) => [...varint(field * 8 + 2), ...varint(content.length), ...content];
const text = (field, value) => bytes(field, new TextEncoder().encode(value));
const message = (field, parts) => bytes(field, parts.flat());

function varint(value) {
  const groups = [];
  for (; value > 127; value = Math.floor(value / 128)) groups.push((value % 128) | 128);
  return [...groups, value];
}

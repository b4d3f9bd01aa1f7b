// The few protobuf messages that a network in ONNX needs, made by hand. A field is its key (number · 8 + wire
// type) as varint, then a varint (type 0), a length and bytes (type 2), or four bytes (type 5). Field numbers are
// those of onnx.proto3, named in the comments. The invariant: what is encoded is a list of pieces, so that
// large tensors are copied once.

const float32 = 1;
const int64 = 7;
const opset = 17;
const irVersion = 8;

/** ModelProto: ir_version 1, graph 7, opset_import 8 ▸ OperatorSetIdProto: domain 1, version 2. */
export const encodeModel = (graph) =>
  concatenate([
    integer(1, irVersion),
    message(7, encodeGraph(graph)),
    message(8, [text(1, ""), integer(2, opset)]),
  ]);

/** GraphProto: node 1, name 2, initializer 5, input 11, output 12. */
const encodeGraph = ({ name, nodes, tensors, input, output }) => [
  ...nodes.map((node) => message(1, encodeNode(node))),
  text(2, name),
  ...Object.entries(tensors).map(([key, tensor]) => message(5, encodeTensor(key, tensor))),
  message(11, encodeValue(input)),
  message(12, encodeValue(output)),
];

/** NodeProto: input 1, output 2, op_type 4, attribute 5. */
const encodeNode = ({ operator, from, to, attributes = {} }) => [
  ...from.map((name) => text(1, name)),
  ...to.map((name) => text(2, name)),
  text(4, operator),
  ...Object.entries(attributes).map(([name, value]) => message(5, encodeAttribute(name, value))),
];

/** AttributeProto: name 1, f 2, i 3, ints 8, type 20. A float is given as a Float32Array of one. */
function encodeAttribute(name, value) {
  if (Array.isArray(value)) {
    return [text(1, name), ...value.map((each) => integer(8, each)), integer(20, 7)];
  }
  if (value instanceof Float32Array) return [text(1, name), single(2, value), integer(20, 1)];
  return [text(1, name), integer(3, value), integer(20, 2)];
}

/** TensorProto: dims 1, data_type 2, name 8, raw_data 9. */
const encodeTensor = (name, { shape, values }) => [
  ...shape.map((size) => integer(1, size)),
  integer(2, values instanceof Float32Array ? float32 : int64),
  text(8, name),
  bytes(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
];

/**
 * ValueInfoProto: name 1, type 2 ▸ TypeProto.tensor_type 1 ▸ elem_type 1, shape 2 ▸ TensorShapeProto.dim 1
 * ▸ Dimension: dim_value 1, dim_param 2.
 */
const encodeValue = ({ name, shape }) => [
  text(1, name),
  message(2, [
    message(1, [
      integer(1, float32),
      message(
        2,
        shape.map((size) =>
          message(1, [typeof size === "string" ? text(2, size) : integer(1, size)]),
        ),
      ),
    ]),
  ]),
];

const integer = (field, value) => Uint8Array.of(...varint(field * 8), ...varint(value));
const single = (field, value) => [
  Uint8Array.of(...varint(field * 8 + 5)),
  new Uint8Array(value.buffer),
];
const bytes = (field, content) => [
  Uint8Array.of(...varint(field * 8 + 2), ...varint(content.length)),
  content,
];
const text = (field, value) => bytes(field, new TextEncoder().encode(value));

function message(field, parts) {
  const pieces = parts.flat(Infinity);
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return [Uint8Array.of(...varint(field * 8 + 2), ...varint(length)), ...pieces];
}

function varint(value) {
  const groups = [];
  for (; value > 127; value = Math.floor(value / 128)) groups.push((value % 128) | 128);
  return [...groups, value];
}

function concatenate(parts) {
  const pieces = parts.flat(Infinity);
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let place = 0;
  for (const piece of pieces) {
    all.set(piece, place);
    place += piece.length;
  }
  return all;
}

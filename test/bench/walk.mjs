// A network's layers in order, by a peer's table of operations. The invariant: every value is handed to `keep`
// once for each reader but its last, for libraries that count references.

/** Whether the table has every kind of layer that the network has. */
export const canWalk = ({ layers }, operations) => layers.every(({ kind }) => kind in operations);

/** The last layer's value; `operations[kind]` takes the layer and the values that it reads. */
export function walk(layers, x, operations, keep = (value) => value) {
  const readers = new Map();
  for (const { from } of layers) for (const name of from) count(readers, name, 1);
  const values = new Map([["x", x]]);
  const take = (name) => (count(readers, name, -1) > 0 ? keep(values.get(name)) : values.get(name));
  for (const layer of layers) {
    values.set(layer.name, operations[layer.kind](layer, ...layer.from.map(take)));
  }
  return values.get(layers.at(-1).name);
}

function count(readers, name, by) {
  readers.set(name, (readers.get(name) ?? 0) + by);
  return readers.get(name);
}

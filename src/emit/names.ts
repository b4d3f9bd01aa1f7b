/**
 * Identifiers and property keys of generated code.
 *
 * Invariant: every identifier is legal in a strict ES module and unique in its scope, whatever the
 * `.nn` names are; a property is called exactly what the source calls it.
 */

const reserved = new Set(
  (
    "arguments await break case catch class const continue debugger default delete do else enum eval " +
    "export extends false finally for function if implements import in instanceof interface let new " +
    "null package private protected public return static super switch this throw true try typeof " +
    "undefined var void while with yield NaN Infinity Math Object Array Number Error Float32Array " +
    "Float64Array Int32Array Uint8Array ArrayBuffer DataView Promise JSON String Map Set RangeError " +
    "TypeError"
  ).split(" "),
);

/** Types that the code around a class names. */
const typeNames = new Set(
  "ArrayLike Partial Readonly ReadonlyMap ReadonlySet Record string number boolean object any unknown never void symbol bigint".split(
    " ",
  ),
);

/** Would a class of this name be in the way of what generated code says? */
export function isReserved(name: string): boolean {
  return reserved.has(name) || typeNames.has(name);
}

/** Letters, digits and `_` of a name, not a reserved word. */
export function toIdentifier(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_]+/g, "_");
  const started = /^[0-9]/.test(plain) || plain === "" ? `_${plain}` : plain;
  return reserved.has(started) ? `${started}_` : started;
}

/** Gives each name an identifier of its own, in the order of asking. */
export function createIdentifiers(): (name: string) => string {
  const given = new Map<string, string>();
  const taken = new Set<string>();
  return (name) => {
    const known = given.get(name);
    if (known !== undefined) return known;
    const base = toIdentifier(name);
    let identifier = base;
    for (let count = 2; taken.has(identifier); count++) identifier = `${base}_${count}`;
    taken.add(identifier);
    given.set(name, identifier);
    return identifier;
  };
}

/** A key of an object literal or interface; `__proto__` would set the prototype. */
export function propertyKey(name: string): string {
  if (name === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) ? name : JSON.stringify(name);
}

/** `object.name`, or with brackets. */
export function memberOf(object: string, name: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name)
    ? `${object}.${name}`
    : `${object}[${JSON.stringify(name)}]`;
}

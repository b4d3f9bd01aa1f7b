/**
 * Final names in the place of tokens: of sources, of draws, and of where nodes come from.
 *
 * Invariant: written into the nodes as they are, the one time that a node changes. Nobody but the elaborator,
 * which made them, has seen them; writing a large network anew for its names would take as long as
 * making it.
 */
import {
  topologicalOrder,
  type Attribute,
  type Node,
  type Origin,
  type Value,
} from "../graph/graph.ts";
import { isGraph } from "../graph/text.ts";

type Names = ReadonlyMap<string, string>;

/** `order` is that of a graph; bodies of scans in it have their own. */
export function writeNames(order: readonly Node[], names: Names): void {
  for (const { attributes, origin } of order) {
    if (origin) writeOrigin(origin, names);
    writeAttributes(attributes, names);
    const { body } = attributes;
    if (!isGraph(body)) continue;
    const results = body.outputs.map(({ value }) => value);
    writeNames(topologicalOrder(results), names);
  }
}

function writeAttributes(attributes: { name?: Attribute; place?: Attribute }, names: Names): void {
  const { name, place } = attributes;
  const known = typeof name === "string" ? names.get(name) : undefined;
  if (known !== undefined) attributes.name = known;
  const drawn = typeof place === "string" ? names.get(place) : undefined;
  if (drawn !== undefined) attributes.place = drawn;
}

/** `#3.y` → `encoder1.y`. */
function writeOrigin(origin: { name: Origin["name"] }, names: Names): void {
  const { name } = origin;
  if (name?.startsWith("#") !== true) return;
  const dot = name.indexOf(".");
  const token = dot === -1 ? name : name.slice(0, dot);
  const path = names.get(token) ?? token;
  const label = dot === -1 ? "" : name.slice(dot + 1);
  const whole = path !== "" && label !== "" ? `${path}.${label}` : path + label;
  origin.name = whole === "" ? undefined : whole;
}

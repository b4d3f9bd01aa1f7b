/**
 * Says what is wrong with a graph: what the type checker cannot see and every stage relies on.
 *
 * Invariant: an empty answer means that the graph is acyclic, every type is the one that its op's shape
 * rule gives, equal sources have equal types, attributes are plain data and outputs have names of their
 * own. Run after every pass in tests; trusts nothing, so it walks damaged graphs, too. Linear.
 */
import type { Attribute, Graph, Node, Value } from "./graph.ts";
import { topologicalOrder } from "./graph.ts";
import { isGraph, numberValues } from "./text.ts";
import { formatType, sameShape, type Dimension, type TensorType } from "./type.ts";

/** Thrown by {@link verifyGraph}; its message lists all problems. */
export class InvalidGraph extends Error {}

/** Throws {@link InvalidGraph} when there are problems. */
export function verifyGraph(graph: Graph): void {
  const problems = findGraphProblems(graph);
  if (problems.length > 0) {
    throw new InvalidGraph([`graph ${graph.name} is damaged`, ...problems].join("\n  "));
  }
}

/** All problems, each with the node's number as the textual form prints it: `%3 add: …`. */
export function findGraphProblems(graph: Graph): readonly string[] {
  const roots = graph.outputs.map((output) => output.value);
  const cycle = findCycle(roots);
  // Nothing else can be walked then, nor numbered.
  if (cycle !== undefined) return [`a cycle: ${cycle.map((node) => node.op.name).join(" → ")}`];
  const order = topologicalOrder(roots);
  const numbers = numberValues(order);
  const found: string[] = outputProblems(graph);
  const sources = new Map<string, TensorType>();
  for (const node of order) {
    const problems = [
      ...wiringProblems(node),
      ...typeProblems(node),
      ...attributeProblems(node),
      ...sourceProblems(node, sources),
    ];
    const first = node.values[0];
    const name = `${first === undefined ? "" : `%${numbers.get(first)} `}${node.op.name}`;
    found.push(...problems.map((problem) => `${name}: ${problem}`));
  }
  return found;
}

/** A way from a node back to itself, or undefined. Iterative: depth does not matter. */
function findCycle(roots: readonly Value[]): readonly Node[] | undefined {
  const state = new Map<Node, "open" | "done">();
  for (const root of roots) {
    const path: { readonly node: Node; next: number }[] = [];
    const enter = (node: Node): void => {
      state.set(node, "open");
      path.push({ node, next: 0 });
    };
    if (!state.has(root.node)) enter(root.node);
    while (path.length > 0) {
      const top = path[path.length - 1]!;
      const input = top.node.inputs[top.next++];
      if (input === undefined) {
        state.set(top.node, "done");
        path.pop();
      } else if (state.get(input.node) === "open") {
        const nodes = path.map((step) => step.node);
        return [...nodes.slice(nodes.indexOf(input.node)), input.node];
      } else if (!state.has(input.node)) enter(input.node);
    }
  }
  return undefined;
}

function outputProblems(graph: Graph): string[] {
  const seen = new Set<string>();
  return graph.outputs.flatMap(({ name, value }) => {
    const problems = isResult(value) ? [] : [`output ${name} is not a result of its node`];
    if (seen.has(name)) problems.push(`two outputs are called ${name}`);
    seen.add(name);
    return problems;
  });
}

function isResult(value: Value): boolean {
  return value.node.values[value.result] === value;
}

/** Values and nodes must know each other: passes look results up by identity. */
function wiringProblems(node: Node): readonly string[] {
  const problems: string[] = [];
  if (node.values.length === 0) problems.push("it has no result");
  node.values.forEach((value, index) => {
    if (value.node !== node || value.result !== index) {
      problems.push(`result ${index} is not its own`);
    }
  });
  node.inputs.forEach((input, index) => {
    if (!isResult(input)) {
      problems.push(`input ${index} is not a result of its node ${input.node.op.name}`);
    }
  });
  return problems;
}

function typeProblems(node: Node): readonly string[] {
  const stated = node.values.map((value) => value.type);
  const badShapes = stated.flatMap(shapeProblems);
  if (badShapes.length > 0) return badShapes;
  let given: readonly TensorType[];
  try {
    const inputs = node.inputs.map((input) => input.type);
    given = node.op.results(inputs, node.attributes);
  } catch (error) {
    return [`its inputs do not fit: ${error instanceof Error ? error.message : String(error)}`];
  }
  if (given.length !== stated.length) {
    return [`it has ${stated.length} results, its op gives ${given.length}`];
  }
  return stated.flatMap((type, index) =>
    sameType(type, given[index]!)
      ? []
      : [`the type is ${formatType(type)}, its op gives ${formatType(given[index]!)}`],
  );
}

function shapeProblems(type: TensorType): readonly string[] {
  const isRight = (dimension: Dimension, axis: number): boolean =>
    dimension === "batch" ? axis === 0 : Number.isInteger(dimension) && dimension >= 1;
  return type.shape.flatMap((dimension, axis) =>
    isRight(dimension, axis) ? [] : [`${dimension} cannot be dimension ${axis}`],
  );
}

function sameType(a: TensorType, b: TensorType): boolean {
  return a.element === b.element && sameShape(a.shape, b.shape);
}

function attributeProblems(node: Node): readonly string[] {
  return Object.entries(node.attributes).flatMap(([name, value]) => plainProblems(value, name));
}

/** Plain data can be printed, compared and hashed; sub-graphs are verified as graphs. */
function plainProblems(value: Attribute, path: string): readonly string[] {
  if (typeof value !== "object") {
    const isPlain = ["number", "string", "boolean", "undefined"].includes(typeof value);
    return isPlain ? [] : [`attribute ${path} is a ${typeof value}`];
  }
  if (Array.isArray(value)) {
    return value.flatMap((each: Attribute, index) => plainProblems(each, `${path}[${index}]`));
  }
  if (value === null || Object.getPrototypeOf(value) !== Object.prototype) {
    return [`attribute ${path} is not plain data`];
  }
  if (isGraph(value)) return findGraphProblems(value).map((problem) => `in ${path}: ${problem}`);
  return Object.entries(value).flatMap(([name, each]) => plainProblems(each, `${path}.${name}`));
}

/** A source is bound by its role and name: two of one name are one value, so they have one type. */
function sourceProblems(node: Node, known: Map<string, TensorType>): readonly string[] {
  if (node.op.isGiven !== true) return [];
  const { role, name } = node.attributes;
  if (typeof role !== "string" || typeof name !== "string") return ["it has no role or no name"];
  const type = node.values[0]?.type;
  const other = known.get(`${role}:${name}`);
  if (type === undefined) return [];
  if (other === undefined) known.set(`${role}:${name}`, type);
  else if (!sameType(type, other)) {
    return [`${role} ${name} is ${formatType(type)} here, ${formatType(other)} elsewhere`];
  }
  return [];
}

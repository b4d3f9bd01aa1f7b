/**
 * Runs generated classes until they are hot, and says of which functions V8 has made machine code.
 *
 * Invariant: run by a process of its own, with V8's own functions allowed. Between `settled` and `done` V8
 * writes what it takes back, which must be nothing.
 */
import { readFileSync } from "node:fs";

/** V8 11.3, `OptimizationStatus`: made by its optimising compiler. */
const isTurboFanned = 1 << 6;
const statusOf = new Function("f", "return %GetOptimizationStatus(f)");
/** Through V8's own buffer, where what it traces goes too: its lines and ours stay whole and in order. */
const print = new Function("text", "%GlobalPrint(text)");

const callsAtOnce = 20;

for (const plan of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  const loaded = await import(plan.url);
  const net = loaded[plan.model].create();
  const methods = plan.methods.map((name) => [name, Object.getPrototypeOf(net)[name]]);
  const functions = [...Object.entries(loaded.functions), ...methods];
  const cold = () =>
    functions.flatMap(([name, each]) => ((statusOf(each) & isTurboFanned) === 0 ? [name] : []));
  for (let calls = 0; calls < plan.mostCalls && cold().length > 0; calls += callsAtOnce)
    for (let i = 0; i < callsAtOnce; i++) runAll(net, plan);
  const before = cold();
  print(`settled ${plan.title}\n`);
  for (let i = 0; i < callsAtOnce; i++) runAll(net, plan);
  print(`done ${plan.title} ${JSON.stringify([...new Set([...before, ...cold()])])}\n`);
}

/** Everything that the class is called for, at rate 0: what is computed stays as it is. */
function runAll(net, { methods, hasLoss, inputs, given, outputs }) {
  const has = (name) => methods.includes(name);
  net.forward(inputs);
  if (has("loss")) net.loss(given);
  net.forward(given, { training: true });
  if (has("backward") && hasLoss) net.backward(undefined, { inputs: true });
  if (has("backward")) net.backward(outputs, { inputs: true });
  if (has("update")) net.update({ rate: 0 });
  if (has("step")) net.step(given, { rate: 0 });
}

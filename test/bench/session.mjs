// One workload: its workers are started, each task is checked, warmed and timed in rounds. The invariant:
// nothing is timed before every answer lies within its bound, and in each round every peer has one turn.

import { hire } from "./crew.mjs";
import { bounds, difference, expectedAnswer } from "./expected.mjs";

const urlOf = (path) => new URL(path, import.meta.url);

/** Adds the workload's figures and the peers' descriptions to `results`. */
export async function measureWorkload(name, { peers, settings, core, results, watch }) {
  const workloadUrl = urlOf(`workloads/${name}.mjs`);
  const { default: workload } = await import(workloadUrl);
  const crew = [];
  try {
    for (const peer of peers) {
      watch.progress(`${name}: starting ${peer}`);
      crew.push(await hire(peer, urlOf(`peers/${peer}.mjs`), workloadUrl, core));
    }
    const reference = await hire("reference", urlOf("reference.mjs"), workloadUrl, core);
    crew.push(reference);
    const tasks = await measureTasks(workload, { crew, settings, watch });
    results.workloads.push({ name, title: workload.title, tasks });
    for (const { name, label, note, packages } of crew) {
      const known = name === "reference" || results.peers.some((peer) => peer.name === name);
      if (!known) results.peers.push({ name, label, note, packages });
    }
  } finally {
    for (const worker of crew) worker.stop();
  }
}

async function measureTasks(workload, { crew, settings, watch }) {
  const tasks = [];
  const ready = [];
  for (const index of workload.tasks.keys()) {
    watch.progress(`${workload.name}: comparing the answers to "${workload.tasks[index].name}"`);
    ready.push(await prepareTask(workload, index, crew));
  }
  for (const [index, { name, operations }] of workload.tasks.entries()) {
    const task = { name, operations, peers: {} };
    for (const { worker, error } of ready[index]) {
      task.peers[worker.name] = { label: worker.label, difference: error, nanoseconds: [] };
    }
    await timeRounds(index, {
      task,
      workers: ready[index].map(({ worker }) => worker),
      settings,
      watch,
    });
    tasks.push(task);
    watch.task(task);
  }
  return tasks;
}

/** The workers that can do the task, each with the distance of its answer from float64. */
async function prepareTask(workload, index, crew) {
  const task = workload.tasks[index];
  const ready = [];
  for (const worker of crew) {
    if (!(await worker.ask("prepare", index))) continue;
    if (worker.name === "reference") {
      ready.push({ worker, error: 0 });
      continue;
    }
    const expected = expectedAnswer(workload, task, worker.online);
    const answer = await worker.ask("answer", index);
    const error = difference(answer, expected, task);
    if (!(error <= bounds[task.pass]))
      throw new Error(complaint(worker, task, { answer, expected, error }));
    ready.push({ worker, error });
  }
  return ready;
}

function complaint({ label }, task, { answer, expected, error }) {
  const what = task.pass === "forward" ? "outputs are" : "losses, relative to their size, are";
  const first = (values) =>
    values
      .slice(0, 5)
      .map((value) => Number(value).toPrecision(8))
      .join(", ");
  return `${label} does something else in "${task.name}": its ${what} off by ${error.toExponential(2)},
the bound for float32 is ${bounds[task.pass]}. Nothing was timed.
  expected ${expected.length}: ${first(expected)} …
  answered ${answer.length}: ${first(answer)} …`;
}

/** Every round begins with another peer, so that nobody always follows the same neighbour. */
async function timeRounds(index, { task, workers, settings, watch }) {
  for (const worker of workers) {
    watch.progress(`${task.name}: warming ${worker.label}`);
    await worker.ask("warm", index, settings.warmMilliseconds);
  }
  for (let round = 0; round < settings.rounds; round++) {
    for (let turn = 0; turn < workers.length; turn++) {
      const worker = workers[(round + turn) % workers.length];
      watch.progress(`${task.name}: round ${round + 1} of ${settings.rounds}, ${worker.label}`);
      const nanoseconds = await worker.ask("measure", index, settings.milliseconds);
      task.peers[worker.name].nanoseconds.push(nanoseconds);
    }
  }
}

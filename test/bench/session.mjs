// One workload: its workers are started, each task is checked, warmed and timed in rounds. The invariant:
// nothing is timed before every answer lies within its bound, and in each round every peer has one turn.

import { hire } from "./crew.mjs";
import { expectedAnswer } from "./expected/answer.mjs";
import { boundOf, difference } from "./expected/bounds.mjs";

/** What the core gives at best, measured in turn with the peers. */
export const peakNames = ["scalar", "wasm", "native"];

const urlOf = (path) => new URL(path, import.meta.url);

/** The workload's figures; the descriptions of peers and peaks are added to `results`. */
export async function measureWorkload(name, { peers, settings, core, results, watch }) {
  const workloadUrl = urlOf(`workloads/${name}.mjs`);
  const { default: workload } = await import(workloadUrl);
  const crew = [];
  const engage = async (worker, file) => {
    watch.progress(`${name}: starting ${worker}`);
    const hired = await hire(worker, urlOf(file), workloadUrl, isOnSeveral(worker) ? null : core);
    // How it trains is told by functions, which do not cross from process to process.
    const online = hired.isOnline ? (await import(urlOf(file))).default.online : undefined;
    crew.push({ ...hired, online });
  };
  try {
    const chosen = peers.filter((peer) => workload.peers?.includes(peer) ?? true);
    for (const peer of chosen) await engage(peer, `peers/${peer}.mjs`);
    for (const peak of peakNames) await engage(`peak-${peak}`, `peaks/${peak}.mjs`);
    const tasks = await measureTasks(workload, { crew, settings, watch });
    const took = ({ name }) => tasks.some(({ peers, peaks }) => name in peers || name in peaks);
    for (const worker of crew.filter(took)) describe(worker, results);
    return { name, title: workload.title, tasks };
  } finally {
    for (const worker of crew) worker.stop();
  }
}

/** Pinned to one core, threads would wait for one another. */
function isOnSeveral(peer) {
  return peer.endsWith("-threads");
}

function describe({ name, label, note, packages, versions, operations }, { peers, peaks }) {
  const [list, entry] = operations
    ? [peaks, { name, label, operations }]
    : [peers, { name, label, note, packages, versions }];
  const place = list.findIndex((known) => known.name === name);
  list.splice(place < 0 ? list.length : place, 1, entry);
}

async function measureTasks(workload, { crew, settings, watch }) {
  const ready = [];
  for (const index of workload.tasks.keys()) {
    watch.progress(`${workload.name}: comparing the answers to "${workload.tasks[index].name}"`);
    ready.push(await prepareTask(workload, index, crew));
  }
  const tasks = [];
  for (const [index, { name, short, operations }] of workload.tasks.entries()) {
    const bound = boundOf(workload, workload.tasks[index]);
    const task = { name, short, operations, bound, peers: {}, peaks: {} };
    for (const { worker, error } of ready[index]) {
      if (worker.operations) task.peaks[worker.name] = { nanoseconds: [] };
      else task.peers[worker.name] = { difference: error, nanoseconds: [] };
    }
    const workers = ready[index].map(({ worker }) => worker);
    await timeRounds(index, { task, workers, settings, watch });
    tasks.push(task);
    watch.task(workload.name, task, crew);
  }
  return tasks;
}

/** The workers that can do the task, each with the distance of its answer from float64. */
async function prepareTask(workload, index, crew) {
  const task = workload.tasks[index];
  const expected = new Map();
  const ready = [];
  for (const worker of crew) {
    if (!(await worker.ask("prepare", index))) continue;
    if (worker.operations) {
      ready.push({ worker });
      continue;
    }
    if (!expected.has(worker.online)) {
      expected.set(worker.online, expectedAnswer(workload, task, worker.online));
    }
    const answer = await worker.ask("answer", index);
    const comparison = { answer, expected: expected.get(worker.online) };
    const error = difference(comparison.answer, comparison.expected, task);
    const bound = boundOf(workload, task);
    if (!(error <= bound))
      throw new Error(complaint(worker, task, { ...comparison, error, bound }));
    ready.push({ worker, error });
  }
  return ready;
}

function complaint({ label }, task, { answer, expected, error, bound }) {
  const what = task.pass === "forward" ? "outputs are" : "losses are";
  const first = (values) =>
    values
      .slice(0, 5)
      .map((value) => Number(value).toPrecision(8))
      .join(", ");
  return `${label} does something else in "${task.name}": its ${what} off by ${error.toExponential(2)},
the bound for float32 is ${bound.toExponential(2)}, both relative. Nothing was timed.
  expected ${expected.length}: ${first(expected)} …
  answered ${answer.length}: ${first(answer)} …`;
}

/**
 * Every round begins with another peer, so that nobody always follows the same neighbour. Where calls take long, there
 * are fewer rounds.
 */
async function timeRounds(index, { task, workers, settings, watch }) {
  for (const worker of workers) {
    watch.progress(`${task.name}: warming ${worker.label}`);
    await worker.ask("warm", index, settings.warmMilliseconds);
  }
  const start = performance.now();
  const isLate = () => performance.now() - start > settings.taskMilliseconds;
  for (let round = 0; round < settings.rounds; round++) {
    if (round >= settings.leastRounds && isLate()) break;
    for (let turn = 0; turn < workers.length; turn++) {
      const worker = workers[(round + turn) % workers.length];
      watch.progress(`${task.name}: round ${round + 1} of ${settings.rounds}, ${worker.label}`);
      const nanoseconds = await worker.ask("measure", index, settings.milliseconds);
      const { [worker.name]: figures } = { ...task.peers, ...task.peaks };
      figures.nanoseconds.push(nanoseconds);
    }
  }
}

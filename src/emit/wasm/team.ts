/**
 * Threads that share the work of a model: how they begin together, wait for one another, and rest.
 *
 * Invariant: all spin for a while and then sleep, but the first, the caller's, where it may not: a page's own
 * thread. Whoever is not at rest when a call begins was left waiting by an
 * error of the call before, and is sent to rest. Words that threads meet at stand in the block `control`.
 */
import * as w from "../../wasm/build.ts";
import type { Code, Expression, Function, Global, Local, Statement } from "../../wasm/tree.ts";

/** Bytes behind `control`: words that are waited for have a cache line of their own. */
const at = {
  /** Counts calls. */
  generation: 0,
  /** Which program, or less than 0: stop. */
  program: 8,
  /** Threads that wait for a call. */
  resting: 64,
  /** Threads that have come to the meeting. */
  arrived: 128,
  /** Counts meetings. */
  meeting: 192,
  /** Not 0: all that wait at a meeting go to rest. */
  abandoned: 196,
  /** What the program takes, eight bytes each. */
  operands: 256,
} as const;

const operandBytes = 8;
/** Rounds of asking, about a tenth of a millisecond, before a thread sleeps. */
const patience = 20_000;
/** Who sleeps at a meeting looks whether it is abandoned, each ten milliseconds. */
const nap = 10_000_000n;

export function controlBytes(mostOperands: number): number {
  return at.operands + operandBytes * mostOperands;
}

export interface Team {
  readonly thread: Global<"i32">;
  /** That share the call at hand. */
  readonly threads: Global<"i32">;
  /** Each thread, when it meets this, waits for all others. */
  readonly meet: Function & { readonly result: "none" };
  readonly globals: readonly Global[];
  readonly functions: readonly Function[];
  /** The function that callers call for a program: it wakes the others where there is enough to do. */
  readonly entry: (program: TeamProgram) => Function;
  /** For the others: they wait for calls until they are told to stop. */
  readonly serve: (programs: readonly TeamProgram[]) => Function;
  /** For the first: from now on so many share its calls. */
  readonly lead: Function;
}

export interface TeamProgram {
  readonly name: string;
  /** What each thread runs. */
  readonly body: Function;
  /** Place among the programs. */
  readonly number: number;
  /** Is there enough to do? By the operands of the call. */
  readonly isLarge: (operands: readonly Local[]) => Expression<"i32">;
}

const global = (name: string, initial: number): Global<"i32"> => ({
  type: "i32",
  name,
  mutable: true,
  initial,
});

export function createTeam(): Team {
  const thread = global("thread", 0);
  const threads = global("threads", 1);
  const size = global("size", 1);
  const control = global("control", 0);
  const maySleep = global("maySleep", 1);
  const words: Words = { thread, threads, size, control, maySleep };
  const meet = meetFunction(words);
  const gather = gatherFunction(words);
  return {
    thread,
    threads,
    meet,
    globals: [thread, threads, size, control, maySleep],
    functions: [meet, gather],
    entry: (program) => entryFunction(program, words, gather),
    serve: (programs) => serveFunction(programs, words),
    lead: leadFunction(words),
  };
}

interface Words {
  readonly thread: Global<"i32">;
  readonly threads: Global<"i32">;
  /** Threads that there are. */
  readonly size: Global<"i32">;
  readonly control: Global<"i32">;
  readonly maySleep: Global<"i32">;
}

type WordName = Exclude<keyof typeof at, "operands">;

function read({ control }: Words, name: WordName): Expression<"i32"> {
  return w.atomic("i32.atomic.load", w.getGlobal(control), [], { offset: at[name] });
}

function write({ control }: Words, name: WordName, value: number | Expression<"i32">): Statement {
  return w.atomic("i32.atomic.store", w.getGlobal(control), [value], { offset: at[name] });
}

/** Leaves what was there before. */
function add({ control }: Words, name: WordName, value: number): Expression<"i32"> {
  return w.atomic("i32.atomic.rmw.add", w.getGlobal(control), [value], { offset: at[name] });
}

function wake({ control }: Words, name: WordName): Statement {
  const place = { offset: at[name] };
  return w.drop(w.atomic("memory.atomic.notify", w.getGlobal(control), [-1], place));
}

/** Sleeps while a word is what it was. */
function sleep(
  { control }: Words,
  name: WordName,
  was: Local<"i32">,
  nanoseconds: bigint,
): Statement {
  const place = { offset: at[name] };
  const operands = [w.get(was), nanoseconds] as const;
  return w.drop(w.atomic("memory.atomic.wait32", w.getGlobal(control), operands, place));
}

function meetFunction(words: Words): Team["meet"] {
  const [meeting, rounds] = [w.createLocal("i32", "meeting"), w.createLocal("i32", "rounds")];
  const [again, end] = [w.createLabel("again"), w.createLabel("end")];
  const isLast = w.i32.eq(w.i32.add(add(words, "arrived", 1), 1), w.getGlobal(words.threads));
  const isTired = w.i32.and(
    w.getGlobal(words.maySleep),
    w.i32.gt_u(w.tee(rounds, w.i32.add(w.get(rounds), 1)), patience),
  );
  const body = [
    w.when(w.i32.eq(w.getGlobal(words.threads), 1), [w.leave()]),
    w.set(meeting, read(words, "meeting")),
    w.when(
      isLast,
      [
        write(words, "arrived", 0),
        write(words, "meeting", w.i32.add(w.get(meeting), 1)),
        wake(words, "meeting"),
      ],
      [
        w.block(end, [
          w.loop(again, [
            w.branchIf(end, w.i32.ne(read(words, "meeting"), w.get(meeting))),
            w.when(read(words, "abandoned"), [w.unreachable]),
            w.when(isTired, [sleep(words, "meeting", meeting, nap)]),
            w.branch(again),
          ]),
        ]),
      ],
    ),
  ];
  return w.createFunction("meet", [], "none", [meeting, rounds], body);
}

/** Waits until all others rest; whoever waits at a meeting that nobody comes to is sent there. */
function gatherFunction(words: Words): Function & { readonly result: "none" } {
  const rounds = w.createLocal("i32", "rounds");
  const again = w.createLabel("again");
  const others = w.i32.sub(w.getGlobal(words.size), 1);
  const areMissing = w.i32.lt_s(read(words, "resting"), others);
  const next = w.tee(rounds, w.i32.add(w.get(rounds), 1));
  const body = [
    w.loop(again, [
      w.when(areMissing, [
        // They are on their way, as a rule.
        w.when(w.i32.eq(next, patience), [write(words, "abandoned", 1)]),
        w.branch(again),
      ]),
    ]),
    write(words, "abandoned", 0),
    write(words, "arrived", 0),
    write(words, "resting", 0),
  ];
  return w.createFunction("gather", [], "none", [rounds], body);
}

function entryFunction(
  { name, body, number, isLarge }: TeamProgram,
  words: Words,
  gather: Function & { readonly result: "none" },
): Function {
  const operands = body.parameterNames.map(({ type, name: own }) => w.createLocal(type, own));
  const keep = operands.map((operand, index) => {
    const offset = at.operands + operandBytes * index;
    const control = w.getGlobal(words.control);
    return operand.type === "i32"
      ? w.store("i32.store", control, w.get(operand as Local<"i32">), { offset })
      : w.store("f64.store", control, w.get(operand as Local<"f64">), { offset });
  });
  const together = [
    w.setGlobal(words.threads, w.getGlobal(words.size)),
    w.call(gather),
    ...keep,
    w.store("i32.store", w.getGlobal(words.control), number, { offset: at.program }),
    w.drop(add(words, "generation", 1)),
    wake(words, "generation"),
  ];
  const isTeam = w.i32.gt_s(w.getGlobal(words.size), 1);
  return w.createFunction(
    name,
    operands,
    "none",
    [],
    [
      w.when(w.i32.and(isTeam, isLarge(operands)), together, [w.setGlobal(words.threads, 1)]),
      call(
        body,
        operands.map((each) => w.get(each)),
      ),
    ],
  );
}

function call(callee: Function, operands: readonly Expression[]): Code {
  return { kind: "call", callee, operands };
}

function serveFunction(programs: readonly TeamProgram[], words: Words): Function {
  const given = ["control", "thread", "threads"].map((name) => w.createLocal("i32", name));
  const [generation, rounds] = [w.createLocal("i32", "generation"), w.createLocal("i32", "rounds")];
  const [next, again, called] = ["next", "again", "called"].map((name) => w.createLabel(name));
  const [control, thread, threads] = given.map((each) => w.get(each));
  const wanted = w.load("i32.load", w.getGlobal(words.control), { offset: at.program });
  const runs = programs.map(({ body, number }) =>
    w.when(w.i32.eq(wanted, number), [call(body, loadOperands(body, words))]),
  );
  return w.createFunction(
    "serve",
    given,
    "none",
    [generation, rounds],
    [
      w.setGlobal(words.control, control!),
      w.setGlobal(words.thread, thread!),
      w.setGlobal(words.threads, threads!),
      w.loop(next!, [
        w.set(generation, read(words, "generation")),
        w.set(rounds, 0),
        w.drop(add(words, "resting", 1)),
        w.block(called!, [
          w.loop(again!, [
            w.branchIf(called!, w.i32.ne(read(words, "generation"), w.get(generation))),
            w.when(w.i32.gt_u(w.tee(rounds, w.i32.add(w.get(rounds), 1)), patience), [
              sleep(words, "generation", generation, -1n),
            ]),
            w.branch(again!),
          ]),
        ]),
        w.when(w.i32.lt_s(wanted, 0), [w.leave()]),
        ...runs,
        w.branch(next!),
      ]),
    ],
  );
}

function loadOperands({ parameters }: Function, { control }: Words): readonly Expression[] {
  return parameters.map((type, index) => {
    const offset = at.operands + operandBytes * index;
    const from = w.getGlobal(control);
    return type === "i32"
      ? w.load("i32.load", from, { offset })
      : w.load("f64.load", from, { offset });
  });
}

function leadFunction(words: Words): Function {
  const given = ["control", "size", "maySleep"].map((name) => w.createLocal("i32", name));
  const [control, size, maySleep] = given.map((each) => w.get(each));
  return w.createFunction(
    "lead",
    given,
    "none",
    [],
    [
      w.setGlobal(words.control, control!),
      w.setGlobal(words.size, size!),
      w.setGlobal(words.maySleep, maySleep!),
    ],
  );
}

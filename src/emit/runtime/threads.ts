import type { CodeAddress } from "./code-file.ts";
import { platform } from "./code.ts";

/** What the threads run that share the work of a model: a file beside the module. */
interface ThreadsFile {
  readonly name: string;
  /** Threads that the module is built for, the caller's one of them. */
  readonly most: number;
  readonly address: () => CodeAddress;
  /** In the form by which bundlers know it, for browsers. */
  readonly start: () => CodeThread;
}

/** A worker of Node or of a browser. */
interface CodeThread {
  readonly postMessage: (message: object) => void;
  readonly on?: ThreadListening;
  readonly addEventListener?: ThreadListening;
  /** Node: it does not keep the process alive. */
  readonly unref?: () => void;
}

type ThreadListening = (
  event: "message" | "error",
  then: (about: { readonly message?: string }) => void,
) => void;

/** What is used of the platform to start threads. */
interface ThreadPlatform {
  readonly process?: {
    readonly getBuiltinModule?: (name: string) => unknown;
  };
  readonly navigator?: { readonly hardwareConcurrency?: number };
  readonly document?: object;
  /** May memory be shared? Browsers alone know the word. */
  readonly crossOriginIsolated?: boolean;
}

const threadPlatform = globalThis as unknown as ThreadPlatform;

interface NodeThreads {
  readonly Worker: new (
    address: CodeAddress,
    options: { readonly execArgv: readonly string[] },
  ) => CodeThread;
}

interface NodeSystem {
  readonly availableParallelism: () => number;
}

interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

type LeadThreads = (control: number, size: number, maySleep: boolean) => void;

/** A model's code at work, and where in its memory threads meet. */
interface SharedCode {
  readonly module: object | undefined;
  readonly memory: SharedMemory;
  readonly control: number;
  readonly lead: LeadThreads;
}

/** Pages of 64 KiB that several threads may see, which are zero. */
export function reserveSharedPages(pages: number): SharedMemory {
  const size = { initial: pages, maximum: pages, shared: true };
  const memory: unknown = new platform.WebAssembly.Memory(size);
  return memory as SharedMemory;
}

/** Starts what shares the work of a model with the caller's own thread. */
export async function startThreads(
  file: ThreadsFile,
  model: object,
  code: SharedCode,
  wanted: number | undefined,
): Promise<void> {
  const size = countThreads(file, wanted);
  if (size === 1) return;
  const { buffer } = code.memory;
  const words = new Int32Array(buffer, code.control, 3);
  try {
    const others = Array.from({ length: size - 1 }, (_, index) => index + 1);
    await Promise.all(others.map((thread) => startThread(file, code, thread, size)));
  } catch (error) {
    stopThreads(words);
    throw error;
  }
  // A page's own thread must not.
  code.lead(code.control, size, threadPlatform.document === undefined);
  leftThreads.register(model, words);
}

/** Throws where more are wanted than there can be; without a wish, as many as there are cores. */
function countThreads({ most }: ThreadsFile, wanted: number | undefined): number {
  const isAllowed = threadPlatform.crossOriginIsolated !== false;
  if (wanted === undefined) return isAllowed ? Math.min(most, countCores()) : 1;
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > most) {
    throw new RangeError(
      `threads: expected 1 to ${most}, for which this module is built, got ${wanted}`,
    );
  }
  if (wanted > 1 && !isAllowed) {
    throw new Error(
      "threads: this page may not share memory; serve it with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp",
    );
  }
  return wanted;
}

function countCores(): number {
  const { process: node, navigator } = threadPlatform;
  const system = node?.getBuiltinModule?.("node:os") as NodeSystem | undefined;
  return system?.availableParallelism() ?? navigator?.hardwareConcurrency ?? 1;
}

/** Resolves when the thread waits for work. */
function startThread(
  file: ThreadsFile,
  { module, memory, control }: SharedCode,
  thread: number,
  threads: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = createThread(file);
    const listen = (worker.on ?? worker.addEventListener)!.bind(worker);
    listen("message", () => {
      worker.unref?.();
      resolve();
    });
    listen("error", ({ message = "it cannot be read" }) => {
      reject(new Error(`${file.name}, which runs the threads: ${message}`));
    });
    worker.postMessage({ module, memory, control, thread, threads });
  });
}

function createThread(file: ThreadsFile): CodeThread {
  const name = "node:worker_threads";
  const node = threadPlatform.process?.getBuiltinModule?.(name);
  if (node === undefined) return file.start();
  const { Worker: NodeWorker } = node as NodeThreads;
  return new NodeWorker(file.address(), { execArgv: [] });
}

/** The others stop instead of doing the next call's work. */
function stopThreads(words: Int32Array): void {
  Atomics.store(words, 2, -1);
  Atomics.add(words, 0, 1);
  Atomics.notify(words, 0);
}

/** Of models that nobody has any more. */
const leftThreads = new FinalizationRegistry(stopThreads);

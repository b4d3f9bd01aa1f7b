import { platform } from "./code.ts";

/** The side of a worker that messages come to: of Node's threads, or of a browser's. */
interface ThreadPort {
  onmessage: (event: { readonly data: ThreadTask }) => void;
  readonly postMessage: (message: string) => void;
  readonly close: () => void;
}

interface ThreadTask {
  readonly module: object;
  readonly memory: object;
  readonly control: number;
  readonly thread: number;
  readonly threads: number;
}

interface ServingPlatform {
  readonly process?: {
    readonly getBuiltinModule?: (
      name: "node:worker_threads",
    ) => { readonly parentPort: ThreadPort } | undefined;
  };
}

const servingPlatform = globalThis as unknown as ServingPlatform;

type ServeCalls = (control: number, thread: number, threads: number) => void;

/** Waits for calls of a model and does its share of them, until it is told to stop. */
export function serveThread(functions: object): void {
  const node = servingPlatform.process?.getBuiltinModule?.("node:worker_threads");
  const port = node?.parentPort ?? (globalThis as unknown as ThreadPort);
  port.onmessage = ({ data: { module, memory, control, thread, threads } }) => {
    const imports = { "": { ...functions, memory } };
    const { exports } = new platform.WebAssembly.Instance(module, imports);
    const { serve } = exports as { readonly serve: ServeCalls };
    port.postMessage("ready");
    while (!isTold(() => serve(control, thread, threads)));
    port.close();
  };
}

/** Did it end, rather than being sent to rest by an error of the call? */
function isTold(serve: () => void): boolean {
  try {
    serve();
    return true;
  } catch (error) {
    if (error instanceof platform.WebAssembly.RuntimeError) return false;
    throw error;
  }
}

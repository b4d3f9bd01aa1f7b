/**
 * Generated modules in a real browser, on the page and in a module worker, under a strict policy of content
 * security: TypeScript needs no permission at all, WebAssembly `wasm-unsafe-eval` and nothing else, and where
 * threads share the work the page is isolated from others.
 *
 * Runs where Chromium is found (or where the variable CHROMIUM says it is), else counts as skipped.
 */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compile } from "../../src/compile.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { loadModel, readSpec } from "../emit/generate.ts";
import { chromium, launchChromium } from "./chromium.ts";
import { serveFiles, type Served } from "./serve-files.ts";

const policyOf = (scripts: string): string =>
  `default-src 'none'; script-src 'self'${scripts}; connect-src 'self'; worker-src 'self'`;

/** Policies by the folder that is served under them. */
const policies = {
  strict: policyOf(""),
  wasm: policyOf(" 'wasm-unsafe-eval'"),
  isolated: policyOf(" 'wasm-unsafe-eval'"),
};

/** Runs a module and reports: from a page in the page, from a worker to whoever started it. */
const run = `
const { module, call, threads } = Object.fromEntries(new URLSearchParams(location.search));
const report = (result) =>
  self.document ? (document.body.dataset.result = JSON.stringify(result)) : postMessage(result);
try {
  const { Digits } = await import(module);
  const net = await Digits[call]({ seed: 3, ...(threads && { threads: Number(threads) }) });
  const x = Float32Array.from({ length: 256 }, (_, at) => ((at * 7919) % 256) / 255);
  const losses = [net.step({ x, label: 4 }), net.step({ x, label: 4 })];
  report({ losses, y: [...net.forward({ x }).y] });
} catch (error) {
  report({ error: String(error) });
}
`;
const start = `
const worker = new Worker("./run.js" + location.search, { type: "module" });
worker.onmessage = ({ data }) => (document.body.dataset.result = JSON.stringify(data));
`;
const page = (script: string): string =>
  `<!doctype html><body><script type="module" src="./${script}"></script></body>`;

interface Result {
  readonly losses?: readonly number[];
  readonly y?: readonly number[];
  readonly error?: string;
}

function generate(): Readonly<Record<string, string | Uint8Array>> {
  const source = createSource("digits.nn", readSpec("digits"));
  const options = { targets: ["wasm"], wasmLanguage: "js" } as const;
  const beside = compile(source, { ...options, wasmFile: "beside.wasm" });
  const shared = compile(source, { ...options, threads: 2, threadsFile: "shared.threads.js" });
  const threadsFile = shared.files.find(({ path }) => path === "shared.threads.js")!;
  return {
    "shared.js": shared.files[0]!.text,
    "shared.threads.js": threadsFile.text,
    "script.js": compile(source, { targets: ["js"] }).files[0]!.text,
    "inside.js": compile(source, options).files[0]!.text,
    "beside.js": beside.files[0]!.text,
    "beside.wasm": beside.binaries[0]!.bytes,
    "run.js": run,
    "start.js": start,
    "page.html": page("run.js"),
    "worker.html": page("start.js"),
  };
}

describe.skipIf(chromium === undefined)("modules in a browser", () => {
  let served: Served;
  let browser: Browser;
  let expected: Result;

  beforeAll(async () => {
    served = await serveFiles(generate(), policies);
    browser = await launchChromium();
    const net = (await loadModel(readSpec("digits"), "Digits")).create({ seed: 3 });
    const x = Float32Array.from({ length: 256 }, (_, at) => ((at * 7919) % 256) / 255);
    const losses = [net.step({ x, label: 4 }), net.step({ x, label: 4 })];
    expected = { losses, y: [...net.forward({ x })["y"]!] };
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  async function resultOf(path: string): Promise<Result> {
    const tab = await browser.newPage();
    try {
      await tab.goto(`${served.address}/${path}`);
      const body = tab.locator("body[data-result]");
      return JSON.parse((await body.getAttribute("data-result"))!) as Result;
    } finally {
      await tab.close();
    }
  }

  const near = (numbers: readonly number[] | undefined) =>
    numbers?.map((each) => expect.closeTo(each, 5));

  describe.each(["page", "worker"])("in a %s", (place) => {
    it.each([
      ["strict", "script.js", "create"],
      ["strict", "script.js", "createAsync"],
      ["wasm", "inside.js", "create"],
      ["wasm", "inside.js", "createAsync"],
      ["wasm", "beside.js", "createAsync"],
      ["isolated", "shared.js", "create"],
      ["isolated", "shared.js", "createAsync&threads=2"],
      ["wasm", "shared.js", "createAsync"],
    ])("under the policy %s: %s, %s", async (policy, module, call) => {
      const result = await resultOf(`${policy}/${place}.html?module=./${module}&call=${call}`);
      expect(result).toEqual({ losses: near(expected.losses), y: near(expected.y) });
    });

    it("threads are refused to a page that may not share memory", async () => {
      const { error } = await resultOf(
        `wasm/${place}.html?module=./shared.js&call=createAsync&threads=2`,
      );
      expect(error).toContain("threads: this page may not share memory");
    });

    it.each([
      ["inside.js", "create"],
      ["inside.js", "createAsync"],
      ["beside.js", "createAsync"],
    ])("without wasm-unsafe-eval %s is refused to %s", async (module, call) => {
      const { error } = await resultOf(`strict/${place}.html?module=./${module}&call=${call}`);
      expect(error).toMatch(/CompileError.*Content Security Policy/);
    });
  });
});

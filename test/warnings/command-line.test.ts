/** Warnings on the command line: told in every format, and nothing else changes. */
import { describe, expect, it } from "vitest";
import { createPlayground } from "../cli/nnc.ts";

const net = "model M {\n  input x: [6]\n  output y = x -> dense(6) -> dense(4)\n}\n";
const place = { start: { line: 2, character: 30 }, end: { line: 2, character: 38 } };

async function run(args: readonly string[], text = net) {
  const playground = createPlayground({ "net.nn": text });
  try {
    const { exitCode, stdout, stderr } = await playground.run(args);
    return { exitCode, stdout, stderr, written: playground.files().includes("net.nn.ts") };
  } finally {
    playground.remove();
  }
}

describe("nnc compile", () => {
  it("warns, writes, and is done", async () => {
    const { exitCode, stderr, written } = await run(["compile", "net.nn"]);
    expect({ exitCode, written }).toEqual({ exitCode: 0, written: true });
    expect(stderr).toMatch(/^warning NN8001: .*\n {2}--> net\.nn:3:31\n/);
  });

  it("lists warnings with --json", async () => {
    const { exitCode, stdout } = await run(["compile", "net.nn", "--json"]);
    const { files, diagnostics } = JSON.parse(stdout) as {
      files: readonly unknown[];
      diagnostics: readonly Record<string, unknown>[];
    };
    expect([exitCode, files.length]).toEqual([0, 1]);
    expect(diagnostics).toMatchObject([
      { code: "NN8001", severity: "warning", file: "net.nn", range: place },
    ]);
  });

  it("tells GitHub", async () => {
    const { stderr } = await run(["compile", "net.nn", "--format", "github"]);
    expect(stderr).toMatch(
      /^::warning file=net\.nn,line=3,endLine=3,col=31,endColumn=39,title=NN8001::/,
    );
  });

  it("says nothing of what is silenced", async () => {
    const { exitCode, stderr } = await run(["compile", "net.nn"], `// nnc-ignore NN8001\n${net}`);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  });
});

describe("a file that several import", () => {
  it("is told of once", async () => {
    const net = (name: string): string =>
      `import { f } from "./layers.nn"\nmodel ${name} {\n  input x: [6]\n  output y = x -> f\n}\n`;
    const layers = "layer f(x: [n]) {\n  h = x + 1\n  return x -> dense(6) -> dense(4)\n}\n";
    const playground = createPlayground({
      "a.nn": net("A"),
      "b.nn": net("B"),
      "layers.nn": layers,
    });
    try {
      const { stderr } = await playground.run(["compile", ".", "--format", "short"]);
      expect(stderr.match(/^.*?: warning \w+/gm)).toEqual([
        "layers.nn:2:3: warning NN8004",
        "layers.nn:3:27: warning NN8001",
      ]);
    } finally {
      playground.remove();
    }
  });
});

describe("other commands", () => {
  it.each([
    ["check", "net.nn"],
    ["summary", "net.nn"],
    ["compile", "net.nn", "--check"],
  ])("%s %s %s", async (...args) => {
    const quiet = await run(args, `// nnc-ignore NN8001\n${net}`);
    const warned = await run(args);
    expect([quiet.stderr, warned.stderr.slice(0, 14)]).toEqual(["", "warning NN8001"]);
    expect({ ...warned, stderr: "" }).toEqual(quiet);
  });
});

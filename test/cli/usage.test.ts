/** The command line itself: commands, options, help, and what is said about mistakes. */
import * as nodeFs from "node:fs";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createDisk } from "../../src/cli/disk.ts";
import { commandNames, commandOf } from "../../src/cli/commands.ts";
import { Failure } from "../../src/cli/exit.ts";
import { readSettings } from "../../src/cli/set-value.ts";
import { areas, catalogue, codes } from "../../src/diagnostics/catalogue/index.ts";
import { version } from "../../src/version.ts";
import { createPlayground } from "./nnc.ts";

const playground = createPlayground({
  "net.nn": "model A { input x  output y = x }\n",
  "note.txt": "",
});
afterAll(() => playground.remove());

it("has the version of package.json", () => {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  expect((JSON.parse(text) as { version: string }).version).toBe(version);
});

const fromHere = "paths are taken from the folder that the command runs in";

describe("mistakes", () => {
  it.each<[string, string, string]>([
    ["complie net.nn", "NN7001: there is no command `complie`", "did you mean `compile`?"],
    ["frobnicate", "NN7001: there is no command `frobnicate`", "`nnc help` lists the commands"],
    ["constructor", "NN7001: there is no command `constructor`", "`nnc help` lists the commands"],
    ["net.nn", "NN7001: there is no command `net.nn`", "to compile it, write `nnc compile net.nn`"],
    ["--frob", "NN7002: there is no option `--frob` without a command", "see `nnc help`"],
    ["fmt net.nn --chekc", "NN7002: `nnc fmt` has no option `--chekc`", "did you mean `--check`?"],
    [
      "fmt net.nn --rate 3",
      "NN7002: `nnc fmt` has no option `--rate`",
      "`nnc help fmt` lists its options",
    ],
    ["fmt net.nn -x", "NN7002: `nnc fmt` has no option `-x`", "`nnc help fmt` lists its options"],
    [
      "compile net.nn --target typescript",
      "NN7003: --target cannot be `typescript`",
      "one of ts, js, wasm",
    ],
    ["compile net.nn --dtype f23", "NN7003: --dtype cannot be `f23`", "did you mean `f32`?"],
    [
      "compile net.nn --batch many",
      "NN7003: --batch needs a whole number, but was given `many`",
      "",
    ],
    ["compile net.nn --batch -3", "NN7003: --batch needs a whole number, but was given `-3`", ""],
    ["compile net.nn --batch", "NN7003: --batch needs a value: --batch n", ""],
    ["compile net.nn -o --json", "NN7003: -o needs a value: -o path", ""],
    ["compile net.nn --json=yes", "NN7003: --json takes no value, but was given `yes`", ""],
    ["train net.nn --split half", "NN7003: --split needs a number, but was given `half`", ""],
    ["fmt", "NN7004: `nnc fmt` needs a file to work on", "usage: nnc fmt <files or folders…>"],
    [
      "explain NN7001 NN7002",
      "NN7004: `nnc explain` takes one argument, but was also given `NN7002`",
      "usage: nnc explain <code>",
    ],
    ["fmt nowhere.nn", "NN7005: there is no file or folder `nowhere.nn`", fromHere],
    [
      "fmt note.txt",
      "NN7013: `note.txt` is not a .nn file",
      "models are written in files that end in `.nn`",
    ],
    ["explain NN0000", "NN7010: there is no error `NN0000`", "did you mean `NN1001`?"],
    ["help frob", "NN7001: there is no command `frob`", "`nnc help` lists the commands"],
  ])("nnc %s", async (command, message, help) => {
    const { exitCode, stdout, stderr } = await playground.run(command);
    expect(stderr).toBe(`error ${message}\n${help === "" ? "" : `  help: ${help}\n`}\n`);
    expect(stdout).toBe("");
    expect(exitCode).toBe(2);
  });

  it("--json says it on standard output, too", async () => {
    const { exitCode, stdout } = await playground.run("fmt nowhere.nn --json");
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      diagnostics: [{ code: "NN7005", severity: "error", file: null, range: null }],
    });
  });

  it("--format short is one line", async () => {
    const { stderr } = await playground.run("fmt nowhere.nn --format short");
    expect(stderr).toBe(`error NN7005: there is no file or folder \`nowhere.nn\` (${fromHere})\n`);
  });

  it("a fault of nnc itself is 70 and says what to report", async () => {
    const broken = { ...nodeFs, statSync: (() => ({})) as never };
    const { exitCode, stderr } = await playground.run("fmt net.nn --check", { fs: broken });
    expect(exitCode).toBe(70);
    expect(stderr).toMatch(/^nnc itself has failed/);
    expect(stderr).toContain(`nnc ${version}, node ${process.version}`);
    expect(stderr).toContain("  nnc fmt net.nn --check\n");
  });

  it("is coloured on a terminal only, and not with NO_COLOR", async () => {
    const escape = "\u001b[";
    const run = async (isTerminal: boolean, environment: Record<string, string>): Promise<string> =>
      (await playground.run("frob", { isTerminal, environment })).stderr;
    expect(await run(true, {})).toContain(escape);
    expect(await run(true, { NO_COLOR: "" })).toContain(escape);
    expect(await run(true, { NO_COLOR: "1" })).not.toContain(escape);
    expect(await run(false, {})).not.toContain(escape);
  });
});

describe("help", () => {
  it("lists every command", async () => {
    const { exitCode, stdout } = await playground.run("help");
    for (const name of commandNames) expect(stdout).toContain(`  nnc ${commandOf(name).usage} `);
    expect(exitCode).toBe(0);
    expect(await playground.run("--help")).toMatchObject({ exitCode: 0, stdout });
    expect(await playground.run([])).toMatchObject({ exitCode: 2, stdout: "", stderr: stdout });
  });

  it.each(commandNames)("%s", async (name) => {
    const { exitCode, stdout } = await playground.run(`help ${name}`);
    expect(exitCode).toBe(0);
    for (const option of commandOf(name).options) expect(stdout).toContain(`--${option}`);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(96);
    expect(await playground.run(`${name} --help`)).toMatchObject({ exitCode: 0, stdout });
  });
});

describe("explain", () => {
  it.each(codes)("%s has a page", async (code) => {
    const { exitCode, stdout } = await playground.run(`explain ${code.toLowerCase()}`);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`# ${code}: ${catalogue[code]!.title}`);
    expect(stdout).toContain(catalogue[code]!.help);
  });

  it("lists all codes, each in one area", async () => {
    const { stdout } = await playground.run("explain");
    expect(stdout.split("\n").filter((line) => line !== "")).toHaveLength(codes.length);
    expect(Object.values(areas).flatMap((area) => Object.keys(area))).toHaveLength(codes.length);
  });
});

describe("--set", () => {
  it.each<[string, unknown]>([
    ["a=3", 3],
    ["a=-1e-3", -0.001],
    ["a = .5", 0.5],
    ["a=true", true],
    ["a=false", false],
    ["a=none", undefined],
    ["a=relu", "relu"],
    ["a=t h (k)", "t h (k)"],
    ['a="3"', "3"],
    ["a='[1'", "[1"],
    ["a=[3, 4,6 , 3]", [3, 4, 6, 3]],
    ["a=[[1,2],[],[true,none,x]]", [[1, 2], [], [true, undefined, "x"]]],
    ["a=[1,]", [1]],
    ["a=0x10", "0x10"],
    ["__proto__=1", undefined],
  ])("%s", (text, value) => {
    expect(readSettings([text])).toEqual(
      Object.fromEntries([[text.split(/ ?=/)[0]!, text.startsWith("__") ? 1 : value]]),
    );
  });

  it.each<[string, string]>([
    ["hidden", "it should be `name=value`"],
    ["=3", "it should be `name=value`"],
    ["3a=3", "it should be `name=value`"],
    ["a=", "a value is missing"],
    ["a=[", "a value is missing"],
    ["a=[1,,2]", "a value is missing"],
    ["a=[1", "the closing ] is missing"],
    ["a=[1] 2", "`2` follows after the value"],
    ['a="x', 'the closing " is missing'],
    [`a=${"[".repeat(1e5)}`, "its lists are nested too deeply"],
  ])("refuses %.20s", (text, why) => {
    expect(() => readSettings([text])).toThrow(`cannot be read: ${why}`);
  });
});

describe("the disk", () => {
  const target = join(playground.folder, "out", "a.txt");

  it("writes whole, makes folders, and replaces", () => {
    const disk = createDisk(playground.folder);
    disk.write(target, "one");
    disk.write(target, "two");
    expect(playground.read("out/a.txt")).toBe("two");
    expect(playground.files().filter((name) => name.startsWith("out/"))).toEqual(["out/a.txt"]);
  });

  const failing = (code: string) => () => {
    throw Object.assign(new Error(code), { code });
  };
  it.each<[string, Partial<typeof nodeFs>, string]>([
    ["no space", { writeFileSync: failing("ENOSPC") }, "the disk is full"],
    ["no right to write", { writeFileSync: failing("EACCES") }, "permission denied"],
    ["read-only", { writeFileSync: failing("EROFS") }, "the file system is read-only"],
    ["no renaming", { renameSync: failing("EIO") }, "EIO"],
  ])("%s: the old content stays, nothing else is left", (_what, broken, why) => {
    const fs = { ...nodeFs, ...broken };
    const attempt = () => createDisk(playground.folder, fs).write(target, "three");
    expect(attempt).toThrow(Failure);
    expect(attempt).toThrow(`cannot write out/a.txt: ${why}`);
    expect(playground.read("out/a.txt")).toBe("two");
    expect(playground.files().filter((name) => name.startsWith("out/"))).toEqual(["out/a.txt"]);
  });

  it("a folder that cannot be made: nothing is left", () => {
    const fs = { ...nodeFs, mkdirSync: failing("EROFS") as never };
    const attempt = () =>
      createDisk(playground.folder, fs).write(join(playground.folder, "new", "deep", "a.txt"), "x");
    expect(attempt).toThrow("cannot write new/deep/a.txt: the file system is read-only");
    expect(playground.files().filter((name) => name.startsWith("new"))).toEqual([]);
  });

  it.each([
    ["a file in place of a folder", "note.txt/a.txt", "a file stands where a folder should be"],
    ["a folder in place of the file", "out", "it is a folder"],
  ])("%s", (_what, name, why) => {
    const disk = createDisk(playground.folder);
    expect(() => disk.write(join(playground.folder, name), "x")).toThrow(
      new RegExp(`cannot write ${name}: .*(${why})`),
    );
    expect(playground.files().some((each) => each.includes(".part"))).toBe(false);
  });
});

#!/usr/bin/env node
/**
 * Where `nnc` starts. It answers `--version` by itself; everything else is loaded when it is needed.
 *
 * Invariant: sets the exit code and lets node end by itself, so that all output is flushed.
 */
import { version } from "../version.ts";
import { optimiseLater } from "./optimise-later.ts";

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-v" || argv[0] === "version"))
  process.stdout.write(`nnc ${version}\n`);
else {
  const { commandOf, isCommand } = await import("./commands.ts");
  const [name = ""] = argv;
  if (isCommand(name) && commandOf(name).runsNetworks !== true) optimiseLater();
  const [{ runCommand }, { createProcessIo }] = await Promise.all([
    import("./run-command.ts"),
    import("./process-io.ts"),
  ]);
  const { io, finish } = createProcessIo();
  process.exitCode = await finish(await runCommand(argv, io));
}

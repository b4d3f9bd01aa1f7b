/**
 * From the words of a command line to its exit code: finds the command, reads its options, runs it,
 * and tells how it ended.
 *
 * Invariant: never throws. A Problem is reported with its exit code; whatever else is thrown is a fault
 * of nnc (70) and says what to send.
 */
import { Problem } from "../diagnostics/problem.ts";
import { version } from "../version.ts";
import { readArguments, type Arguments } from "./arguments.ts";
import { commandNames, commandOf, isCommand } from "./commands.ts";
import { errorDiagnostic, exitCodes, Failure, usageFailure } from "./exit.ts";
import type { Io } from "./io.ts";

export async function runCommand(argv: readonly string[], io: Io): Promise<number> {
  let given: Arguments | undefined;
  try {
    const [name, ...rest] = argv;
    if (name === undefined || name === "--help" || name === "-h" || name === "help")
      return await help(rest[0], name === undefined, io);
    if (!isCommand(name)) throw await unknownCommand(name);
    const command = commandOf(name);
    given = readArguments(name, command, rest);
    if (given.has("help")) return await help(name, false, io);
    const { run } = await command.load();
    return await run(given, io);
  } catch (error) {
    return await tell(error, argv, given, io);
  }
}

async function help(topic: string | undefined, isMistake: boolean, io: Io): Promise<number> {
  const { generalHelp, commandHelp } = await import("./help.ts");
  if (topic !== undefined && !isCommand(topic)) throw await unknownCommand(topic);
  const text = topic === undefined ? generalHelp() : commandHelp(commandOf(topic));
  (isMistake ? io.stderr : io.stdout).write(text);
  return isMistake ? exitCodes.wrongUsage : exitCodes.done;
}

async function unknownCommand(name: string): Promise<Failure> {
  const { didYouMean } = await import("../diagnostics/suggest.ts");
  const isFile = name.endsWith(".nn");
  return name.startsWith("-")
    ? usageFailure("NN7002", `there is no option \`${name}\` without a command`, "see `nnc help`")
    : usageFailure(
        "NN7001",
        `there is no command \`${name}\``,
        isFile
          ? `to compile it, write \`nnc compile ${name}\``
          : (didYouMean(name, commandNames) ?? "`nnc help` lists the commands"),
      );
}

async function tell(
  error: unknown,
  argv: readonly string[],
  given: Arguments | undefined,
  io: Io,
): Promise<number> {
  const problem = error instanceof Problem ? error : problemOf(error);
  if (problem !== undefined) {
    const { reportDiagnostics, printJson } = await import("./report.ts");
    reportDiagnostics(problem.diagnostics, given, io);
    if (given?.has("json")) {
      const { diagnosticToJson } = await import("../diagnostics/render.ts");
      printJson({ diagnostics: problem.diagnostics.map(diagnosticToJson) }, io);
    }
    return problem instanceof Failure ? problem.exitCode : exitCodes.wrongInput;
  }
  io.stderr.write(faultReport(error, argv));
  return exitCodes.fault;
}

/** What generated code and the interpreter refuse while running is a mistake in what they were given. */
function problemOf(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === "IndexError") return new Problem([errorDiagnostic("NN6027", error.message)]);
  if (error instanceof RangeError && outOfMemory.test(error.message))
    return new Problem([errorDiagnostic("NN6033", "there is not enough memory to run this model")]);
  return undefined;
}

/** As V8 says it, of an array of a thousand million elements or more. */
const outOfMemory =
  /^(Array buffer allocation failed|Invalid array buffer length|Invalid typed array length: \d{10,})$/;

function faultReport(error: unknown, argv: readonly string[]): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  // Generated code is loaded from a data URL, which is the whole module.
  const detail = stack.replaceAll(/data:text\/javascript[^\s:)]*/g, "generated code");
  return [
    "nnc itself has failed; this is not a mistake of yours. Please report it with these lines and,",
    "if you can, the .nn file:",
    "",
    `  nnc ${version}, node ${process.version}, ${process.platform}-${process.arch}`,
    `  nnc ${argv.join(" ")}`,
    ...detail.split("\n").map((line) => `  ${line}`),
    "",
  ].join("\n");
}

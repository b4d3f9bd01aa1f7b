/**
 * How a command ends when it does not end well: an exit code and what to tell.
 *
 * Invariant: a {@link Problem} is a mistake in what was given (1), a {@link Failure} one of usage or of
 * the disk; both say so in diagnostics. Anything else that is thrown is a fault of nnc itself (70).
 */
import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts";
import { Problem } from "../diagnostics/problem.ts";
import type { Span } from "../diagnostics/source.ts";
import { tell } from "../diagnostics/tell.ts";
import type { usageCatalogue } from "../diagnostics/catalogue/usage.ts";

export const exitCodes = {
  done: 0,
  /** What was given is wrong: a spec, a data or weights file. */
  wrongInput: 1,
  wrongUsage: 2,
  checkFailed: 3,
  fault: 70,
  /** The disk or the pipe failed. */
  disk: 74,
  /** Interrupted, a checkpoint kept. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export class Failure extends Problem {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, diagnostics: readonly Diagnostic[]) {
    super(diagnostics);
    this.exitCode = exitCode;
  }
}

export function errorDiagnostic(
  code: string,
  message: string,
  more: { span?: Span; help?: string | undefined; fix?: Fix } = {},
): Diagnostic {
  const fix = more.fix ?? (more.help === undefined ? undefined : { message: more.help });
  return tell(code, message, { span: more.span, fix });
}

/** Wrong usage of the command line: exit code 2. */
export function usageFailure(code: UsageCode, message: string, help?: string): Failure {
  return new Failure(exitCodes.wrongUsage, [errorDiagnostic(code, message, { help })]);
}

/** The disk or the pipe failed: exit code 74. */
export function diskFailure(code: "NN7030" | "NN7031", message: string, help?: string): Failure {
  return new Failure(exitCodes.disk, [errorDiagnostic(code, message, { help })]);
}

export type UsageCode = keyof typeof usageCatalogue;

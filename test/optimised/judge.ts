/**
 * Asks V8 about functions that are hot, in a process of its own.
 *
 * Invariant: V8 inlines nothing there and enters no function in the middle of a loop, so that each is
 * judged by itself; it optimises soon, and at once.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plan } from "./plan.ts";

export interface Verdict {
  readonly title: string;
  /** Functions that are not optimised, or no longer. */
  readonly cold: readonly string[];
  /** Functions whose code V8 took back when all was hot already. */
  readonly takenBack: readonly string[];
}

/** What `%GetOptimizationStatus` says in bits differs from version to version: this is Node 20. */
export const isKnownEngine = process.versions.v8.startsWith("11.3.");

const script = fileURLToPath(new URL("hot.mjs", import.meta.url));
const flags = [
  ...["--allow-natives-syntax", "--trace-deopt", "--no-turbo-inlining", "--no-use-osr"],
  ...["--no-concurrent-recompilation", "--interrupt-budget=1000"],
];

export function judge(plans: readonly Plan[], folder: string): readonly Verdict[] {
  const file = join(folder, "plans.json");
  writeFileSync(file, JSON.stringify(plans));
  const options = { encoding: "utf8", maxBuffer: 2 ** 28 } as const;
  const said = execFileSync(process.execPath, [...flags, script, file], options);
  const parts = said.matchAll(/^settled (.*)\n([^]*?)^done \1 (\[.*\])$/gm);
  return [...parts].map(([, title, meanwhile, cold]) => ({
    title: title!,
    cold: JSON.parse(cold!) as string[],
    takenBack: [...meanwhile!.matchAll(/deoptimizing .*<JSFunction (\w+)/g)].map(
      ([, name]) => name!,
    ),
  }));
}

/**
 * The same models with other kernels.
 *
 * Invariant: each kernel is changed once, however many models and calls share it.
 */
import type { Kernel, Program, ProgramStep } from "./kernel.ts";
import type { CompiledModel } from "./module.ts";

export function changeKernels(
  models: readonly CompiledModel[],
  change: (kernel: Kernel) => Kernel,
): readonly CompiledModel[] {
  const known = new Map<Kernel, Kernel>();
  const changed = (kernel: Kernel): Kernel => {
    const found = known.get(kernel) ?? change(kernel);
    known.set(kernel, found);
    return found;
  };
  const changeSteps = (steps: readonly ProgramStep[]): readonly ProgramStep[] =>
    steps.map((step) =>
      step.kind === "loop"
        ? { ...step, body: changeSteps(step.body) }
        : { ...step, kernel: changed(step.kernel) },
    );
  const changeProgram = (program: Program): Program => ({
    ...program,
    steps: changeSteps(program.steps),
  });
  return models.map((model) => ({
    ...model,
    kernels: model.kernels.map(changed),
    programs: new Map([...model.programs].map(([name, each]) => [name, changeProgram(each)])),
  }));
}

/**
 * What is known of a model's inputs and targets when a call gives them: names, shapes, limits.
 *
 * Invariant: everything that a message about them says is here.
 */
import { sampleShape } from "../graph/type.ts";
import type { CompiledModel } from "../kernel/module.ts";
import { portKey, type ModelLayout } from "./layout.ts";
import { quote, type Lines } from "./text.ts";
import { readsTargets } from "./transfer.ts";

/** Does any call take anything? */
export function hasPorts(model: CompiledModel): boolean {
  return model.model.inputs.length > 0 || readsTargets(model);
}

export function printPorts(layout: ModelLayout, lines: Lines): void {
  const { model, portLimits } = layout.compiled;
  if (!hasPorts(layout.compiled)) return;
  lines.blank();
  lines.block(
    `const ${layout.prefix}Ports = {`,
    (inside) => {
      for (const [role, ports] of [
        ["input", model.inputs],
        ["target", model.targets],
      ] as const) {
        for (const { name, type } of ports) {
          const shape = sampleShape(type);
          const size = shape.reduce((product, each) => product * each, 1);
          inside.block(
            `${portKey(role, name)}: {`,
            (member) => {
              member.add(`name: ${quote(`${role} ${name}`)},`);
              member.add(`shape: [${shape.join(", ")}],`);
              member.add(`size: ${size},`);
              member.add(`limit: ${portLimits.get(name) ?? 0},`);
            },
            "},",
          );
        }
      }
    },
    "};",
  );
  lines.blank();
}

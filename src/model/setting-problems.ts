/**
 * What is said of settings and wires that do not fit a layer: too many, too few, unknown, of the wrong kind.
 *
 * Invariant: the layer is called as the user wrote it; what was probably meant is said where it can be guessed.
 */
import { listNames } from "../diagnostics/listing.ts";
import type { Fix } from "../diagnostics/diagnostic.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { normalised, otherSettings } from "../prelude/other-names.ts";
import type { Application, Elaboration, GivenSetting, GivenWire } from "./elaboration.ts";
import { wantsLayer } from "./layer-settings.ts";
import { layerTitle, type LayerValue } from "./layer-value.ts";
import { describe } from "./meaning.ts";
import type { Signature } from "./settings.ts";
import { quote } from "./wording.ts";

/** The given setting, or all of the application. */
export function at(application: Application, given?: GivenSetting) {
  return { span: given?.span ?? application.span, frame: application.place.frame };
}

export function reportUnknownSetting(
  e: Elaboration,
  name: string,
  given: GivenSetting,
  { settings, wires }: Signature,
  application: Application,
): void {
  const title = layerTitle(application.layer);
  const isWire = wires.some((wire) => wire.name === name);
  const meant = suggest(
    name,
    settings.map((each) => each.name),
  );
  const list = listNames(settings.map(({ name }) => name));
  const has = settings.length === 0 ? "it has no settings" : `it has ${list}`;
  const message = isWire
    ? `\`${name}\` is a wire of ${title}, not a setting: wires are given by their order`
    : `${title} has no setting \`${name}\`; ${has}`;
  const isNear = meant !== undefined && given.name !== undefined && !isWire;
  const fix: Fix | undefined = isNear
    ? { message: `did you mean \`${meant}\`?`, span: given.name.span, replacement: meant }
    : settingElsewhere(given, settings);
  e.problems.report("NN2106", message, at(application, given), { fix });
}

/** What other libraries call a setting. */
function settingElsewhere(
  { name }: GivenSetting,
  settings: Signature["settings"],
): Fix | undefined {
  const key = normalised(name?.text ?? "");
  const ours = Object.hasOwn(otherSettings, key) ? otherSettings[key]! : [];
  const found = ours.find((each) => settings.some((setting) => setting.name === each));
  if (found === undefined) {
    const [advice] = ours.filter((each) => each.includes(" "));
    return advice === undefined ? undefined : { message: advice };
  }
  return { message: `here it is called \`${found}\``, span: name!.span, replacement: found };
}

export function reportTensorSetting(
  e: Elaboration,
  name: string,
  given: GivenSetting,
  application: Application,
): void {
  const title = layerTitle(application.layer);
  const message = `${quote(given.span)} is ${describe(given.meaning)}, but the setting \`${name}\` of ${title} must be known to the compiler`;
  const fix = {
    message:
      "settings are numbers, consts and settings of the model; wires come before the `;`, or along the arrow",
  };
  e.problems.report("NN2110", message, at(application, given), { fix });
}

export function reportMissing(
  e: Elaboration,
  missing: readonly string[],
  { wires, settings }: Signature,
  application: Application,
): void {
  const title = layerTitle(application.layer);
  const names = missing.map((name) => `\`${name}\``).join(" and ");
  const message = `${title} needs the setting${missing.length > 1 ? "s" : ""} ${names}`;
  const [first] = application.wires;
  const shown = first && quote(first.span).slice(1, -1);
  const asWire =
    application.settings.length === 0 &&
    application.wires.length === wires.length &&
    first?.meaning.kind === "static";
  const name = application.layer.name ?? "layer";
  const fix = asWire
    ? {
        message: `settings come after \`;\`: \`${name}(x; ${shown})\`, or \`x -> ${name}(${shown})\``,
      }
    : { message: `write \`${missing[0]}: …\`${orBlock(missing[0]!, application.layer, settings)}` };
  e.problems.report("NN2105", message, at(application), { fix });
}

/** A block fills the last setting. */
function orBlock(missing: string, layer: LayerValue, settings: Signature["settings"]): string {
  const isLast = settings.at(-1)?.name === missing;
  return isLast && wantsLayer(layer, missing) ? `, or a block: \`${layer.name} { … }\`` : "";
}

export function reportWireCount(
  e: Elaboration,
  declared: Signature["wires"],
  application: Application,
): void {
  const { wires: given, place, span } = application;
  const title = layerTitle(application.layer);
  const names = declared.map(({ name, variadic }) => `\`${variadic ? "..." : ""}${name}\``);
  const takes =
    declared.length === 0 ? "no wires" : `${countWires(declared.length)} (${names.join(", ")})`;
  const extra = given.slice(declared.length);
  const asSettings = declared.length > 0 && extra.length > 0 && extra.every(isPlain);
  if (asSettings) {
    const message = `${title} takes ${takes}: ${extra.map((wire) => quote(wire.span)).join(", ")} must be a setting, and settings come after \`;\``;
    const fix = semicolonFix(given, declared.length);
    e.problems.report("NN2109", message, { span: extra[0]!.span, frame: place.frame }, { fix });
    return;
  }
  const came =
    given.length === 0
      ? "none is given"
      : `${countWires(given.length)} ${given.length === 1 ? "is" : "are"} given`;
  const fix = wiresFirst(application, declared.length);
  const message = `${title} takes ${takes}, but ${came}`;
  e.problems.report("NN2104", message, { span, frame: place.frame }, { fix });
}

/** `dense(3, x)`: tensors among numbers, as many as there are wires. */
function wiresFirst({ wires, layer }: Application, count: number): Fix | undefined {
  const [tensors, others] = [true, false].map((isTensor) =>
    wires.filter(({ meaning }) => (meaning.kind === "tensor") === isTensor),
  ) as [GivenWire[], GivenWire[]];
  if (count === 0 || tensors.length !== count || others.length === 0) return undefined;
  const [first, second] = [tensors, others].map((all) =>
    all.map(({ span }) => quote(span).slice(1, -1)).join(", "),
  );
  return { message: `settings come after \`;\`: \`${layer.name}(${first}; ${second})\`` };
}

function countWires(count: number): string {
  return count === 1 ? "one wire" : `${count} wires`;
}

function isPlain({ meaning }: GivenWire): boolean {
  return meaning.kind === "static";
}

/** Writes `;` in place of the comma before the first wire too many. */
function semicolonFix(given: readonly GivenWire[], count: number): Fix {
  const [before, after] = [given[count - 1]!.span, given[count]!.span];
  const message = "write `;` instead of `,`";
  if (before.source !== after.source || before.end >= after.start) return { message };
  return { message, span: { ...before, start: before.end, end: after.start }, replacement: "; " };
}

/**
 * Which given argument is which setting or wire of a layer.
 *
 * Invariant: positional settings come first, then named ones; pipelines of a trailing block fill the
 * last settings in order. What is returned fits: every required setting is there, none twice.
 */
import { listNames } from "../diagnostics/listing.ts";
import type { Fix } from "../diagnostics/diagnostic.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { normalised, otherSettings } from "../prelude/other-names.ts";
import type { Application, Elaboration, GivenSetting, GivenWire } from "./elaboration.ts";
import { wantsLayer } from "./layer-settings.ts";
import { layerTitle, type LayerValue } from "./layer-value.ts";
import { describe, list, poison, type Meaning } from "./meaning.ts";
import { quote } from "./wording.ts";

/** What a layer, primitive or optimiser takes. */
export interface Signature {
  readonly wires: readonly { readonly name: string; readonly variadic: boolean }[];
  readonly settings: readonly { readonly name: string; readonly required: boolean }[];
  /** An optimiser's numbers may be computed from `step`. */
  readonly takesTensors?: boolean;
}

export type BoundSettings = ReadonlyMap<string, GivenSetting>;

/** The settings by name, those left out missing; undefined after a message. */
export function bindSettings(
  e: Elaboration,
  { settings, wires, takesTensors }: Signature,
  application: Application,
): BoundSettings | undefined {
  const bound = new Map<string, GivenSetting>();
  let sound = true;
  const names = assignNames(
    e,
    settings.map(({ name }) => name),
    application,
  );
  if (names === undefined) return undefined;
  for (const [index, given] of application.settings.entries()) {
    const name = names[index]!;
    if (!settings.some((each) => each.name === name)) {
      reportUnknownSetting(e, name, given, { settings, wires }, application);
      sound = false;
    } else if (bound.has(name)) {
      const message = `the setting \`${name}\` is given twice`;
      const related = [{ span: bound.get(name)!.span, message: "first here" }];
      e.problems.report("NN2107", message, at(application, given), { related });
      sound = false;
    } else {
      bound.set(name, given);
      if (given.meaning.kind === "tensor" && takesTensors !== true) {
        reportTensorSetting(e, name, given, application);
        sound = false;
      }
    }
    if (given.meaning.kind === "poison") sound = false;
  }
  const missing = settings.filter(({ name, required }) => required && !bound.has(name));
  if (missing.length > 0) {
    if (sound)
      reportMissing(
        e,
        missing.map(({ name }) => name),
        { settings, wires },
        application,
      );
    return undefined;
  }
  return sound ? bound : undefined;
}

/** The name that each given setting goes to. */
function assignNames(
  e: Elaboration,
  declared: readonly string[],
  application: Application,
): readonly string[] | undefined {
  const { settings: given } = application;
  const trailing = given.filter((each) => each.trailing).length;
  const positional = given.filter((each) => !each.trailing && each.name === undefined).length;
  if (trailing > declared.length || positional > declared.length) {
    const count = Math.max(trailing, positional);
    const title = layerTitle(application.layer);
    const has = declared.length === 0 ? "none" : listNames(declared);
    const number = count === 1 ? "one setting is" : `${count} settings are`;
    const message = `${number} given, but ${title} has ${has}`;
    const first = given.filter((each) => each.name === undefined)[declared.length];
    const isWire = first?.meaning.kind === "tensor" && application.wires.length > 0;
    const fix = isWire
      ? { message: "what a layer is applied to comes along the arrow" }
      : undefined;
    e.problems.report("NN2108", message, at(application, first), { fix });
    return undefined;
  }
  let next = 0;
  let last = declared.length - trailing;
  return given.map(({ name, trailing: isTrailing }) =>
    isTrailing ? declared[last++]! : name ? name.text : declared[next++]!,
  );
}

function at(application: Application, given?: GivenSetting) {
  return { span: given?.span ?? application.span, frame: application.place.frame };
}

function reportUnknownSetting(
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

function reportTensorSetting(
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

function reportMissing(
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

/** The wires by name; undefined after a message. */
export function bindWires(
  e: Elaboration,
  { wires: declared }: Signature,
  application: Application,
): ReadonlyMap<string, Meaning> | undefined {
  const { wires: given } = application;
  const variadic = declared.at(-1)?.variadic === true;
  const least = variadic ? declared.length - 1 : declared.length;
  if (given.length < least || (given.length > declared.length && !variadic)) {
    reportWireCount(e, declared, application);
    return undefined;
  }
  const bound = new Map<string, Meaning>();
  declared.forEach(({ name, variadic: takesRest }, index) => {
    if (!takesRest) bound.set(name, given[index]!.meaning);
    else bound.set(name, list(given.slice(index).map(({ meaning }) => meaning)));
  });
  return bound;
}

function reportWireCount(
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

/** Is something that the application was given wrong already? */
export function isPoisoned({ wires, settings }: Application): boolean {
  return [...wires, ...settings].some(
    ({ meaning }) => meaning === poison || meaning.kind === "poison",
  );
}

/**
 * Which given argument is which setting or wire of a layer.
 *
 * Invariant: positional settings come first, then named ones; pipelines of a trailing block fill the
 * last settings in order. What is returned fits: every required setting is there, none twice.
 */
import { listNames } from "../diagnostics/listing.ts";
import type * as ast from "../syntax/ast.ts";
import type { Application, Elaboration, GivenSetting, GivenWire } from "./elaboration.ts";
import { layerTitle } from "./layer-value.ts";
import { list, type Meaning } from "./meaning.ts";
import {
  at,
  reportMissing,
  reportTensorSetting,
  reportUnknownSetting,
  reportWireCount,
} from "./setting-problems.ts";

/** What a layer, primitive or optimiser takes. */
export interface Signature {
  readonly wires: readonly { readonly name: string; readonly variadic: boolean }[];
  readonly settings: readonly { readonly name: string; readonly required: boolean }[];
  /** An optimiser's numbers may be computed from `step`. */
  readonly takesTensors?: boolean;
}

/** Of what is declared in `.nn`. */
export function signatureOf({
  wires,
  settings,
}: Pick<ast.LayerDeclaration, "wires" | "settings">): Signature {
  return {
    wires: wires.map(({ name, variadic }) => ({ name: name.text, variadic })),
    settings: settings.map(({ name, defaultValue }) => ({
      name: name.text,
      required: defaultValue === undefined,
    })),
  };
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
  let last = declared.length - trailing;
  const free = [...declared];
  return given.map(({ name, trailing: isTrailing }) => {
    if (isTrailing) return declared[last++]!;
    if (name === undefined) return free.shift() ?? declared.at(-1)!;
    // One without a name behind it was told already; it most likely means another.
    if (free.includes(name.text)) free.splice(free.indexOf(name.text), 1);
    return name.text;
  });
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

/** Is something that the application was given wrong already? */
export function isPoisoned({ wires, settings }: Application): boolean {
  return wires.some(isWrong) || settings.some(isWrong);
}

function isWrong({ meaning }: GivenWire): boolean {
  return meaning.kind === "poison";
}

/**
 * Every fix that says what to write where, written there, mends its mistake and makes no other.
 */
import { describe, expect, it } from "vitest";
import { elaborateSource } from "../../src/compile.ts";
import type { Diagnostic, Fix } from "../../src/diagnostics/diagnostic.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { listCases, type Case } from "./cases.ts";

type Written = Required<Pick<Fix, "span" | "replacement">>;

/** The file that a case compiles, or undefined where it is about something else. */
function programOf({ commands, files }: Case): string | undefined {
  const name = /^nnc compile (\S+\.nn)$/.exec(commands.at(-1)!)?.[1];
  return name !== undefined && typeof files[name] === "string" ? name : undefined;
}

function diagnose(name: string, text: string, files: Case["files"]): readonly Diagnostic[] {
  const read = (path: string): string | undefined => files[path] as string | undefined;
  return elaborateSource(createSource(name, text), { read }).diagnostics;
}

function apply(text: string, { span, replacement }: Written): string {
  return text.slice(0, span.start) + replacement + text.slice(span.end);
}

function isWritten(fix: Fix | undefined, name: string): fix is Fix & Written {
  return fix?.replacement !== undefined && fix.span?.source.path === name;
}

const fixes = listCases().flatMap((each) => {
  const name = programOf(each);
  if (name === undefined) return [];
  const text = each.files[name] as string;
  const found = diagnose(name, text, each.files);
  return found.flatMap(({ fix }, index) =>
    isWritten(fix, name)
      ? [
          {
            title: `${each.name}: ${fix.message}`,
            name,
            text,
            fix,
            files: each.files,
            found,
            index,
          },
        ]
      : [],
  );
});

describe("a fix", () => {
  it("is offered in many cases", () => expect(fixes.length).toBeGreaterThan(15));

  it.each(fixes)("$title", ({ name, text, fix, files, found, index }) => {
    const mended = diagnose(name, apply(text, fix), files).map(({ code }) => code);
    const others = found.filter((_, at) => at !== index).map(({ code }) => code);
    expect(mended, apply(text, fix)).toEqual(others);
  });
});

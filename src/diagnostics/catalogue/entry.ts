/**
 * What the catalogue of diagnostics knows about one code, beside the message of each occurrence.
 *
 * Invariant: `wrong` produces exactly its own code, `right` none; `test/diagnostics/cases.test.ts` proves
 * it. The reference pages and `nnc explain` are made from these texts.
 */
import type { Severity } from "../diagnostic.ts";

export interface CatalogueEntry {
  readonly severity: Severity;
  readonly title: string;
  /** Markdown, one to three short paragraphs: what it means, why it is so, what to do. */
  readonly help: string;
  /** What to do, in one line, where an occurrence cannot say it better. */
  readonly next?: string;
  /** The smallest program that is wrong in this way. */
  readonly wrong: string;
  readonly right?: string;
  /** What these programs import, by path. */
  readonly imports?: Readonly<Record<string, string>>;
}

export type Catalogue = Readonly<Record<string, CatalogueEntry>>;

/** An entry; it is an error unless it says otherwise. */
export function entry(
  content: Omit<CatalogueEntry, "severity"> & Partial<Pick<CatalogueEntry, "severity">>,
): CatalogueEntry {
  return { severity: "error", ...content };
}

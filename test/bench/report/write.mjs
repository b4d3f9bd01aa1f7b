// The report's files: benchmarks.md, a chart per workload, and the raw figures as JSON. Markdown and JSON
// are formatted as the project's other files are.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { format } from "prettier";
import { drawAims } from "./aims-chart.mjs";
import { drawChart } from "./chart.mjs";
import { writeMarkdown } from "./markdown.mjs";

/** Writes below `folder` and returns the paths. */
export async function writeReport(results, folder) {
  mkdirSync(join(folder, "benchmarks"), { recursive: true });
  const files = {
    "benchmarks.md": await format(writeMarkdown(results), { parser: "markdown", printWidth: 100 }),
    "benchmarks/results.json": await format(JSON.stringify(rounded(results)), {
      parser: "json",
      printWidth: 100,
    }),
  };
  files["benchmarks/aims.svg"] = drawAims(results);
  for (const workload of results.workloads) {
    files[`benchmarks/${workload.name}.svg`] = drawChart(workload, results);
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return Object.keys(files).map((name) => join(folder, name));
}

/** What an earlier report below `folder` was written from. */
export function readFigures(folder) {
  const file = join(folder, "benchmarks/results.json");
  if (!existsSync(file)) throw new Error(`no figures to keep: there is no ${relative(".", file)}`);
  const figures = JSON.parse(readFileSync(file, "utf8"));
  const missing = missingIn(figures);
  if (missing === undefined) return figures;
  const advice = "measure everything anew, or leave out --keep and give another --out";
  throw new Error(`${relative(".", file)} is of an older bench, without ${missing}: ${advice}`);
}

/** Earlier benches had no peaks of the core, and no bounds for what is right. */
function missingIn({ peers, peaks, workloads }) {
  const lists = Object.entries({ peers, peaks, workloads });
  const list = lists.find(([, each]) => !Array.isArray(each));
  if (list !== undefined) return list[0];
  const tasks = workloads.flatMap((workload) => workload.tasks);
  return ["operations", "bound", "peers", "peaks"].find((key) =>
    tasks.some((task) => task[key] === undefined),
  );
}

/** Four significant digits are more than the machine's calm allows. */
const rounded = (results) =>
  JSON.parse(
    JSON.stringify(results, (_, value) =>
      typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value,
    ),
  );

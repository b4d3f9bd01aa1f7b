// A table in Markdown, all columns but the first to the right.

export function table(heads, rows, left = 1) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const rule = heads.map((_, i) => (i < left ? "---" : "--:"));
  return [heads, rule, ...rows].map(line).join("\n");
}

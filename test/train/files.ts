/** Files in memory, as data sources see them. */
import type { Files } from "../../src/train/data/data-set.ts";

export function filesOf(contents: Readonly<Record<string, string | Uint8Array>>): Files {
  const paths = Object.keys(contents);
  return {
    read: (path) => {
      const content = contents[path];
      return typeof content === "string" ? new TextEncoder().encode(content) : content;
    },
    kind: (path) => {
      if (Object.hasOwn(contents, path)) return "file";
      return paths.some((each) => each.startsWith(`${path}/`)) ? "folder" : undefined;
    },
    list: (folder) => {
      const below = paths.filter((each) => each.startsWith(`${folder}/`));
      const names = below.map((each) => each.slice(folder.length + 1).split("/")[0]!);
      return [...new Set(names)].toSorted();
    },
  };
}

// What ran where, for the report: the class of machine (no names of hosts or folders) and the versions.

import { readFileSync } from "node:fs";
import { cpus } from "node:os";

export function describeMachine(core) {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    v8: process.versions.v8,
    pinned: core !== null,
  };
}

/** Adds the installed versions; a peer without packages tells them itself, or is nnc. */
export function describePeers({ peers }) {
  for (const peer of peers) {
    const files = peer.packages.map((name) => `node_modules/${name}/package.json`);
    if (files.length === 0) files.push("../../package.json");
    peer.versions ??= Object.fromEntries(files.map(readVersion));
  }
}

function readVersion(file) {
  const { name, version } = JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8"));
  return [name, version];
}

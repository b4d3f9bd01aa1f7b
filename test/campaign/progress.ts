/** Lines of progress on standard error, at most one in ten seconds for each thing that goes on. */
const patience = 10;

export function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}

export function progress(what: string): (share: number) => void {
  const start = performance.now();
  let told = start;
  return (share) => {
    if (secondsSince(told) < patience) return;
    told = performance.now();
    const percent = Math.min(99, Math.floor(100 * share));
    process.stderr.write(`    ${what}: ${percent} %, ${secondsSince(start).toFixed(0)} s\n`);
  };
}

/**
 * `npm run digits:page`: serves the drawing page.
 *
 * Invariant: everything comes from this folder; the weights are those that `npm run digits` wrote.
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createServer, type ViteDevServer } from "vite";

/** Starts the server; port 0 takes any free one. */
export async function servePage(port: number): Promise<ViteDevServer> {
  const root = fileURLToPath(new URL(".", import.meta.url));
  const server = await createServer({
    root,
    configFile: false,
    logLevel: "warn",
    server: { port, hmr: false },
    optimizeDeps: { noDiscovery: true },
  });
  return server.listen();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const file of ["digits.nn.ts", "digits.safetensors"]) {
    if (existsSync(new URL(file, import.meta.url))) continue;
    console.error(`${file} is not there yet: run \`npm run digits\` first`);
    process.exit(1);
  }
  const server = await servePage(5173);
  console.log(`draw a digit at ${server.resolvedUrls?.local[0]}`);
}

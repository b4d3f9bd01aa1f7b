/**
 * A server of a few files, each under several policies of content security, by the first folder of its path;
 * under `isolated…` pages may share memory with their workers.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";

export interface Served {
  readonly address: string;
  readonly close: () => Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
};

const isolating = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

export async function serveFiles(
  files: Readonly<Record<string, string | Uint8Array>>,
  policies: Readonly<Record<string, string>>,
): Promise<Served> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, "http://localhost");
    const [, folder = "", name = ""] = pathname.split("/");
    const [content, policy] = [files[name], policies[folder]];
    if (content === undefined || policy === undefined) return response.writeHead(404).end();
    const type = types[extname(name)]!;
    response.writeHead(200, {
      "content-type": type,
      "content-security-policy": policy,
      ...(folder.startsWith("isolated") && isolating),
    });
    return response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

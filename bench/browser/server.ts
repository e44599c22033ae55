// A server for the page on this machine, with and without the headers for cross-origin isolation.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface SiteFile {
  readonly type: string;
  readonly body: Uint8Array | string;
}

/** What is answered, by path. */
export type SiteFiles = ReadonlyMap<string, SiteFile>;

/** Without these a page has no SharedArrayBuffer. */
const ISOLATION = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

export interface Site {
  readonly address: string;
  close(): void;
}

export function serveSite(files: SiteFiles, { isolated }: { readonly isolated: boolean }): Promise<Site> {
  const server = createServer(({ url = "/" }, response) => {
    const file = files.get(url);
    const headers = isolated ? ISOLATION : {};
    if (file === undefined) response.writeHead(404, headers).end();
    else response.writeHead(200, { ...headers, "Content-Type": file.type }).end(file.body);
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      resolve({ address: `http://127.0.0.1:${port}/`, close: () => server.close() });
    });
  });
}

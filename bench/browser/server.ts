// A server for the page on this machine, with and without the headers for cross-origin isolation.

import { existsSync, readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, extname, join } from "node:path";

export interface SiteFile {
  readonly type: string;
  readonly body: Uint8Array | string;
  /** How fast it comes. Default: at once. */
  readonly bytesPerSecond?: number;
}

export interface SiteContent {
  /** What is answered, by path. */
  readonly files: ReadonlyMap<string, SiteFile>;
  /** Folders on this machine whose files are answered, by the path that ends in a slash. */
  readonly folders: ReadonlyMap<string, string>;
}

/** Without these a page has no SharedArrayBuffer. */
const ISOLATION = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

const TYPES: { readonly [extension: string]: string } = {
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

export interface Site {
  readonly address: string;
  close(): void;
}

export function serveSite(content: SiteContent, { isolated }: { readonly isolated: boolean }): Promise<Site> {
  const server = createServer(({ url = "/" }, response) => {
    const file = fileAt(url, content);
    const headers = isolated ? ISOLATION : {};
    if (file === undefined) response.writeHead(404, headers).end();
    else {
      response.writeHead(200, {
        ...headers,
        "Content-Type": file.type,
        "Content-Length": Buffer.byteLength(file.body),
      });
      void send(response, file);
    }
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      resolve({ address: `http://127.0.0.1:${port}/`, close: () => server.close() });
    });
  });
}

/** Milliseconds between two parts of what does not come at once. */
const PAUSE = 5;

async function send(response: ServerResponse, { body, bytesPerSecond }: SiteFile): Promise<void> {
  if (bytesPerSecond === undefined || typeof body === "string") {
    response.end(body);
    return;
  }
  const begun = performance.now();
  for (let sent = 0; sent < body.length && !response.destroyed; ) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    const end = Math.min(body.length, Math.ceil(((performance.now() - begun) / 1000) * bytesPerSecond));
    response.write(body.subarray(sent, end));
    sent = end;
  }
  response.end();
}

function fileAt(url: string, { files, folders }: SiteContent): SiteFile | undefined {
  const name = basename(url);
  const folder = folders.get(url.slice(0, -name.length));
  if (folder === undefined) return files.get(url);
  const path = join(folder, name);
  if (!existsSync(path)) return undefined;
  return { type: TYPES[extname(name)] ?? "application/octet-stream", body: readFileSync(path) };
}

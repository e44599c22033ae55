// A server of files on this machine, which answers as real servers do, and as those do that are broken.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Answers a request in place of the server; true if it did. The requests are counted from 0. */
type Answerer = (response: ServerResponse, request: IncomingMessage, count: number) => boolean;

export interface WeightsServer {
  readonly address: string;
  /** By name, without a folder. */
  readonly files: Map<string, Uint8Array>;
  /** Of each request, as `GET name bytes=100-`. */
  readonly requests: string[];
  /** How the server answers beside its usual way. */
  answer: Answerer | null;
  /** The tag of every file's version. */
  tag: string | null;
  knowsRanges: boolean;
  close(): Promise<void>;
}

export async function startWeightsServer(): Promise<WeightsServer> {
  const server: Server = createServer((request, response) => {
    const name = decodeURIComponent(request.url!.slice(1));
    running.requests.push([request.method, name, request.headers.range].filter(Boolean).join(" "));
    if (running.answer?.(response, request, running.requests.length - 1)) return;
    const content = running.files.get(name);
    if (content === undefined) response.writeHead(404).end();
    else sendFile(running, content, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const running: WeightsServer = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files: new Map(),
    requests: [],
    answer: null,
    tag: '"1"',
    knowsRanges: true,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return running;
}

/** As RFC 9110 says: a part if one is asked for, and the version is the one that was meant. */
function sendFile(
  { tag, knowsRanges }: WeightsServer,
  content: Uint8Array,
  { headers }: IncomingMessage,
  response: ServerResponse,
): void {
  const [, digits] = /^bytes=(\d+)-$/.exec(headers.range ?? "") ?? [];
  const isSame = headers["if-range"] === undefined || headers["if-range"] === tag;
  const start = knowsRanges && isSame && digits !== undefined ? Number(digits) : 0;
  if (start >= content.length && start > 0) return void response.writeHead(416).end();
  const part = content.subarray(start);
  response.writeHead(start === 0 ? 200 : 206, {
    "Content-Length": part.length,
    ...(tag !== null && { ETag: tag }),
    ...(start > 0 && { "Content-Range": `bytes ${start}-${content.length - 1}/${content.length}` }),
  });
  response.end(part);
}

/** Sends the beginning of a file and then breaks the connection. */
export function sendCut(content: Uint8Array, length: number, response: ServerResponse, tag = '"1"'): true {
  response.writeHead(200, { "Content-Length": content.length, ETag: tag });
  response.write(content.subarray(0, length), () => setTimeout(() => response.destroy(), 30));
  return true;
}

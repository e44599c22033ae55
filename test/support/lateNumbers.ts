// Servers that give a file as a test wants it, and backends that tell whether its numbers had come.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Backend } from "../../src/backends/backend.js";

/** A backend that tells what it compiles, and in what state the constants were. */
export function telling(backend: Backend): { readonly backend: Backend; readonly compiled: string[] } {
  const compiled: string[] = [];
  const compile: Backend["compile"] = (plan, arrival) => {
    compiled.push(arrival === undefined ? "with numbers" : "without numbers");
    return backend.compile(plan, arrival);
  };
  return { backend: { ...backend, compile }, compiled };
}

export interface Answer {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly address: string;
}

/** Answers each request as it is told. */
export async function serve(answer: (asked: Answer) => void, use: (address: string) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => answer({ request, response, address }));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/big.safetensors`;
  try {
    await use(address);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Files whose second half comes late. */
export async function withLateNumbers(file: Uint8Array, use: (address: string) => Promise<void>): Promise<void> {
  const middle = Math.floor(file.length / 2);
  await serve(({ response }) => {
    response.writeHead(200, { "Content-Length": file.length }).write(file.subarray(0, middle));
    setTimeout(() => response.end(file.subarray(middle)), 200);
  }, use);
}

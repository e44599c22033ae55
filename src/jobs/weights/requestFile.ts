// One request for a file, or for the rest of it, by HTTP (RFC 9110, sections 13 and 14).

import { LinnetError } from "../../tensor/errors.js";

/** What is here of a file already. */
export interface Kept {
  /** In bytes. */
  readonly length: number;
  /** The file's version on the server: its ETag, or when it was changed; null if the server did not say. */
  readonly version: string | null;
  /** In bytes; null if the server did not say. */
  readonly total: number | null;
}

/** What the server sends. */
export interface Answer extends Omit<Kept, "length"> {
  /** Where in the file it begins: 0 if the server sends all of it. */
  readonly start: number;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Something that may have passed when the request is repeated. */
export class PassingError extends Error {
  override name = "PassingError";
}

/** The server cannot be reached from here. */
export class OfflineError extends Error {
  override name = "OfflineError";
}

/** Answers that a server gives when it is busy (RFC 9110, 15.6; RFC 6585). */
const isBusy = (status: number): boolean => status >= 500 || status === 408 || status === 429;

/**
 * Asks for what is not here yet. A server that does not know parts of files, or has another version, sends all of it.
 * @throws LinnetError if the server has no such file, or sends a page; PassingError or OfflineError, and the signal's reason
 */
export async function requestFile(address: string, kept: Kept, signal: AbortSignal): Promise<Answer> {
  const headers = new Headers({ "Accept-Encoding": "identity" });
  if (kept.length > 0) headers.set("Range", `bytes=${kept.length}-`);
  if (kept.length > 0 && kept.version !== null) headers.set("If-Range", kept.version);
  const response = await fetch(address, { headers, signal }).catch((error: unknown) => {
    throw networkError(error);
  });
  const { status, statusText, body } = response;
  if (status === 416 && kept.length > 0) {
    await body?.cancel();
    return requestFile(address, { ...kept, length: 0 }, signal);
  }
  const problem = `the server answered ${status}${statusText === "" ? "" : ` ${statusText}`}`;
  if (isBusy(status)) throw new PassingError(problem);
  if (!response.ok || body === null) throw new LinnetError(`${address}: ${problem}`);
  if (/^text\/html\b/.test(response.headers.get("Content-Type") ?? "")) {
    await body.cancel();
    throw new LinnetError(`${address}: expected a file, got a page, as networks send that want somebody to sign in`);
  }
  const answer = { version: versionOf(response), start: 0, total: totalOf(response), body: chunksOf(body) };
  if (status !== 206) return answer;
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get("Content-Range") ?? "");
  const start = Number(range?.[1] ?? Number.NaN);
  const total = range === null || range[2] === "*" ? null : Number(range[2]);
  const isSame = start === kept.length && answer.version === kept.version && total === kept.total;
  if (isSame) return { ...answer, start, total };
  await body.cancel();
  return requestFile(address, { ...kept, length: 0 }, signal);
}

/** Weak tags do not promise the same bytes. */
function versionOf({ headers }: Response): string | null {
  const tag = headers.get("ETag");
  return tag === null || tag.startsWith("W/") ? headers.get("Last-Modified") : tag;
}

function totalOf({ headers }: Response): number | null {
  const isAsItIs = /^(identity)?$/.test(headers.get("Content-Encoding") ?? "");
  const length = Number(headers.get("Content-Length") ?? Number.NaN);
  return isAsItIs && Number.isSafeInteger(length) ? length : null;
}

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw networkError(error);
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Codes of Node's for a connection that was there, and broke. */
const BROKEN = /^(ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|UND_ERR_(?!CONNECT_TIMEOUT)\w+)$/;

/** `fetch failed` says nothing: what is below it does. */
function networkError(error: unknown): unknown {
  if (!(error instanceof TypeError)) return error;
  const cause: unknown = error.cause;
  const { code, message } = { code: "", message: error.message, ...(cause instanceof Error ? ownFields(cause) : {}) };
  return BROKEN.test(code) ? new PassingError(message) : new OfflineError(message);
}

/** Several addresses of one server are tried, and their errors come together, with no message. */
function ownFields(cause: Error & { code?: unknown; errors?: unknown }): { code: string; message: string } {
  const first = Array.isArray(cause.errors) && cause.errors[0] instanceof Error ? cause.errors[0] : cause;
  return { code: String(cause.code ?? ""), message: first.message };
}

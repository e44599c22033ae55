// A download into a file, which goes on where it was broken off.

import {
  type Downloads,
  fileExists,
  type PartFile,
  readFile,
  removeFile,
  writeFileAtomically,
} from "../../platform/index.js";
import { LinnetError } from "../../tensor/errors.js";
import type { JobControl } from "../events.js";
import { type Answer, type Kept, OfflineError, PassingError, requestFile } from "./requestFile.js";

export interface DownloadOptions extends JobControl {
  readonly downloads: Downloads;
  readonly address: string;
  /** Where the bytes go; what an earlier run has left there is gone on with. Beside it stands a note of whose they are. */
  readonly part: string;
  /** Seconds before the second try, doubled before each that follows. Default: 1. */
  readonly patience?: number;
}

/** Tries of a request that comes to nothing. What brings more bytes is not counted. */
const MOST_TRIES = 5;
/** Seconds without a byte after which a server counts as gone. */
const LONGEST_SILENCE = 60;
/** Larger than any file of weights that is published. */
const LARGEST = 2 ** 30;

/**
 * Downloads a file.
 * @throws LinnetError naming the address, or the signal's reason; what has come stays for the next run
 */
export async function download(options: DownloadOptions): Promise<void> {
  const { address, downloads, part, signal, patience = 1 } = options;
  const file = await downloads.openPart(part);
  try {
    let tries = 0;
    let most = file.length;
    for (;;) {
      const error = await attempt(file, options);
      if (error === null) return;
      signal?.throwIfAborted();
      if (error instanceof OfflineError)
        throw new LinnetError(`${address}: the server cannot be reached (${error.message})${keptOf(file)}`);
      if (!(error instanceof PassingError)) throw error;
      tries = file.length > most ? 1 : tries + 1;
      most = Math.max(most, file.length);
      if (tries === MOST_TRIES) throw new LinnetError(`${address}: ${error.message}, ${tries} times${keptOf(file)}`);
      await pause(patience * 2 ** (tries - 1), signal);
    }
  } finally {
    await file.close();
    if (file.length === 0) await removePart(part);
  }
}

function keptOf({ length }: PartFile): string {
  return length === 0 ? "" : `; ${length} bytes have come and are kept: the same command goes on from there`;
}

/** Removes what is left of a download, such as of a file that was not what it should be. */
export async function removePart(part: string): Promise<void> {
  await removeFile(part);
  await removeFile(noteOf(part));
}

/** One try. What went wrong; null if the file is whole. */
async function attempt(file: PartFile, options: DownloadOptions): Promise<unknown> {
  const silence = watchSilence();
  const signals = [silence.signal, ...(options.signal === undefined ? [] : [options.signal])];
  try {
    const kept = await readNote(file.length, options);
    if (kept.length > 0 && kept.length === kept.total) return null;
    const answer = await requestFile(options.address, kept, AbortSignal.any(signals));
    await receive(answer, file, options, silence.reset);
    return null;
  } catch (error) {
    return silence.signal.aborted ? new PassingError(`it sent nothing for ${LONGEST_SILENCE} seconds`) : error;
  } finally {
    silence.end();
  }
}

async function receive(answer: Answer, file: PartFile, options: DownloadOptions, reset: () => void): Promise<void> {
  const { address, onEvent } = options;
  const { start, total } = answer;
  let isFirst = true;
  for await (const bytes of answer.body) {
    reset();
    if (isFirst && start === 0) await begin(bytes, answer, file, options);
    isFirst = false;
    await file.append(bytes);
    if (file.length > LARGEST)
      throw new LinnetError(`${address}: expected at most ${LARGEST} bytes, the server sends more`);
    if (total !== null) onEvent?.({ kind: "progress", task: "download", done: file.length, total });
  }
  if (total !== null && file.length !== total)
    throw new PassingError(`the server sent ${file.length} bytes of ${total}`);
  if (isFirst) throw new PassingError("the server sent nothing");
}

/** Makes room for a whole file. What was there is no longer part of it. */
async function begin(bytes: Uint8Array, answer: Answer, file: PartFile, options: DownloadOptions): Promise<void> {
  const { address, part } = options;
  if (/^\s*</.test(new TextDecoder().decode(bytes.subarray(0, 64))))
    throw new LinnetError(`${address}: expected a file of weights, got a page`);
  await file.empty();
  const { version, total } = answer;
  await writeFileAtomically(noteOf(part), JSON.stringify({ address, version, total }));
}

const noteOf = (part: string): string => `${part}.json`;

/** What is here already, and can be gone on with. */
async function readNote(length: number, { address, part }: DownloadOptions): Promise<Kept> {
  const nothing = { length: 0, version: null, total: null };
  if (length === 0 || !(await fileExists(noteOf(part)))) return nothing;
  try {
    const note = JSON.parse(new TextDecoder().decode(await readFile(noteOf(part))));
    const { version, total } = note as Kept;
    const isKnown = typeof version === "string" || typeof total === "number";
    return note.address === address && isKnown ? { length, version, total } : nothing;
  } catch {
    return nothing;
  }
}

interface SilenceWatch {
  readonly signal: AbortSignal;
  reset(): void;
  end(): void;
}

function watchSilence(): SilenceWatch {
  const controller = new AbortController();
  const start = () => setTimeout(() => controller.abort(), 1000 * LONGEST_SILENCE);
  let timer = start();
  const end = (): void => clearTimeout(timer);
  return {
    signal: controller.signal,
    reset: () => {
      end();
      timer = start();
    },
    end,
  };
}

/** Ends at once, with the signal's reason, when the signal is given. */
function pause(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal!.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, 1000 * seconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

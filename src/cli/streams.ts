// What becomes of the command when nobody reads what it prints any more.

import { complain } from "./print.js";

/** The reader has gone: `| head -1` has read enough, or the terminal was closed. */
const GONE: ReadonlySet<string | undefined> = new Set(["EPIPE", "EIO", "ERR_STREAM_DESTROYED"]);

/** From here on the work goes on without its reader; a full disk below the output is told once, and in the exit code. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    let isTold = false;
    stream.on("error", ({ code, message }: NodeJS.ErrnoException) => {
      if (GONE.has(code) || isTold) return;
      isTold = true;
      process.exitCode = 1;
      if (stream === process.stdout) complain(`the standard output could not be written (${message})`);
    });
  }
}

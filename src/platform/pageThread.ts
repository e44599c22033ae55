// Threads of a page. A bundler that does not follow `new URL(…, import.meta.url)` leaves the thread's module behind, and a
// page may not start a module of another origin. So a thread is started with the module's text, or with its address if
// the page's Content-Security-Policy forbids that.

import type { WorkerListener, WorkerThread } from "./platform.js";
import type { WorkerSource } from "./workerSource.js";

/** Messages wait until a thread has said something, because the first one tried may never start. */
export function startPageThread(source: WorkerSource, listener: WorkerListener): WorkerThread {
  const waiting: { readonly message: unknown; readonly transfer: readonly ArrayBuffer[] }[] = [];
  let worker: Worker | null = null;
  let isStopped = false;
  const started = startOne(source).then(({ worker: running, firstMessage }) => {
    if (isStopped) return running.terminate();
    running.onmessage = (event: MessageEvent<unknown>) => listener.message(event.data);
    running.onmessageerror = () => listener.failure(new Error("a message from a worker could not be read"));
    running.onerror = (event) => {
      // The listener is told, so the page's console need not be.
      event.preventDefault();
      listener.failure(new Error(event.message || "the worker has ended"));
    };
    listener.message(firstMessage);
    for (const { message, transfer } of waiting) running.postMessage(message, [...transfer]);
    worker = running;
  });
  started.catch((error: Error) => isStopped || listener.failure(error));
  return {
    post: (message, transfer = []) => {
      if (worker === null) waiting.push({ message, transfer });
      else worker.postMessage(message, [...transfer]);
    },
    keepAlive: () => {},
    terminate: async () => {
      isStopped = true;
      worker?.terminate();
    },
  };
}

interface StartedWorker {
  readonly worker: Worker;
  readonly firstMessage: unknown;
}

/** @throws Error naming what was tried, if no thread answers */
async function startOne({ module, text }: WorkerSource): Promise<StartedWorker> {
  const reasons: string[] = [];
  const script = await text().catch(() => null);
  if (script !== null) {
    const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    try {
      return await waitUntilReady(address);
    } catch {
      reasons.push("from a Blob, which a Content-Security-Policy without worker-src blob: forbids");
    } finally {
      URL.revokeObjectURL(address);
    }
  }
  if (module !== null) {
    try {
      return await waitUntilReady(module.href);
    } catch {
      reasons.push(`with ${module.href}, which the server may not have`);
    }
  }
  throw new Error(`a worker could not be started ${reasons.join(", nor ")}`);
}

function waitUntilReady(address: string): Promise<StartedWorker> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(address, { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<unknown>) => resolve({ worker, firstMessage: data });
    worker.onerror = (event) => {
      event.preventDefault();
      worker.terminate();
      reject(new Error(event.message ?? "no script"));
    };
  });
}

// Files that a page keeps by name in IndexedDB, locks, or offers as downloads.

const DATABASE = "linnet";
const FILES = "files";

/** The content of the named file; null if there is none. */
export async function readStored(name: string): Promise<Uint8Array | null> {
  const found = await inStore<Uint8Array | undefined>("readonly", (files) => files.get(name));
  return found ?? null;
}

/** Writes to `indexeddb://NAME`, where it replaces the whole file or leaves it alone, or to `downloads://NAME`. */
export async function writeKept(path: string, content: Uint8Array | string): Promise<void> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const [scheme, name] = path.split(/:\/\/(.*)/s) as [string, string];
  if (scheme === "downloads") offerDownload(name, bytes);
  else await inStore("readwrite", (files) => files.put(bytes, name));
}

export async function removeStored(name: string): Promise<void> {
  await inStore("readwrite", (files) => files.delete(name));
}

/** Where a page is served without encryption, the browser has no locks. */
export async function lockStored(path: string): Promise<() => Promise<void>> {
  const { locks } = navigator;
  if (locks === undefined) return async () => {};
  return new Promise((resolve, reject) => {
    locks
      .request(`linnet: ${path}`, { ifAvailable: true }, (lock) => {
        if (lock === null) throw new Error("another run, here or in another tab, is writing it");
        return new Promise<void>((release) => resolve(async () => release()));
      })
      .catch(reject);
  });
}

/** Makes one request in its own transaction; resolves to its result when the transaction completes. */
async function inStore<T>(mode: IDBTransactionMode, ask: (files: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await openDatabase();
  try {
    const transaction = database.transaction(FILES, mode, { durability: "strict" });
    const request = ask(transaction.objectStore(FILES));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error("IndexedDB ended the transaction"));
    });
    return request.result;
  } finally {
    database.close();
  }
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(FILES);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB could not be opened"));
  });
}

/** Lets the browser offer a file under that name to its user. */
function offerDownload(name: string, content: Uint8Array): void {
  if (typeof document === "undefined") throw new Error("a worker cannot offer a download, but its page can");
  const link = document.createElement("a");
  const address = URL.createObjectURL(new Blob([new Uint8Array(content)], { type: "application/octet-stream" }));
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads the address after this task.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

// Files that a page keeps under names in IndexedDB, and those that it offers as downloads.

const DATABASE = "linnet";
const FILES = "files";

/** The content of the file of that name; null if there is none. */
export async function readStored(name: string): Promise<Uint8Array | null> {
  const found = await inStore<Uint8Array | undefined>("readonly", (files) => files.get(name));
  return found ?? null;
}

/** Replaces the file, whole or not at all. */
export async function writeStored(name: string, content: Uint8Array): Promise<void> {
  await inStore("readwrite", (files) => files.put(content, name));
}

export async function removeStored(name: string): Promise<void> {
  await inStore("readwrite", (files) => files.delete(name));
}

/** One request in a transaction of its own; what it gives once the transaction is through. */
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

/** Has the browser offer a file to its user, under that name. */
export function offerDownload(name: string, content: Uint8Array): void {
  if (typeof document === "undefined") throw new Error("a worker cannot offer a download, its page can");
  const link = document.createElement("a");
  const address = URL.createObjectURL(new Blob([new Uint8Array(content)], { type: "application/octet-stream" }));
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads the address after this task.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

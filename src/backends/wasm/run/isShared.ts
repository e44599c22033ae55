// Whether threads can share a memory.

/** By its name: a test runner's `SharedArrayBuffer` may be another one than WebAssembly's, and some pages have none. */
export function isShared({ buffer }: WebAssembly.Memory): boolean {
  return `${buffer}`.includes("Shared");
}

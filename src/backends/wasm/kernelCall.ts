// Running kernels: a kernel's work is a number of units, of which a call does a range.

/** A kernel call, in a form that can be sent to a thread. */
export interface KernelCall {
  /** The exported function. */
  readonly name: string;
  /** What it is given: addresses, and the kernel's numbers. */
  readonly given: readonly number[];
  /** The distance from each address to the next thread's: 0 for what threads share. */
  readonly threadBytes: readonly number[];
  readonly units: number;
}

type Exports = { readonly [name: string]: (...parameters: readonly number[]) => void };

/** Runs units `from` to `to` of a kernel. */
type BoundCall = (from: number, to: number) => void;

/** Binds calls to their functions, for one thread. */
export function bindCalls(
  calls: readonly KernelCall[],
  exports: WebAssembly.Exports,
  thread: number,
): readonly BoundCall[] {
  return calls.map(({ name, given, threadBytes }) => {
    const own = given.map((value, index) => value + thread * (threadBytes[index] ?? 0));
    // Bound parameters are as fast as ones that are written out; spread ones would take five times as long.
    return (exports as Exports)[name]!.bind(null, ...own);
  });
}

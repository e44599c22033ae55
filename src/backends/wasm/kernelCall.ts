// Running kernels: a kernel's work is a number of units, of which a call does a range.

/** A kernel call, in a form that can be sent to a thread. */
export interface KernelCall {
  /** The exported function. */
  readonly name: string;
  readonly addresses: readonly number[];
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
  return calls.map(({ name, addresses: first, threadBytes }) => {
    const kernel = (exports as Exports)[name]!;
    const addresses = first.map((address, index) => address + thread * threadBytes[index]!);
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = addresses;
    // Calls with spread arguments are slow, so the usual numbers of operands are written out.
    if (addresses.length === 2) return (from, to) => kernel(a, b, from, to);
    if (addresses.length === 3) return (from, to) => kernel(a, b, c, from, to);
    if (addresses.length === 4) return (from, to) => kernel(a, b, c, d, from, to);
    if (addresses.length === 5) return (from, to) => kernel(a, b, c, d, e, from, to);
    return (from, to) => kernel(...addresses, from, to);
  });
}

// Running kernels: each thread does its share of a kernel's units, and all are done before the next kernel begins.

/** A kernel call, in a form that can be sent to a thread. */
export interface Launch {
  /** The exported function. */
  readonly name: string;
  readonly addresses: readonly number[];
  /** How much further on each address is for the next thread: 0 for what threads share. */
  readonly threadBytes: readonly number[];
  readonly units: number;
}

type Exports = { readonly [name: string]: (...parameters: readonly number[]) => void };

export type BoundLaunch = () => void;

/** Binds launches to the share that thread `thread` of `threads` has in each. */
export function bindLaunches(
  launches: readonly Launch[],
  exports: WebAssembly.Exports,
  { thread, threads }: { readonly thread: number; readonly threads: number },
): BoundLaunch[] {
  return launches.map(({ name, addresses: first, threadBytes, units }) => {
    const kernel = (exports as Exports)[name]!;
    const from = Math.floor((units * thread) / threads);
    const to = Math.floor((units * (thread + 1)) / threads);
    const addresses = first.map((address, index) => address + thread * threadBytes[index]!);
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = addresses;
    if (from === to) return () => {};
    // Calls with their arguments spread are slow: the usual numbers of operands are written out.
    if (addresses.length === 2) return () => kernel(a, b, from, to);
    if (addresses.length === 3) return () => kernel(a, b, c, from, to);
    if (addresses.length === 4) return () => kernel(a, b, c, d, from, to);
    if (addresses.length === 5) return () => kernel(a, b, c, d, e, from, to);
    const parameters = [...addresses, from, to];
    return () => kernel(...parameters);
  });
}

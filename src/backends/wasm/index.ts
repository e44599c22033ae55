// The wasm backend: every plan becomes a WebAssembly module of 128-bit SIMD kernels over one memory.

import type { Plan } from "../../graph/plan.js";
import { availableThreads, mayBlock } from "../../platform/index.js";
import { LinnetError } from "../../tensor/errors.js";
import { sizeOf } from "../../tensor/shape.js";
import type { Backend, Program } from "../backend.js";
import type { KernelTable } from "../kernelTable.js";
import { compilePlan } from "./compile.js";
import { type Engine, findEngine } from "./engine.js";
import { fuseBlocks } from "./fuseBlocks.js";
import type { KernelContext, Served } from "./kernel.js";
import { kernels } from "./kernels/index.js";
import { blockingProgram } from "./run/blockingProgram.js";
import { KernelPool } from "./run/kernelPool.js";
import { MemoryPool } from "./run/memoryPool.js";
import { workerProgram } from "./run/workerProgram.js";

export interface WasmOptions {
  /** How many threads share the work, the caller's among them; as many as the machine runs at once. */
  readonly threads?: number;
  /** Plans of fewer multiply-adds run on one thread: they are over before others have woken up; 2e6. */
  readonly smallestSharedWork?: number;
  /** Whether the caller's thread does part of the work and so answers nothing else meanwhile; true but in a page. */
  readonly blocking?: boolean;
  /** Whether threads may share memory, without which there is one; true where there is a SharedArrayBuffer. */
  readonly sharedMemory?: boolean;
  /** Inverted residuals become one kernel where their expanded tensor has at least this many elements; 150,000. */
  readonly smallestFusedBlock?: number;
}

/** Below, the expanded tensors stay in the cache, and whole products are faster than those of a row: docs/fused-inverted-residual.md. */
const SMALLEST_FUSED_BLOCK = 150_000;

/**
 * The backend for processors, in Node and in the browser. Another table of kernels than all that there are is for tests.
 * @throws LinnetError where the engine has no WebAssembly SIMD, or `threads` is no whole number above 0
 */
export async function wasmBackend(
  {
    threads = availableThreads(),
    smallestSharedWork = 2e6,
    smallestFusedBlock = SMALLEST_FUSED_BLOCK,
    blocking = mayBlock(),
    sharedMemory = typeof SharedArrayBuffer !== "undefined",
  }: WasmOptions = {},
  table: KernelTable<Served, KernelContext> = kernels,
): Promise<Backend> {
  const engine = findEngine();
  if (!engine.simd)
    throw new LinnetError("wasm backend: expected an engine with WebAssembly SIMD, this one has none; use `reference`");
  if (!Number.isInteger(threads) || threads < 1)
    throw new LinnetError(`wasm backend: expected threads as a whole number from 1 on, got ${threads}`);
  const useful = sharedMemory ? threads : 1;
  const pool = new LazyPool(blocking ? useful - 1 : useful);
  const memories = new MemoryPool();
  return {
    name: "wasm",
    rewrite: (graph) => fuseBlocks(graph, (expanded) => sizeOf(expanded) >= smallestFusedBlock),
    compile: (plan) =>
      compileProgram(plan, {
        engine,
        table,
        pool,
        memories,
        ...howToRun(plan, { threads, smallestSharedWork, blocking, sharedMemory }),
      }),
  };
}

/** Threads are started with the first program that needs them. */
class LazyPool {
  #pool: KernelPool | null = null;

  constructor(readonly size: number) {}

  get(): KernelPool {
    this.#pool ??= KernelPool.start(this.size);
    return this.#pool;
  }
}

interface Execution {
  readonly threads: number;
  /** The caller's thread is one of them, or the only one; else it is a page's, and workers do everything. */
  readonly callerTakesPart: boolean;
  /** Why there is one thread where more could have been; else null. */
  readonly reason: string | null;
}

type ExecutionOptions = Required<Omit<WasmOptions, "smallestFusedBlock">>;

function howToRun(plan: Plan, { threads, smallestSharedWork, blocking, sharedMemory }: ExecutionOptions): Execution {
  const isSmall = multiplyAddsIn(plan) < smallestSharedWork;
  const callerTakesPart = blocking || isSmall;
  const alone = { threads: 1, callerTakesPart };
  if (threads === 1) return { ...alone, reason: "one was asked for, or the machine has no more" };
  if (!sharedMemory)
    return { ...alone, reason: "there is no SharedArrayBuffer: a page needs cross-origin isolation for it" };
  if (isSmall) return { ...alone, reason: "the work is too little to share" };
  return { threads, callerTakesPart, reason: null };
}

interface Resources {
  readonly engine: Engine;
  readonly table: KernelTable<Served, KernelContext>;
  readonly pool: LazyPool;
  readonly memories: MemoryPool;
}

async function compileProgram(
  plan: Plan,
  { engine, table, pool, memories, threads, callerTakesPart, reason }: Execution & Resources,
): Promise<Program> {
  const shared = threads > 1;
  const compiled = compilePlan(plan, { target: engine, threads, table });
  const memory = memories.take(compiled.layout.pages, shared);
  const compiling = WebAssembly.compile(compiled.bytes);
  compiled.layout.fill(memory);
  const module = await compiling;
  const parts = { plan, compiled, module, memory, threads };
  const program = callerTakesPart
    ? await blockingProgram(parts, shared ? pool.get() : null)
    : await workerProgram(parts, { pool: pool.get(), shared });
  const where = callerTakesPart ? "" : shared ? " in workers" : " in a worker";
  const kind = `${engine.relaxedSimd ? "relaxed " : ""}SIMD`;
  return {
    ...closable(program, () => memories.give(memory)),
    servedBy: compiled.servedBy,
    describe: () =>
      `wasm: ${kind}, ${threads} thread${shared ? "s" : ""}${where}${reason === null ? "" : ` (${reason})`}`,
  };
}

type Runs = Omit<Program, "describe" | "servedBy">;

/** The same program, which is not run any more once it is closed: its memory then belongs to another. */
function closable(program: Runs, onClosed: () => void): Runs {
  let isClosed = false;
  const open = (): Runs => {
    if (isClosed) throw new LinnetError("wasm backend: the program has been closed");
    return program;
  };
  return {
    run: async (feeds) => open().run(feeds),
    readState: async () => open().readState(),
    writeState: async (values) => open().writeState(values),
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      await program.close();
      onClosed();
    },
  };
}

function multiplyAddsIn(plan: Plan): number {
  return plan.steps.reduce((total, { op, attributes, inputs, output }) => {
    const site = { inputs: inputs.map(({ shape }) => shape), output: output.shape, attributes };
    return total + (op.multiplyAdds?.(site) ?? 0);
  }, 0);
}

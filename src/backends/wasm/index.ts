// The wasm backend: every plan becomes a WebAssembly module of 128-bit SIMD kernels over one memory.

import type { Plan } from "../../graph/plan.js";
import { availableThreads, mayBlock } from "../../platform/index.js";
import { warnOnce } from "../../platform/warnOnce.js";
import { checkThreads } from "../../tensor/checkCount.js";
import { checkOptions, type OptionKinds } from "../../tensor/checkOptions.js";
import { LinnetError } from "../../tensor/errors.js";
import { sizeOf } from "../../tensor/shape.js";
import type { Backend, Program } from "../backend.js";
import type { KernelTable } from "../kernelTable.js";
import { compilePlan } from "./compile.js";
import { type Engine, findEngine } from "./engine.js";
import { fuseBlocks } from "./fuseBlocks.js";
import type { KernelContext, Served } from "./kernel.js";
import { kernelsFor } from "./kernels/kernelsFor.js";
import { KernelPool } from "./run/kernelPool.js";
import { MemoryPool } from "./run/memoryPool.js";
import { outliveThreads, type ThreadedProgram } from "./run/threadedProgram.js";
import { workerProgram } from "./run/workerProgram.js";

export interface WasmOptions {
  /** How many threads share the work, including the caller's. Default: as many as the machine runs at once. */
  readonly threads?: number;
  /** Whether every engine comes to the same bits, a little slower where there is relaxed SIMD. Default: false. */
  readonly reproducible?: boolean;
  /**
   * Plans of fewer multiply-adds run on one thread: they end before others have woken up. One of fewer than 500 times as many does
   * so the first time: it ends before others have come to life. Default: 2e6.
   */
  readonly smallestSharedWork?: number;
  /** Whether the caller's thread works too, and answers nothing else meanwhile. Default: true, except in a page. */
  readonly blocking?: boolean;
  /** Whether threads may share memory; otherwise there is one thread. Default: whether SharedArrayBuffer exists. */
  readonly sharedMemory?: boolean;
  /** Inverted residuals become one kernel if their expanded tensor has at least this many elements. Default: 150,000. */
  readonly smallestFusedBlock?: number;
}

const kinds: OptionKinds<WasmOptions> = {
  threads: "number",
  reproducible: "boolean",
  smallestSharedWork: "number",
  blocking: "boolean",
  sharedMemory: "boolean",
  smallestFusedBlock: "number",
};

/** To come to life takes a thread as many times as long as to wake up. */
const STARTS = 500;

/** Below it the expanded tensors stay in the cache, and whole products beat those of a row: docs/fused-inverted-residual.md. */
const SMALLEST_FUSED_BLOCK = 150_000;

/**
 * The backend for processors, in Node and in the browser. Only tests pass a table of their own.
 * @throws LinnetError if the engine has no WebAssembly SIMD, or `threads` is not a whole number above 0
 */
export async function wasmBackend(
  options: WasmOptions = {},
  table: KernelTable<Served, KernelContext> | null = null,
): Promise<Backend> {
  checkOptions("wasmBackend", options, kinds);
  const {
    threads = availableThreads(),
    reproducible = false,
    smallestSharedWork = 2e6,
    smallestFusedBlock = SMALLEST_FUSED_BLOCK,
    blocking = mayBlock(),
    sharedMemory = typeof SharedArrayBuffer !== "undefined",
  } = options;
  const engine = findEngine(reproducible);
  if (!engine.simd)
    throw new LinnetError("wasm backend: expected an engine with WebAssembly SIMD, this one has none; use `reference`");
  checkThreads("wasmBackend", threads);
  const resources = {
    engine,
    table,
    pool: new KernelPool(blocking ? 1 : 0),
    memories: new MemoryPool(),
    smallestSharedStart: STARTS * smallestSharedWork,
  };
  return {
    name: "wasm",
    multiplyAdd: engine.relaxedSimd ? "fused" : "separate",
    storesInt8: true,
    rewrite: (graph) => fuseBlocks(graph, (expanded) => sizeOf(expanded) >= smallestFusedBlock),
    compile: (plan, arrival) =>
      compileProgram(plan, { threads, smallestSharedWork, blocking, sharedMemory }, { ...resources, arrival }),
  };
}

interface Execution {
  readonly threads: number;
  /** Whether the caller's thread is one of them, or the only one; else it is a page's, and workers do everything. */
  readonly callerTakesPart: boolean;
  /** Whether more than one thread sees the memory: else what a page and its worker know of it is sent to and fro. */
  readonly shared: boolean;
  /** Why there is only one thread, if more were possible; else null. */
  readonly reason: string | null;
}

type ExecutionOptions = Required<Pick<WasmOptions, "threads" | "smallestSharedWork" | "blocking" | "sharedMemory">>;

interface Resources {
  readonly engine: Engine;
  readonly table: KernelTable<Served, KernelContext> | null;
  readonly pool: KernelPool;
  readonly memories: MemoryPool;
  readonly smallestSharedStart: number;
  readonly arrival: Promise<void> | undefined;
}

/** If threads cannot start, the program is compiled for the caller's alone. */
async function compileProgram(plan: Plan, options: ExecutionOptions, resources: Resources): Promise<Program> {
  const { pool } = resources;
  if (pool.unavailable === null) {
    try {
      return await compileFor(howToRun(plan, options), plan, resources);
    } catch (error) {
      if (pool.unavailable === null) throw error;
    }
  }
  return compileFor({ threads: 1, callerTakesPart: true, shared: false, reason: pool.unavailable }, plan, resources);
}

/** Says once why nothing is shared; null says nothing. */
function warnAlone(reason: string | null): void {
  if (reason !== null) warnOnce(`the wasm backend works on one thread: ${reason}`);
}

function howToRun(plan: Plan, { threads, smallestSharedWork, blocking, sharedMemory }: ExecutionOptions): Execution {
  const isSmall = multiplyAddsIn(plan) < smallestSharedWork;
  const callerTakesPart = blocking || isSmall;
  const alone = { threads: 1, callerTakesPart, shared: !callerTakesPart && sharedMemory };
  if (threads === 1) return { ...alone, reason: "one was asked for, or found" };
  if (isSmall) return { ...alone, reason: "the work is too little to share" };
  if (!sharedMemory) {
    const reason = "there is no SharedArrayBuffer without cross-origin isolation";
    if (typeof SharedArrayBuffer === "undefined") warnAlone(reason);
    return { ...alone, reason };
  }
  return { threads, callerTakesPart, shared: true, reason: null };
}

async function compileFor(
  { threads, callerTakesPart, shared, reason }: Execution,
  plan: Plan,
  { engine, table, pool, memories, smallestSharedStart, arrival }: Resources,
): Promise<Program> {
  const hasState = plan.state.length > 0;
  // What late threads interrupt, if they cannot start, is run again: not so a run that changes what the program keeps.
  const sharesFirstRun = hasState || arrival !== undefined || multiplyAddsIn(plan) >= smallestSharedStart;
  if (threads > 1 || !callerTakesPart) await pool.start(sharesFirstRun ? threads : 1, !callerTakesPart);
  const { int8, ...kernels } = await kernelsFor(plan);
  const target = { ...engine, int8 };
  const compiled = compilePlan(plan, { target, threads, shared, ...kernels, table: table ?? kernels.table });
  const compiling = WebAssembly.compile(compiled.bytes);
  // The constants are in the program's memory from now on, and whoever else has them may let them go.
  const bound = { ...plan, constants: [] };
  // A page's worker has the time until the constants are there, however they come: Node has most files before.
  const warmUp = warmUpOf(plan, arrival !== undefined && !callerTakesPart);
  const open = async (): Promise<ThreadedProgram> => {
    warnAlone(pool.unavailable);
    const memory = memories.take(compiled.layout.pages, shared);
    const parts = { plan: bound, compiled, module: await compiling, memory, threads, warmUp, sharesFirstRun, arrival };
    const program =
      callerTakesPart || pool.unavailable !== null
        ? // A page computes in workers, unless there is little to do or none can start.
          await (await import("./run/blockingProgram.js")).blockingProgram(parts, threads > 1 ? pool : null)
        : await workerProgram(parts, { pool, shared });
    const close = async (): Promise<void> => {
      await program.close();
      // Nobody knows when the last of the fallen threads has ended, so no other program gets such memory.
      if (!program.isLost()) memories.give(memory);
    };
    return { ...program, close };
  };
  const where = callerTakesPart ? "" : threads > 1 ? " in workers" : " in a worker";
  const kind = `${engine.relaxedSimd ? "relaxed " : ""}SIMD`;
  return {
    ...(await outliveThreads(open, hasState)),
    servedBy: compiled.servedBy,
    describe: () => {
      const failure = threads > 1 ? pool.unavailable : null;
      const how = failure ? "1 thread" : `${threads} thread${threads > 1 ? "s" : ""}${where}`;
      const why = failure ?? reason;
      return `wasm: ${kind}, ${how}${why === null ? "" : ` (${why})`}`;
    },
  };
}

/** Multiply-adds of all kernels together after which V8 has begun to compile each of them for speed. */
const WARM_UP = 20e6;
/** Those after which it has compiled nearly all. */
const LONG_WARM_UP = 300e6;

/** The part of a plan that is run beforehand: none of one that has a state, or takes no time. */
function warmUpOf(plan: Plan, isLong: boolean): number {
  const part = (isLong ? LONG_WARM_UP : WARM_UP) / multiplyAddsIn(plan);
  return plan.state.length > 0 || (part > 1 && !isLong) ? 0 : Math.min(1, part);
}

function multiplyAddsIn(plan: Plan): number {
  return plan.steps.reduce((total, { op, attributes, inputs, output }) => {
    const site = { inputs: inputs.map(({ shape }) => shape), output: output.shape, attributes };
    return total + (op.multiplyAdds?.(site) ?? 0);
  }, 0);
}

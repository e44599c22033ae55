// The wasm backend: every plan becomes a WebAssembly module of 128-bit SIMD kernels over one memory.

import type { Plan } from "../../graph/plan.js";
import { availableThreads } from "../../platform/index.js";
import { LinnetError } from "../../tensor/errors.js";
import { sizeOf } from "../../tensor/shape.js";
import type { Backend, Program } from "../backend.js";
import { bindHostPlan, bindReference } from "../memory.js";
import { compilePlan } from "./compile.js";
import { type Engine, findEngine } from "./engine.js";
import { fuseBlocks } from "./fuseBlocks.js";
import { runShare, type ThreadProgram } from "./share.js";
import { Team } from "./team.js";

export interface WasmOptions {
  /** How many threads share the work, the caller's among them; as many as the machine runs at once. */
  readonly threads?: number;
  /** Plans of fewer multiply-adds run on one thread: they are over before others have woken up; 2e6. */
  readonly smallestSharedWork?: number;
  /** Inverted residuals become one kernel where their expanded tensor has at least this many elements; 150,000. */
  readonly smallestFusedBlock?: number;
}

/** Below, the expanded tensors stay in the cache, and whole products are faster than those of a row: docs/fused-blocks.md. */
const SMALLEST_FUSED_BLOCK = 150_000;

/**
 * The backend for processors, in Node and in the browser.
 * @throws LinnetError where the engine has no WebAssembly SIMD, or `threads` is no whole number above 0
 */
export async function wasmBackend({
  threads = availableThreads(),
  smallestSharedWork = 2e6,
  smallestFusedBlock = SMALLEST_FUSED_BLOCK,
}: WasmOptions = {}): Promise<Backend> {
  const engine = findEngine();
  if (!engine.simd)
    throw new LinnetError("wasm backend: expected an engine with WebAssembly SIMD, this one has none; use `reference`");
  if (!Number.isInteger(threads) || threads < 1)
    throw new LinnetError(`wasm backend: expected threads as a whole number from 1 on, got ${threads}`);
  const team = new LazyTeam(threads - 1);
  return {
    name: "wasm",
    rewrite: (graph) => fuseBlocks(graph, (expanded) => sizeOf(expanded) >= smallestFusedBlock),
    compile: (plan) =>
      compileProgram(plan, { engine, team, obstacle: sharingObstacle(plan, team, smallestSharedWork) }),
  };
}

/** Threads are started with the first program that needs them. */
class LazyTeam {
  #team: Team | null = null;

  constructor(readonly helpers: number) {}

  get(): Team {
    this.#team ??= Team.start(this.helpers);
    return this.#team;
  }
}

interface Means {
  readonly engine: Engine;
  readonly team: LazyTeam;
  /** Why the plan runs on one thread, or null where it is shared. */
  readonly obstacle: string | null;
}

async function compileProgram(plan: Plan, { engine, team: lazyTeam, obstacle }: Means): Promise<Program> {
  const threads = obstacle === null ? lazyTeam.helpers + 1 : 1;
  const shared = threads > 1;
  const { bytes, layout, calls } = compilePlan(plan, { target: engine, threads });
  const memory = new WebAssembly.Memory({ initial: layout.pages, maximum: layout.pages, shared });
  layout.fill(memory);
  const content: ThreadProgram = {
    module: await WebAssembly.compile(bytes),
    memory,
    steps: calls.map(({ launches }) => launches),
    threads,
  };
  const view = layout.host(memory);
  const host = bindHostPlan(plan, view);
  const ownLoops = calls.map(({ step, launches }) => (launches === null ? bindReference(step, view) : null));
  const runOwnShare = await runShare(content, 0, ownLoops);
  const team = shared ? lazyTeam.get() : null;
  const number = (await team?.load(content)) ?? 0;
  const reason = obstacle === null ? "" : ` (${obstacle})`;
  return {
    servedBy: calls.map(({ servedBy }) => servedBy),
    describe: () =>
      `wasm: ${engine.relaxedSimd ? "relaxed " : ""}SIMD, ${threads} thread${threads === 1 ? "" : "s"}${reason}`,
    run: async (feeds) => {
      host.feed(feeds);
      team?.run(number);
      runOwnShare();
      return host.finish();
    },
    readState: async () => host.readState(),
    writeState: async (values) => host.writeState(values),
    close: async () => team?.unload(number),
  };
}

function sharingObstacle(plan: Plan, { helpers }: LazyTeam, smallest: number): string | null {
  if (helpers === 0) return "one was asked for, or the machine has no more";
  if (typeof SharedArrayBuffer === "undefined")
    return "there is no SharedArrayBuffer: a page needs cross-origin isolation for it";
  const work = plan.steps.reduce((total, { op, attributes, inputs, output }) => {
    const site = { inputs: inputs.map(({ shape }) => shape), output: output.shape, attributes };
    return total + (op.multiplyAdds?.(site) ?? 0);
  }, 0);
  return work < smallest ? "the work is too little to share" : null;
}

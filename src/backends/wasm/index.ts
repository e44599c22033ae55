// The wasm backend: every plan becomes a WebAssembly module of 128-bit SIMD kernels over one memory.

import type { Plan } from "../../graph/plan.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Backend, Program } from "../backend.js";
import { bindHostPlan, bindReference } from "../memory.js";
import { compilePlan } from "./compile.js";
import { type Engine, findEngine } from "./engine.js";
import { bindLaunches } from "./launch.js";

/**
 * The backend for processors, in Node and in the browser.
 * @throws LinnetError where the engine has no WebAssembly SIMD
 */
export async function wasmBackend(): Promise<Backend> {
  const engine = findEngine();
  if (!engine.simd)
    throw new LinnetError("wasm backend: expected an engine with WebAssembly SIMD, this one has none; use `reference`");
  return { name: "wasm", compile: (plan) => compileProgram(plan, engine) };
}

async function compileProgram(plan: Plan, engine: Engine): Promise<Program> {
  const { bytes, layout, calls } = compilePlan(plan, { target: engine, shared: false });
  const memory = new WebAssembly.Memory({ initial: layout.pages, maximum: layout.pages });
  layout.fill(memory);
  const { instance } = await WebAssembly.instantiate(bytes, { linnet: { memory } });
  const view = layout.host(memory);
  const host = bindHostPlan(plan, view);
  const steps = calls.flatMap(({ step, launches }) =>
    launches === null
      ? [bindReference(step, view)]
      : bindLaunches(launches, instance.exports, { thread: 0, threads: 1 }),
  );
  return {
    servedBy: calls.map(({ servedBy }) => servedBy),
    describe: () => `wasm: SIMD${engine.relaxedSimd ? ", relaxed" : ""}, 1 thread`,
    run: async (feeds) => {
      host.feed(feeds);
      for (const step of steps) step();
      return host.finish();
    },
    readState: async () => host.readState(),
    writeState: async (values) => host.writeState(values),
    close: async () => {},
  };
}

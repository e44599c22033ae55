// One kernel shape on several backends: results compared first, then timed in turn.

import { apply, type Backend, type BackendName, graphOf, makePlan, type Program, Tensor } from "linnet";
import type { KernelShape } from "./kernelShapes.ts";

export interface ShapeResult {
  readonly label: string;
  readonly count: number;
  readonly multiplyAdds: number;
  readonly backends: {
    readonly [name: string]: { readonly milliseconds: number; readonly gflops: number; readonly servedBy: string };
  };
}

export interface Timing {
  readonly rounds: number;
  /** A round runs a kernel until at least this time has gone by. */
  readonly milliseconds: number;
}

interface Candidate {
  readonly name: BackendName;
  readonly program: Program;
  readonly times: number[];
}

export async function measureShape(
  shape: KernelShape,
  backends: readonly { readonly name: BackendName; readonly backend: Backend }[],
  timing: Timing,
): Promise<ShapeResult> {
  const { plan, feeds } = singleKernel(shape);
  const candidates: Candidate[] = [];
  for (const { name, backend } of backends) candidates.push({ name, program: await backend.compile(plan), times: [] });
  await compareResults(shape.label, candidates, feeds);
  for (let round = 0; round < timing.rounds; round += 1) {
    for (const { program, times } of candidates) times.push(await timePerRun(program, feeds, timing.milliseconds));
  }
  for (const { program } of candidates) await program.close();
  const entries = candidates.map(({ name, program, times }) => {
    const milliseconds = median(times);
    const gflops = (2 * shape.multiplyAdds) / milliseconds / 1e6;
    return [name, { milliseconds, gflops, servedBy: program.servedBy[0]! }] as const;
  });
  const { label, count, multiplyAdds } = shape;
  return { label, count, multiplyAdds, backends: Object.fromEntries(entries) };
}

/** The node alone: its weights as random constants, everything else as an input. */
function singleKernel({ node }: KernelShape) {
  const { op, inputs, attributes } = node.producer;
  let seed = 1;
  const random = (length: number): Float32Array =>
    Float32Array.from({ length }, () => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return seed / 2 ** 31 - 1;
    });
  const own = inputs.map((input) =>
    input.isConcrete ? Tensor.from(random(input.size), input.shape) : Tensor.placeholder(input.shape),
  );
  const placeholders = own.filter((input) => !input.isConcrete);
  const plan = makePlan(graphOf(placeholders, [apply(op, own, attributes)]));
  return { plan, feeds: placeholders.map(({ size }) => random(size)) };
}

async function compareResults(label: string, candidates: readonly Candidate[], feeds: readonly Float32Array[]) {
  const results = [];
  for (const { name, program } of candidates) results.push({ name, values: (await program.run(feeds))[0]!.slice() });
  const [expected, ...others] = results;
  const largest = expected!.values.reduce((a, b) => Math.max(a, Math.abs(b)), 1e-30);
  for (const { name, values } of others) {
    const error =
      values.reduce((worst, value, i) => Math.max(worst, Math.abs(value - expected!.values[i]!)), 0) / largest;
    if (!(error < 1e-4))
      throw new Error(`${label}: ${name} differs from ${expected!.name} by ${error} of the largest value`);
  }
}

async function timePerRun(program: Program, feeds: readonly Float32Array[], milliseconds: number): Promise<number> {
  const start = performance.now();
  let runs = 0;
  let elapsed = 0;
  do {
    await program.run(feeds);
    runs += 1;
    elapsed = performance.now() - start;
  } while (elapsed < milliseconds);
  return elapsed / runs;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

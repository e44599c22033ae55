// One kernel shape in several libraries: results compared first, then timed in turn.

import { type Backend, type Program, Tensor } from "linnet";
import { graphOf, makePlan } from "linnet/graph";
import { apply, slice } from "linnet/ops";
import { assertAgree } from "../compare.ts";
import { median } from "../statistics.ts";
import { openInt8Kernel } from "./int8.ts";
import type { InstructionName, Peak } from "./peak.ts";
import type { KernelShape } from "./shapes.ts";

/** Something that can run the kernel on the shape's feeds. */
export interface Contender {
  readonly name: string;
  open(shape: KernelShape): Promise<OpenKernel>;
}

export interface OpenKernel {
  run(): void | Promise<void>;
  /** What a run gives. */
  read(): Promise<Float32Array>;
  close(): Promise<void>;
  readonly servedBy: string;
}

export interface KernelTime {
  readonly milliseconds: number;
  readonly gflops: number;
  readonly servedBy: string;
}

export interface ShapeResult {
  readonly label: string;
  /** How often the network has it. */
  readonly count: number;
  readonly kind: KernelShape["kind"];
  readonly multiplyAdds: number;
  /** What the peak is made of: what linnet's kernels use on this engine. */
  readonly instruction: InstructionName;
  /** GFLOP/s of multiply-adds on registers, measured just before and just after the first contender in each round: the better. */
  readonly peak: number;
  /** The first contender's part of it. The processor's clock changes from round to round: so the median of their ratios. */
  readonly ofPeak: number;
  readonly times: { readonly [contender: string]: KernelTime };
  /** The first contender's kernel of bytes; null if it has none. */
  readonly int8: Int8Time | null;
}

/** As of the float kernel; its peak is of the instruction that it uses. */
interface Int8Time {
  readonly milliseconds: number;
  readonly gops: number;
  readonly instruction: InstructionName;
  readonly peak: number;
  readonly ofPeak: number;
}

/** What kernels of bytes run on, and what they are held to. */
export interface Int8Tools {
  readonly backend: Backend;
  readonly peak: Peak;
}

export interface Timing {
  readonly rounds: number;
  /** A round runs a kernel until at least this time has gone by. */
  readonly milliseconds: number;
}

export async function measureShape(
  shape: KernelShape,
  contenders: readonly Contender[],
  { peak, int8, ...timing }: Timing & { readonly peak: Peak; readonly int8: Int8Tools },
): Promise<ShapeResult> {
  const open: { readonly name: string; readonly kernel: OpenKernel; readonly times: number[] }[] = [];
  for (const { name, open: start } of contenders) open.push({ name, kernel: await start(shape), times: [] });
  await compareResults(shape.label, open);
  const peaks: number[] = [];
  for (let round = 0; round < timing.rounds; round += 1) {
    const before = peak.measure();
    for (const [place, { kernel, times }] of open.entries()) {
      times.push(await timePerRun(kernel.run, timing.milliseconds));
      if (place === 0) peaks.push(Math.max(before, peak.measure()));
    }
  }
  for (const { kernel } of open) await kernel.close();
  const int8Time = await timeInt8(shape, int8, timing);
  const { label, count, kind, multiplyAdds } = shape;
  const gflopsOf = (milliseconds: number): number => (2 * multiplyAdds) / milliseconds / 1e6;
  const entries = open.map(({ name, kernel, times }): [string, KernelTime] => {
    const milliseconds = median(times);
    return [name, { milliseconds, gflops: gflopsOf(milliseconds), servedBy: kernel.servedBy }];
  });
  const ofPeak = median(open[0]!.times.map((time, round) => gflopsOf(time) / peaks[round]!));
  return {
    label,
    count,
    kind,
    multiplyAdds,
    instruction: peak.instruction,
    peak: median(peaks),
    ofPeak,
    times: Object.fromEntries(entries),
    int8: int8Time,
  };
}

async function timeInt8(
  shape: KernelShape,
  { backend, peak }: Int8Tools,
  { rounds, milliseconds }: Timing,
): Promise<Int8Time | null> {
  const kernel = await openInt8Kernel(shape, backend);
  if (kernel === null) return null;
  const [times, peaks]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    const before = peak.measure();
    times.push((await timePerRun(kernel.run, milliseconds)) - (await timePerRun(kernel.runAround, milliseconds)));
    peaks.push(Math.max(before, peak.measure()));
  }
  await kernel.close();
  const gopsOf = (time: number): number => (2 * shape.multiplyAdds) / time / 1e6;
  const time = median(times);
  return {
    ...{ milliseconds: time, gops: gopsOf(time), instruction: peak.instruction, peak: median(peaks) },
    ofPeak: median(times.map((one, round) => gopsOf(one) / peaks[round]!)),
  };
}

/**
 * A backend of linnet: the kernel's node alone, with its weights as constants, and the rest in the program's memory. What
 * is timed gives one element of the result out of that memory: in a network the next kernel would read it there.
 */
export function backendContender(name: string, backend: Backend): Contender {
  return {
    name,
    open: async (shape) => {
      const whole = await compileKernel(shape, backend, (output) => output);
      const timed = await compileKernel(shape, backend, oneElement);
      return {
        servedBy: timed.servedBy[0]!,
        run: async () => {
          await timed.run([]);
        },
        read: async () => (await whole.run([]))[0]!,
        close: async () => {
          await whole.close();
          await timed.close();
        },
      };
    },
  };
}

function oneElement(tensor: Tensor): Tensor {
  return slice(
    tensor,
    tensor.shape.map(() => 0),
    tensor.shape.map(() => 1),
  );
}

async function compileKernel(
  { node, tensors }: KernelShape,
  backend: Backend,
  resultOf: (output: Tensor) => Tensor,
): Promise<Program> {
  const inputs = node.producer.inputs.map((input, index) =>
    input.isConcrete ? Tensor.from(tensors[index]!.values, input.shape) : Tensor.placeholder(input.shape),
  );
  const kept = inputs.filter((input) => !input.isConcrete);
  const { op, attributes } = node.producer;
  const output = resultOf(apply(op, inputs, attributes));
  const state = kept.map((tensor) => ({ tensor, next: tensor }));
  const program = await backend.compile(makePlan(graphOf([], [output]), state));
  await program.writeState(tensors.filter((_, index) => !inputs[index]!.isConcrete).map(({ values }) => values));
  return program;
}

async function compareResults(
  label: string,
  open: readonly { readonly name: string; readonly kernel: OpenKernel }[],
): Promise<void> {
  const results = [];
  for (const { name, kernel } of open) {
    await kernel.run();
    results.push({ name: `${label}: ${name}`, values: (await kernel.read()).slice() });
  }
  for (const result of results) assertAgree(result, results[0]!, 1e-4);
}

/** The mean time of as many runs as it takes. */
export async function timePerRun(run: () => void | Promise<void>, milliseconds: number): Promise<number> {
  const start = performance.now();
  let runs = 0;
  let elapsed = 0;
  do {
    await run();
    runs += 1;
    elapsed = performance.now() - start;
  } while (elapsed < milliseconds);
  return elapsed / runs;
}

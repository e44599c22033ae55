// What a depthwise separable convolution costs against a standard one (MobileNets, arXiv 1704.04861, section 3.1, equation 5).

import { type Axis, type Backend, type Compiled, compile, type LineChart, type Shape, Tensor } from "linnet";
import { countMultiplyAdds } from "linnet/graph";
import { conv2d, depthwiseConv2d } from "linnet/ops";
import { seededRandom } from "../../src/tensor/random.js";
import { sizeOf } from "../../src/tensor/shape.js";
import { drawPanels } from "./panels.js";
import type { FigureTools } from "./tools.js";

/** Height and width of the pictures: those in which MobileNet does most of its work. */
const PICTURE_SIZE = 14;

/** Milliseconds of a turn of either, so that the clock's resolution does not matter. */
const SHORTEST_TURN = 5;
/** The first turns are slower, before the engine has compiled with all its care, which takes time of its own. */
const WARM_UP_ROUNDS = 8;

export interface SeparableCost {
  readonly kernelSize: number;
  /** Of the input and of the output. */
  readonly channels: number;
  /** Multiply-adds of the separable convolution over those of the standard one, of the graphs that are run. */
  readonly counted: number;
  /** The same of the time: the median of rounds in which both take turns. */
  readonly measured: number;
}

export interface SeparableCostOptions {
  /** 3, 5, 7. */
  readonly kernelSizes?: readonly number[];
  /** 16 to 512, doubling. */
  readonly channels?: readonly number[];
  /** 15. */
  readonly rounds?: number;
  readonly backend: Backend;
  /** In milliseconds; `performance.now`. The time of the process alone is steadier where others use the machine too. */
  readonly clock?: () => number;
}

type Measurement = Required<Pick<SeparableCostOptions, "rounds" | "backend" | "clock">>;

/** Counts and measures both convolutions, with padding `same` and stride 1, for every kernel size and number of channels. */
export async function separableCosts(
  options: SeparableCostOptions,
  { signal, onProgress }: FigureTools,
): Promise<SeparableCost[]> {
  const { kernelSizes = [3, 5, 7], channels = [16, 32, 64, 128, 256, 512] } = options;
  const measurement = { rounds: 15, clock: () => performance.now(), ...options };
  const cases = kernelSizes.flatMap((kernelSize) => channels.map((count) => ({ kernelSize, channels: count })));
  const costs: SeparableCost[] = [];
  for (const { kernelSize, channels: count } of cases) {
    signal.throwIfAborted();
    costs.push(await separableCost(kernelSize, count, measurement));
    onProgress(costs.length, cases.length);
  }
  return costs;
}

async function separableCost(
  kernelSize: number,
  channels: number,
  { backend, ...timing }: Measurement,
): Promise<SeparableCost> {
  const window = { padding: "same" } as const;
  const input = [1, PICTURE_SIZE, PICTURE_SIZE, channels];
  const kernel = randomTensor([kernelSize, kernelSize, channels, channels]);
  const depthwise = randomTensor([kernelSize, kernelSize, channels, 1]);
  const pointwise = randomTensor([1, 1, channels, channels]);
  const standard = await compile((x) => conv2d(x, kernel, window), [input], { backend });
  const separable = await compile((x) => conv2d(depthwiseConv2d(x, depthwise, window), pointwise), [input], {
    backend,
  });
  try {
    const counted = countMultiplyAdds(separable.graph.traced) / countMultiplyAdds(standard.graph.traced);
    const measured = await timeRatio(separable, standard, { x: randomTensor(input), ...timing });
    return { kernelSize, channels, counted, measured };
  } finally {
    await standard.program.close();
    await separable.program.close();
  }
}

interface Timing extends Pick<Measurement, "rounds" | "clock"> {
  readonly x: Tensor;
}

/** The median of the ratios of rounds: what else the machine does meanwhile meets both alike. */
async function timeRatio(first: Compiled, second: Compiled, timing: Timing): Promise<number> {
  const ratios: number[] = [];
  for (let round = -WARM_UP_ROUNDS; round < timing.rounds; round += 1) {
    const ratio = (await takeTurn(first, timing)) / (await takeTurn(second, timing));
    if (round >= 0) ratios.push(ratio);
  }
  return ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)]!;
}

/** Runs the program until the turn has lasted long enough, and gives the milliseconds of one run. */
async function takeTurn({ program }: Compiled, { x, clock }: Timing): Promise<number> {
  const started = clock();
  for (let runs = 1; ; runs += 1) {
    await program.run([x.values]);
    const elapsed = clock() - started;
    if (elapsed >= SHORTEST_TURN) return elapsed / runs;
  }
}

function randomTensor(shape: Shape): Tensor {
  const uniform = seededRandom("separable cost", ...shape);
  return Tensor.from(
    Float32Array.from({ length: sizeOf(shape) }, () => uniform() - 0.5),
    shape,
  );
}

/** Both ratios by the number of channels, a chart for each kernel size. */
export function drawSeparableCost(costs: readonly SeparableCost[]): Promise<string> {
  // The lines of the axis are powers of 2, which are whole numbers in percent.
  const logarithms = costs.flatMap(({ counted, measured }) => [Math.log2(100 * counted), Math.log2(100 * measured)]);
  const y: Axis = {
    label: "of the standard convolution",
    scale: "log",
    base: 2,
    min: 2 ** Math.floor(Math.min(...logarithms)),
    max: 2 ** Math.ceil(Math.max(...logarithms)),
    format: (percent) => `${percent} %`,
  };
  const kernelSizes = [...new Set(costs.map(({ kernelSize }) => kernelSize))];
  const charts = kernelSizes.map((kernelSize) => {
    const own = costs.filter((cost) => cost.kernelSize === kernelSize);
    return costChart(`Kernel ${kernelSize} x ${kernelSize}`, y, own);
  });
  return drawPanels(charts, { height: 340 });
}

function costChart(title: string, y: Axis, costs: readonly SeparableCost[]): LineChart {
  const by = (figure: "counted" | "measured") => costs.map((cost) => [cost.channels, 100 * cost[figure]] as const);
  return {
    kind: "line",
    title,
    x: { label: "input and output channels", scale: "log", base: 2 },
    y,
    series: [
      { name: "multiply-adds", points: by("counted") },
      { name: "time", points: by("measured"), marks: true },
    ],
  };
}

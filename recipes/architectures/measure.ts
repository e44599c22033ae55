// What each architecture has and takes: parameters, multiply-adds, milliseconds, and the accuracy of a head on it.

import { cpus } from "node:os";
import { LinnetError, layerSummaries, type Model, type Network, quantizeNetwork, Tensor, wasmBackend } from "linnet";
import { trainJob } from "linnet/jobs";
import { cachedWeights } from "../../src/jobs/base/weightFiles.js";
import { evaluateJob } from "../../src/jobs/evaluate/evaluateJob.js";
import { quantizeClassifier } from "../../src/jobs/quantize/quantizeClassifier.js";
import { type ArchitectureName, architectures } from "../../src/models/architectures.js";
import { sizeOf } from "../../src/tensor/shape.js";

export interface MeasuredArchitecture {
  readonly name: ArchitectureName;
  readonly title: string;
  /** Height and width of the pictures. */
  readonly size: number;
  /** Those that are learned. */
  readonly parameters: number;
  readonly multiplyAdds: number;
  /** The median for one picture, by threads: 1 and 2. */
  readonly milliseconds: readonly [number, number];
  /** That of the network in int8; null if it cannot be quantized. */
  readonly int8Milliseconds: readonly [number, number] | null;
  /** Of a head, on photographs that were held out; null where weights are not at hand. */
  readonly accuracy: Accuracy | null;
}

interface Accuracy {
  readonly float: number;
  /** Null if the network cannot be quantized. */
  readonly int8: number | null;
}

/** What a page says of where it was measured. */
export interface Measurement {
  readonly machine: string;
  readonly date: string;
  readonly rows: readonly MeasuredArchitecture[];
}

export interface MeasureOptions {
  /** Default: each architecture's own. */
  readonly size?: number;
  /** Predictions that are timed. */
  readonly rounds: number;
  /** A folder a class; null for no heads. */
  readonly photographs: string | null;
}

const THREADS = [1, 2] as const;

/** The networks of width 1, one picture at a time. Their rounds are interleaved, so that a busy minute hits all alike. */
export async function measureArchitectures(options: MeasureOptions): Promise<Measurement> {
  const names = Object.keys(architectures) as ArchitectureName[];
  const networks = new Map<ArchitectureName, Model>(
    names.map((name) => [name, architectures[name].create(inputOf(name, options)).network]),
  );
  const quantized = new Map<ArchitectureName, Network>();
  for (const [name, network] of networks) {
    const made = await orNull(quantizeNetwork(network, examplesFor(network)));
    if (made !== null) quantized.set(name, made);
  }
  const all = [...networks.values(), ...quantized.values()];
  const times = new Map((await medianTimes(all, options.rounds)).map((time, index) => [all[index]!, time]));
  const rows: MeasuredArchitecture[] = [];
  for (const [name, network] of networks) {
    rows.push({
      ...{ name, title: architectures[name].title, size: network.inputShape[0]! },
      parameters: network.parameters.reduce((sum, { learned, shape }) => sum + (learned ? sizeOf(shape) : 0), 0),
      multiplyAdds: layerSummaries(network).reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0),
      milliseconds: times.get(network)!,
      int8Milliseconds: quantized.has(name) ? times.get(quantized.get(name)!)! : null,
      accuracy: await accuracyOf(name, options),
    });
  }
  const machine = `${cpus()[0]?.model.trim() ?? "unknown processor"}, Node ${process.versions.node}`;
  return { machine, date: new Date().toISOString().slice(0, 10), rows };
}

function inputOf(name: ArchitectureName, { size = architectures[name].sizes.default }: MeasureOptions) {
  return { inputShape: [size, size, 3] } as const;
}

/** Null if the network has something that cannot be quantized. */
async function orNull<Made>(making: Promise<Made>): Promise<Made | null> {
  return making.catch((error: unknown) => {
    if (error instanceof LinnetError) return null;
    throw error;
  });
}

/** Some pictures, whose numbers do not matter for the time. */
function examplesFor({ inputShape }: Network): Tensor {
  const shape = [4, ...inputShape];
  return Tensor.from(
    Float32Array.from({ length: sizeOf(shape) }, (_, index) => Math.sin(index)),
    shape,
  );
}

async function medianTimes(networks: readonly Network[], rounds: number): Promise<(readonly [number, number])[]> {
  const times = networks.map(() => THREADS.map((): number[] => []));
  for (const [place, threads] of THREADS.entries()) {
    const backend = await wasmBackend({ threads });
    for (const network of networks) network.useBackend(backend);
    for (let round = -1; round < rounds; round += 1) {
      for (const [index, network] of networks.entries()) {
        const milliseconds = await timeOf(network);
        // The first run compiles.
        if (round >= 0) times[index]![place]!.push(milliseconds);
      }
    }
    for (const network of networks) await network.close();
  }
  return times.map(([one, two]) => [median(one!), median(two!)] as const);
}

async function timeOf(network: Network): Promise<number> {
  const shape = [1, ...network.inputShape];
  const x = Tensor.from(new Float32Array(sizeOf(shape)).fill(0.5), shape);
  const start = performance.now();
  await network.predict(x);
  return performance.now() - start;
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
}

async function accuracyOf(name: ArchitectureName, { photographs, size }: MeasureOptions): Promise<Accuracy | null> {
  const own = size ?? architectures[name].sizes.default;
  const weights = photographs === null ? null : await cachedWeights({ architecture: name, alpha: 1, size: own });
  if (photographs === null || weights === null) return null;
  const { model, record, dataset, heldOut } = await trainJob(photographs, {
    base: name,
    weights,
    size: own,
    augment: false,
  });
  const trainedOn = Array.from(dataset.split.train, (index) => dataset.sources[index]!);
  const quantized = await orNull(quantizeClassifier({ network: model, record }, { photographs: trainedOn }));
  const evaluated = quantized && (await evaluateJob(quantized, photographs));
  return { float: heldOut.accuracy, int8: evaluated?.unseen?.accuracy ?? null };
}

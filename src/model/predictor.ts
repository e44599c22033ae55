// The predictions of a network: one compiled program at a time, for one batch size, backend and set of weights.

import type { Backend, Program } from "../backends/backend.js";
import { compileGraph } from "../backends/compileGraph.js";
import { type BackendName, loadBackend } from "../backends/index.js";
import { inTurn } from "../backends/inTurn.js";
import { graphOf } from "../graph/trace.js";
import { type CallContext, inferenceContext } from "../layers/layer.js";
import type { Parameter } from "../layers/parameter.js";
import { checkCount } from "../tensor/checkCount.js";
import { LinnetError } from "../tensor/errors.js";
import { formatShape, type Shape, sameShape, sizeOf } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";

/** Rows of pictures in batches: what a prediction looks at of a source of training's batches. */
export interface PictureBatches {
  readonly batchSize: number;
  /** Goes through the pictures in their own order; null if every epoch has other pictures. */
  readonly inOrder: (() => AsyncIterable<PictureRows>) | null;
}

export interface PictureRows {
  readonly count: number;
  /** `[count, ...input]`; the receiver's until it asks for the next batch. */
  readonly x: Float32Array;
}

/** What is predicted with. */
export interface Predictable {
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly parameters: readonly Parameter[];
  call(x: Tensor, context: CallContext): Tensor;
}

/** A compiled prediction, and the weights and backend that it was compiled with. */
interface CompiledPrediction {
  readonly batchSize: number;
  readonly weights: readonly Float32Array[];
  readonly backend: Backend;
  readonly program: Program;
}

export class Predictor {
  readonly #network: Predictable;
  #backend: Backend | BackendName = "wasm";
  #compiled: CompiledPrediction | null = null;
  /** Predictions share one program, and one that needs another closes it. */
  readonly #inTurn = inTurn();

  constructor(network: Predictable) {
    this.#network = network;
  }

  useBackend(backend: Backend | BackendName): void {
    this.#backend = backend;
  }

  async backend(): Promise<Backend> {
    return typeof this.#backend === "string" ? loadBackend(this.#backend) : this.#backend;
  }

  /** How predictions run, for a person. */
  describe(): string {
    return this.#compiled?.program.describe() ?? "nothing was predicted yet";
  }

  predict(x: Tensor | PictureBatches, batchSize: number): Promise<Tensor> {
    if (!(x instanceof Tensor) && typeof x?.inOrder !== "undefined") {
      const { inOrder } = x;
      if (inOrder === null) throw new LinnetError("predict: expected a source without augmentation");
      return this.#inTurn(() => this.#predictBatches(inOrder(), x.batchSize));
    }
    checkRows("predict", "x", x as Tensor, this.#network.inputShape);
    checkCount("predict", "batchSize", batchSize);
    const size = Math.min(batchSize, (x as Tensor).shape[0]!);
    return this.#inTurn(() => this.#predictBatches(inBatches(x as Tensor, size), size));
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#closeProgram());
  }

  async #closeProgram(): Promise<void> {
    await this.#compiled?.program.close();
    this.#compiled = null;
  }

  async #predictBatches(
    batches: AsyncIterable<PictureRows> | Iterable<PictureRows>,
    batchSize: number,
  ): Promise<Tensor> {
    const { inputShape, outputShape } = this.#network;
    const program = await this.#programFor(batchSize);
    const outputLength = sizeOf(outputShape);
    const batch = new Float32Array(batchSize * sizeOf(inputShape));
    const outputs: Float32Array[] = [];
    for await (const { count, x } of batches) {
      batch.set(x);
      const [output] = await program.run([batch]);
      outputs.push(output!.slice(0, count * outputLength));
    }
    return joined(outputs, outputShape);
  }

  async #programFor(batchSize: number): Promise<Program> {
    const network = this.#network;
    const weights = network.parameters.map(({ values }) => values);
    const backend = await this.backend();
    const known = this.#compiled;
    const isSame = known?.batchSize === batchSize && known.backend === backend;
    if (isSame && weights.every((values, index) => values === known.weights[index])) return known.program;
    await this.#closeProgram();
    const x = Tensor.placeholder([batchSize, ...network.inputShape], "x");
    const graph = graphOf([x], [network.call(x, inferenceContext)]);
    const { program } = await compileGraph(graph, backend);
    this.#compiled = { batchSize, weights, backend, program };
    return program;
  }
}

/** @throws LinnetError naming the method and the argument unless the tensor is `[count, ...row]` with a row or more */
export function checkRows(method: string, name: string, tensor: Tensor, row: Shape): void {
  const isTensor = tensor instanceof Tensor;
  if (isTensor && tensor.shape[0]! > 0 && sameShape(tensor.shape.slice(1), row)) return;
  const found = isTensor ? formatShape(tensor.shape) : `${tensor}`;
  throw new LinnetError(`${method}: expected ${name} as a tensor [count,${row.join(",")}], got ${found}`);
}

function joined(outputs: readonly Float32Array[], outputShape: Shape): Tensor {
  const values = new Float32Array(outputs.reduce((total, { length }) => total + length, 0));
  let start = 0;
  for (const output of outputs) {
    values.set(output, start);
    start += output.length;
  }
  return Tensor.from(values, [values.length / sizeOf(outputShape), ...outputShape]);
}

function* inBatches({ values, shape: [count = 0] }: Tensor, batchSize: number): Iterable<PictureRows> {
  const rowLength = values.length / count;
  for (let start = 0; start < count; start += batchSize) {
    const end = Math.min(start + batchSize, count);
    yield { count: end - start, x: values.subarray(start * rowLength, end * rowLength) };
  }
}

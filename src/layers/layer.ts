// What a layer is: weights, a shape rule, and a call that is written with ops.

import { LinnetError, ShapeError } from "../tensor/errors.js";
import type { Shape } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import { type Initialize, Parameter } from "./parameter.js";

/** What a layer is told about the run that its call becomes part of. */
export interface CallContext {
  /** True inside `fit`: dropout drops, and an unfrozen batch norm uses the batch's statistics. */
  readonly training: boolean;
  /** Whether the layer is among those that are trained: as it was when the model was compiled. */
  isTrained(layer: Layer): boolean;
  /** How many training steps came before this one: a scalar, which dropout counts with. */
  readonly step: Tensor;
  /** The weight's values, or the placeholder that stands for them while they are trained. */
  read(parameter: Parameter): Tensor;
  /** Tells a moving statistic what it is in this batch; `momentum` is the part of its old value that stays. */
  observe(parameter: Parameter, current: Tensor, momentum: number): void;
  /** Told of every layer that was called. */
  onLayer?(layer: Layer, inputs: readonly Tensor[], output: Tensor): void;
}

/** The output of a layer in a model that is being put together; shapes have no batch axis. */
export interface LayerOutput {
  readonly layer: Layer;
  readonly inputs: readonly LayerOutput[];
  readonly shape: Shape;
}

/** What every layer takes. */
export interface LayerOptions {
  /** The key of its weights; by default the class's name and a number, as `dense_1`. */
  readonly name?: string;
  /** Whether `fit` changes it; true. Read by the model's `compile`, as in Keras: a later change waits for the next one. */
  readonly trainable?: boolean;
}

export type LayerConfig = { readonly [argument: string]: unknown };

export abstract class Layer {
  /** Keras's class name, which stands in model files. */
  abstract readonly className: string;
  trainable: boolean;
  #name: string | null;
  readonly #parameters: Parameter[] = [];
  #built = false;

  constructor({ name, trainable = true }: LayerOptions) {
    this.#name = name ?? null;
    this.trainable = trainable;
  }

  /** Its name; a layer without one is named by the first model that it becomes part of. */
  get name(): string {
    return this.#name ?? this.className;
  }

  get isNamed(): boolean {
    return this.#name !== null;
  }

  /** Names a layer that has no name yet, and makes its weights anew. @throws LinnetError where it has one */
  setName(name: string): void {
    if (this.#name !== null) throw new LinnetError(`layer "${this.#name}" already has a name, it cannot be "${name}"`);
    this.#name = name;
    for (const parameter of this.#parameters) parameter.moveTo(name);
  }

  /** Its weights; empty before it is connected. */
  get parameters(): readonly Parameter[] {
    return this.#parameters;
  }

  /** Keras's arguments, with which `layerFromConfig` makes an equal layer. */
  abstract config(): LayerConfig;

  /** The output's shape, without the batch axis. @throws Expectation where the inputs do not fit */
  abstract outputShape(inputs: readonly Shape[]): Shape;

  /** Makes the weights for inputs of these shapes, by `addParameter`. Layers without weights have nothing to do. */
  protected build(_inputs: readonly Shape[]): void {}

  /** The layer's ops on tensors with a batch axis. */
  abstract call(inputs: readonly Tensor[], context: CallContext): Tensor;

  /**
   * Connects the layer to what comes before it, and makes its weights.
   * @throws ShapeError naming the layer where the shapes or its arguments do not fit, LinnetError on an input that is none
   */
  apply(input: LayerOutput | readonly LayerOutput[]): LayerOutput {
    const inputs = Array.isArray(input) ? (input as readonly LayerOutput[]) : [input as LayerOutput];
    if (!inputs.every((one) => one?.layer instanceof Layer)) {
      throw new LinnetError(`layer "${this.name}": expected what input() or another layer's apply gave, got ${input}`);
    }
    const shapes = inputs.map(({ shape }) => shape);
    try {
      const shape = this.outputShape(shapes);
      if (!this.#built) this.build(shapes);
      this.#built = true;
      return { layer: this, inputs, shape };
    } catch (error) {
      throw this.#located(error, shapes);
    }
  }

  /** `call`, with the layer's name on its output and in its errors. */
  run(inputs: readonly Tensor[], context: CallContext): Tensor {
    try {
      const output = this.call(inputs, context);
      const named = inputs.includes(output) ? output : output.named(this.name);
      context.onLayer?.(this, inputs, named);
      return named;
    } catch (error) {
      throw error instanceof ShapeError ? error.inLayer(this.name) : error;
    }
  }

  /** A new weight of this layer. */
  protected addParameter(
    name: string,
    shape: Shape,
    initialize: Initialize,
    { learned = true }: { readonly learned?: boolean } = {},
  ): void {
    this.#parameters.push(new Parameter(`${this.name}/${name}`, shape, initialize, learned));
  }

  /** The weight of that name. */
  protected parameter(name: string): Parameter {
    const found = this.parameters.find((parameter) => parameter.weightName === name);
    if (found === undefined) throw new LinnetError(`layer "${this.name}" has no weight "${name}": connect it first`);
    return found;
  }

  #located(error: unknown, shapes: readonly Shape[]): unknown {
    if (error instanceof ShapeError) return error.inLayer(this.name);
    if (!(error instanceof Error) || error.name !== "Expectation") return error;
    const named = shapes.map((shape, index) => [shapes.length === 1 ? "input" : `input ${index}`, shape] as const);
    return new ShapeError(this.className, error.message, named, this.name);
  }
}

/** The context of a prediction: every weight as it is. */
export const inferenceContext: CallContext = {
  training: false,
  isTrained: () => false,
  step: Tensor.from(Float32Array.of(0), []),
  read: (parameter) => Tensor.from(parameter.values, parameter.shape, parameter.name),
  observe: (parameter) => {
    throw new LinnetError(`weight "${parameter.name}" is a moving statistic, which moves only in training`);
  },
};

// A layer: weights, a shape rule, and a call written with ops.

import { checkOptions } from "../tensor/checkOptions.js";
import { describe } from "../tensor/describe.js";
import { LinnetError, ShapeError } from "../tensor/errors.js";
import type { Shape } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import { type Initialize, Parameter, type ParameterRules } from "./parameter.js";
import type { LayerConfig, LayerOptions, LayerSignature } from "./signature.js";
import type { WeightRecords } from "./trainingParts.js";
import { copiesFor } from "./weightList.js";
import { activityRule, written } from "./weightRule.js";

export type { LayerConfig, LayerOptions } from "./signature.js";

/** What a layer knows about the run that its call becomes part of. */
export interface CallContext {
  /** True inside `fit`: dropout drops, and an unfrozen batch norm uses the batch's statistics. */
  readonly training: boolean;
  /** Whether the layer is trained: whether it was trainable at the first training after `compile`. */
  isTrained(layer: Layer): boolean;
  /** The number of training steps before this one: a scalar, which dropout counts with. */
  readonly step: Tensor;
  /** The weight's values, or the placeholder that stands for them in training. */
  read(parameter: Parameter): Tensor;
  /** Updates a moving statistic from this batch; `momentum` is the part of the old value that stays. */
  observe(parameter: Parameter, current: Tensor, momentum: number): void;
  /** Whether quantized layers may compute integers, which have no gradient. Default: true. */
  readonly integers?: boolean;
  /** Called after each layer's call. */
  onLayer?(layer: Layer, inputs: readonly Tensor[], output: Tensor): void;
}

/** The output of a layer in a model under construction; shapes have no batch axis. */
export interface LayerOutput {
  readonly layer: Layer;
  readonly inputs: readonly LayerOutput[];
  readonly shape: Shape;
}

export abstract class Layer {
  /** What the class's constructor takes. Classes without one of their own check their options themselves, or not at all. */
  static readonly signature?: LayerSignature;
  /** Keras's class name, as in model files. */
  abstract readonly className: string;
  trainable: boolean;
  /** What its outputs cost in training; null for nothing. */
  readonly activityRegularizer: WeightRecords["regularizer"];
  #name: string | null;
  readonly #parameters: Parameter[] = [];
  #built = false;

  /** @throws LinnetError naming an option that the class does not have, or that is of another kind */
  constructor(options: LayerOptions) {
    checkLayerOptions(new.target, options);
    this.#name = options.name ?? null;
    this.trainable = options.trainable ?? true;
    this.activityRegularizer = activityRule(this.label, options.activityRegularizer);
  }

  /** Its name; a layer without one is named by the first model that contains it. */
  get name(): string {
    return this.#name ?? this.className;
  }

  /** Its class and its name, if it has one, for errors; a base class's constructor runs before the class name is set. */
  protected get label(): string {
    const className = this.className ?? (this.constructor as typeof Layer).signature?.className;
    return this.#name === null ? className : `${className} "${this.#name}"`;
  }

  get isNamed(): boolean {
    return this.#name !== null;
  }

  /** Names a layer that has no name yet, and makes its weights anew. @throws LinnetError if it has a name */
  setName(name: string): void {
    if (this.#name !== null) throw new LinnetError(`layer "${this.#name}" already has a name, it cannot be "${name}"`);
    this.#name = name;
    for (const parameter of this.#parameters) parameter.moveTo(name);
  }

  /** Its weights; empty before it is connected. */
  get parameters(): readonly Parameter[] {
    return this.#parameters;
  }

  /** Copies of its weights, in the order of `parameters`, which is Keras's; no later step changes them. */
  getWeights(): Tensor[] {
    return this.parameters.map(({ name, shape, values }) => Tensor.from(values.slice(), shape, name));
  }

  /** Sets its weights to copies of these, in that order. @throws LinnetError if the number or a shape differs */
  setWeights(weights: readonly (Tensor | Float32Array)[]): void {
    const copies = copiesFor(`layer "${this.name}"`, this.parameters, weights);
    this.parameters.forEach((parameter, index) => {
      parameter.values = copies[index]!;
    });
  }

  /** Keras's arguments, from which `layerFromConfig` makes an equal layer. */
  abstract config(): LayerConfig;

  /** `config` with the options that all layers have. */
  get fullConfig(): LayerConfig {
    const { activityRegularizer: given } = this;
    return given === null ? this.config() : { ...this.config(), activityRegularizer: written(given) };
  }

  /** The output's shape, without the batch axis. @throws Expectation if the inputs do not fit */
  abstract outputShape(inputs: readonly Shape[]): Shape;

  /** Makes the weights for inputs of these shapes, by `addParameter`. Layers without weights need none. */
  protected build(_inputs: readonly Shape[]): void {}

  /** The layer's ops on tensors with a batch axis. */
  abstract call(inputs: readonly Tensor[], context: CallContext): Tensor;

  /**
   * Connects the layer to the ones before it, and makes its weights.
   * @throws ShapeError naming the layer if the shapes or its arguments do not fit; LinnetError if an input is not a layer's output
   */
  apply(input: LayerOutput | readonly LayerOutput[]): LayerOutput {
    const inputs = Array.isArray(input) ? (input as readonly LayerOutput[]) : [input as LayerOutput];
    if (!inputs.every((one) => one?.layer instanceof Layer)) {
      throw new LinnetError(
        `layer "${this.name}": expected the output of input() or a layer's apply, got ${describe(input)}`,
      );
    }
    this.#checkInputCount(inputs.length);
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

  #checkInputCount(count: number): void {
    const signature = signatureOfClass(this.constructor as typeof Layer);
    const wanted = signature?.inputs ?? null;
    if (wanted !== null && count !== wanted)
      throw new LinnetError(`${this.label}: expected ${wanted === 1 ? "one input" : "no inputs"}, got ${count}`);
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

  /** Adds a weight to this layer. */
  protected addParameter(
    name: string,
    shape: Shape,
    initialize: Initialize,
    rules: Partial<ParameterRules> = {},
  ): void {
    this.takeParameter(new Parameter(`${this.name}/${name}`, shape, initialize, rules));
  }

  /** Makes a weight one of this layer's. */
  protected takeParameter(parameter: Parameter): void {
    this.#parameters.push(parameter);
  }

  /** The named weight. */
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

function signatureOfClass(ofClass: typeof Layer): LayerSignature | undefined {
  return Object.hasOwn(ofClass, "signature") ? ofClass.signature : undefined;
}

/** The base class is checked where a class of one's own has no signature: only what it knows. */
function checkLayerOptions(ofClass: typeof Layer, options: LayerOptions): void {
  const signature = signatureOfClass(ofClass);
  const name: unknown = (options as LayerOptions | null | undefined)?.name;
  const label = (className: string): string => (typeof name === "string" ? `${className} "${name}"` : className);
  if (signature !== undefined)
    checkOptions(label(signature.className), options as { readonly [name: string]: unknown }, signature.options);
  else if (typeof options !== "object" || options === null)
    throw new LinnetError(`layer: expected an object of options, got ${describe(options)}`);
  else if (name !== undefined && typeof name !== "string")
    throw new LinnetError(`layer: expected name to be a string, got ${describe(name)}`);
}

/** The context of a prediction: all weights stay as they are. */
export const inferenceContext: CallContext = {
  training: false,
  isTrained: () => false,
  step: Tensor.from(Float32Array.of(0), []),
  read: (parameter) => Tensor.from(parameter.values, parameter.shape, parameter.name),
  observe: (parameter) => {
    throw new LinnetError(`weight "${parameter.name}" is a moving statistic, which moves only in training`);
  },
};

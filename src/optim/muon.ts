// Muon: steps that change a matrix alike in all directions; other weights are left to AdamW.

import { checkCount } from "../tensor/checkCount.js";
import type { OptionKinds } from "../tensor/checkOptions.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import { apply } from "../tensor/op.js";
import { add, div, mul } from "../tensor/ops/binary.js";
import { matMul } from "../tensor/ops/matMul.js";
import {
  accumulate,
  adamDescendOp,
  adamRate,
  descend,
  movingAverage,
  movingSquare,
} from "../tensor/ops/optimizerUpdates.js";
import { sqrt } from "../tensor/ops/unary.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import { checkDecay, checkNotNegative, checkPart } from "./arguments.js";
import { squaredNorm } from "./clip.js";
import { commonKinds, KerasOptimizer, type OptimizerOptions } from "./kerasOptimizer.js";
import type { Updated, UpdateInputs } from "./optimizer.js";

export interface MuonOptions extends OptimizerOptions {
  /** Default: 0.004. */
  readonly weightDecay?: number;
  /** The decay of AdamW's first moment. Default: 0.9. */
  readonly adamBeta1?: number;
  /** The decay of AdamW's second moment. Default: 0.999. */
  readonly adamBeta2?: number;
  /** The decay of weights that AdamW trains. Default: 0.004. */
  readonly adamWeightDecay?: number;
  /** AdamW's. Default: 1e-7. */
  readonly epsilon?: number;
  /** Regular expressions; weights whose names match one are left to AdamW. Default: none. */
  readonly excludeLayers?: readonly string[];
  /** Whether weights with `embedding` in their names are left to AdamW. Default: true. */
  readonly excludeEmbeddings?: boolean;
  /** The factor of x in an iteration. Default: 3.4445. */
  readonly muonA?: number;
  /** The factor of its third power. Default: -4.775. */
  readonly muonB?: number;
  /** The factor of its fifth power. Default: 2.0315. */
  readonly muonC?: number;
  /** The factor of AdamW's learning rate. Default: 1. */
  readonly adamLrRatio?: number;
  /** The decay of the sum of gradients. Default: 0.95. */
  readonly momentum?: number;
  /** Iterations of Newton and Schulz. Default: 5. */
  readonly nsSteps?: number;
  /** Whether to use Nesterov's momentum, which looks ahead. Default: true. */
  readonly nesterov?: boolean;
  /** The factor that, with the root of the longer side, scales a step like AdamW's (arXiv 2502.16982); null for none. Default: 0.2. */
  readonly rmsRate?: number | null;
}

const kinds: OptionKinds<MuonOptions> = {
  ...commonKinds,
  adamBeta1: "number",
  adamBeta2: "number",
  adamWeightDecay: "number",
  epsilon: "number",
  excludeLayers: "list",
  excludeEmbeddings: "boolean",
  muonA: "number",
  muonB: "number",
  muonC: "number",
  adamLrRatio: "number",
  momentum: "number",
  nsSteps: "number",
  nesterov: "boolean",
  rmsRate: ["number", "null"],
};

const defaults = {
  adamBeta1: 0.9,
  adamBeta2: 0.999,
  adamWeightDecay: 0.004,
  epsilon: 1e-7,
  excludeLayers: [] as readonly string[],
  excludeEmbeddings: true,
  muonA: 3.4445,
  muonB: -4.775,
  muonC: 2.0315,
  adamLrRatio: 1,
  momentum: 0.95,
  nsSteps: 5,
  nesterov: true,
  rmsRate: 0.2 as number | null,
};

/**
 * The sum of gradients of a matrix, with all its singular values brought near 1 by iterations of `a x + b x xᵀ x + c x xᵀ x xᵀ x`
 * (https://kellerjordan.github.io/posts/muon). See https://keras.io/api/optimizers/muon.
 */
export class Muon extends KerasOptimizer<MuonOptions> {
  readonly #own: typeof defaults;
  readonly #excluded: readonly RegExp[];

  /** @throws LinnetError also if an entry of `excludeLayers` is no regular expression */
  constructor(options: MuonOptions = {}) {
    super(options, { name: "Muon", kinds, weightDecay: 0.004 });
    const given = Object.entries(options).filter(
      ([name, value]) => Object.hasOwn(defaults, name) && value !== undefined,
    );
    this.#own = { ...defaults, ...Object.fromEntries(given) };
    const { adamBeta1, adamBeta2, adamWeightDecay, epsilon, adamLrRatio, momentum, nsSteps, rmsRate } = this.#own;
    checkDecay("Muon", { adamBeta1, adamBeta2 });
    checkPart("Muon", { momentum });
    checkNotNegative("Muon", { adamWeightDecay, epsilon, adamLrRatio, ...(rmsRate !== null && { rmsRate }) });
    checkCount("Muon", "nsSteps", nsSteps, 0);
    this.#excluded = this.#own.excludeLayers.map(expressionOf);
  }

  /** The sum of a matrix's gradients; AdamW's two moments of all other weights. */
  initialSlots(shape: Shape, name = ""): Float32Array[] {
    const count = this.#isMatrix(shape, name) ? 1 : 2;
    return Array.from({ length: count }, () => new Float32Array(sizeOf(shape)));
  }

  update(inputs: UpdateInputs): Updated {
    const { parameter } = inputs;
    return this.#isMatrix(parameter.shape, parameter.name ?? "")
      ? this.#updateMatrix(inputs)
      : this.#updateByAdam(inputs);
  }

  #isMatrix(shape: Shape, name: string): boolean {
    if (shape.length !== 2 || (this.#own.excludeEmbeddings && name.toLowerCase().includes("embedding"))) return false;
    return !this.#excluded.some((expression) => expression.test(name));
  }

  #updateMatrix(inputs: UpdateInputs): Updated {
    const { gradient, slots, learningRate } = inputs;
    const { momentum, nesterov, rmsRate } = this.#own;
    const total = accumulate(slots[0]!, gradient, momentum);
    const direction = this.#even(nesterov ? accumulate(total, gradient, momentum) : total);
    const scale = rmsRate === null ? 1 : Math.sqrt(Math.max(...gradient.shape)) * rmsRate;
    return { parameter: descend(this.decayed(inputs), direction, mul(learningRate, scale)), slots: [total] };
  }

  /** The shorter side's products are the smaller ones: `x (xᵀ x)` is `(x xᵀ) x`. */
  #even(matrix: Tensor): Tensor {
    const { muonA, muonB, muonC, nsSteps } = this.#own;
    const isTall = matrix.shape[0]! > matrix.shape[1]!;
    let x = div(matrix, add(sqrt(squaredNorm(matrix)), 1e-7));
    for (let count = 0; count < nsSteps; count += 1) {
      const squared = isTall ? matMul(x, x, { transposeA: true }) : matMul(x, x, { transposeB: true });
      const sum = add(mul(squared, muonB), matMul(mul(squared, muonC), squared));
      x = add(mul(x, muonA), isTall ? matMul(x, sum) : matMul(sum, x));
    }
    return x;
  }

  #updateByAdam({ parameter, gradient, slots, learningRate, step }: UpdateInputs): Updated {
    const { adamBeta1, adamBeta2, adamWeightDecay, epsilon, adamLrRatio } = this.#own;
    const first = movingAverage(slots[0]!, gradient, adamBeta1);
    const second = movingSquare(slots[1]!, gradient, adamBeta2);
    const ratio = adamLrRatio === 1 ? learningRate : mul(learningRate, adamLrRatio);
    const rate = adamRate(ratio, step, { beta1: adamBeta1, beta2: adamBeta2 });
    const given = [parameter, learningRate, rate, Tensor.from(Float32Array.of(epsilon), []), first, second];
    return { parameter: apply(adamDescendOp, given, { weightDecay: adamWeightDecay }), slots: [first, second] };
  }

  protected override ownConfig() {
    return this.#own;
  }
}

/** @throws LinnetError if it is not the text of a regular expression */
function expressionOf(text: unknown): RegExp {
  try {
    if (typeof text === "string") return new RegExp(text, "u");
  } catch {
    // Said below.
  }
  throw new LinnetError(`Muon: expected excludeLayers to be regular expressions, got ${describe(text)}`);
}

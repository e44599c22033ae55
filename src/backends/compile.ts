// compile: from a function of tensors to an async function that a backend runs.

import type { Plan } from "../graph/plan.js";
import { type Graph, trace } from "../graph/trace.js";
import { serialQueue } from "../platform/serialQueue.js";
import { checkArgument, checkList } from "../tensor/checkArgument.js";
import { checkOptions } from "../tensor/checkOptions.js";
import { LinnetError } from "../tensor/errors.js";
import { formatShape, type Shape, sameShape } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import type { Program } from "./backend.js";
import { compileGraph } from "./compileGraph.js";
import { type BackendChoice, resolveBackend } from "./index.js";

export interface CompileOptions {
  /** What runs the plan, given as a backend or by name. Default: "wasm". */
  readonly backend?: BackendChoice;
}

export interface Compiled {
  /** Runs the plan, one call at a time. @throws LinnetError if the number of inputs or a shape differs from what was compiled */
  (...inputs: Tensor[]): Promise<Tensor[]>;
  /** As traced, and after the passes; for `printGraph`. */
  readonly graph: { readonly traced: Graph; readonly optimized: Graph };
  readonly plan: Plan;
  readonly program: Program;
}

/**
 * Traces `f` once for inputs of these shapes, runs the passes, plans the memory and compiles for a backend.
 *
 *     const product = await compile((a, b) => matMul(a, b), [[2, 3], [3, 4]]);
 *     const [c] = await product(a, b);
 */
export async function compile(
  f: (...inputs: Tensor[]) => Tensor | readonly Tensor[],
  inputShapes: readonly Shape[],
  options: CompileOptions = {},
): Promise<Compiled> {
  checkArgument("compile", "f", f, "function");
  checkList("compile", "inputShapes", inputShapes, "list");
  checkOptions("compile", options, { backend: ["string", "object"] });
  const { backend = "wasm" } = options;
  const placeholders = inputShapes.map((shape, index) => Tensor.placeholder(shape, `input${index}`));
  const traced = trace(f, placeholders);
  const resolved = await resolveBackend(backend);
  const { optimized, plan, program } = await compileGraph(traced, resolved);
  const wait = serialQueue();
  const run = async (...inputs: Tensor[]): Promise<Tensor[]> => {
    checkInputs(inputs, inputShapes);
    return wait(async () => {
      const values = await program.run(inputs.map((input) => input.values));
      return values.map((output, index) => Tensor.from(output.slice(), optimized.outputs[index]!.shape));
    });
  };
  return Object.assign(run, { graph: { traced, optimized }, plan, program });
}

function checkInputs(inputs: readonly Tensor[], shapes: readonly Shape[]): void {
  checkList("compiled function", "inputs", inputs, Tensor);
  const fits = inputs.length === shapes.length && inputs.every(({ shape }, index) => sameShape(shape, shapes[index]!));
  if (fits) return;
  const list = (all: readonly Shape[]): string => all.map(formatShape).join(", ");
  throw new LinnetError(
    `compiled function: expected inputs ${list(shapes)}, got ${list(inputs.map(({ shape }) => shape))}`,
  );
}

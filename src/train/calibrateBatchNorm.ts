// Batch-norm statistics from one batch, for a network that is used before it is trained.

import type { Backend } from "../backends/backend.js";
import { compileGraph } from "../backends/compileGraph.js";
import { graphOf } from "../graph/trace.js";
import { inferenceContext } from "../layers/layer.js";
import type { Parameter } from "../layers/parameter.js";
import type { Network } from "../model/network.js";
import { Tensor } from "../tensor/tensor.js";

/**
 * Sets the moving statistics of all batch norms to those of x `[count, ...input]`: every channel of a random network then
 * has mean 0 and deviation 1, and its features tell pictures apart.
 */
export async function calibrateBatchNorm(network: Network, x: Tensor, backend: Backend): Promise<void> {
  const observed: { parameter: Parameter; current: Tensor }[] = [];
  const input = Tensor.placeholder(x.shape, "x");
  network.call(input, {
    ...inferenceContext,
    training: true,
    isTrained: (layer) => layer.trainable,
    observe: (parameter, current) => observed.push({ parameter, current }),
  });
  const graph = graphOf(
    [input],
    observed.map(({ current }) => current),
  );
  const { program } = await compileGraph(graph, backend);
  const values = await program.run([x.values]);
  observed.forEach(({ parameter }, index) => (parameter.values = values[index]!.slice()));
  await program.close();
}

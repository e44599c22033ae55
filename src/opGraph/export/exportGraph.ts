// A network as a graph of another program's ops.

import type { WrittenGraph } from "../../formats/writtenGraph.js";
import { LinnetError } from "../../tensor/errors.js";
import { callOf, type ExportDialect, lowerGraph } from "./exportTable.js";
import { GraphWriter } from "./graphWriter.js";
import { type ExportedNetwork, traceNetwork } from "./tracedNetwork.js";

/**
 * The graph that predicts as the network does, with any number of examples in a batch; with one, if the network was read from
 * a file that was made for one. Batch normalization is folded into the convolutions before it.
 * @throws LinnetError naming the layer whose op the dialect cannot say, or that depends on the size of the batch
 */
export function exportGraph(network: ExportedNetwork, dialect: ExportDialect): WrittenGraph {
  const { table } = dialect;
  const traced = traceNetwork(network, (graph) => lowerGraph(graph, table));
  const writer = new GraphWriter(traced, dialect);
  for (const node of traced.graph.nodes) {
    writer.enter(node);
    const { op } = node.producer;
    const entry = table.get(op);
    const reason = entry?.refused ?? "it is not one of linnet's own ops";
    if (entry?.write === undefined)
      throw new LinnetError(`export: layer "${writer.layer}": ${op.name} cannot be written: ${reason}`);
    entry.write(callOf(node, traced.twinOf(node)), writer);
  }
  const outputs = network.outputEnds.map(({ name }) => name);
  const graph = writer.finish(network.name, outputs);
  return dialect.finish?.(graph, network) ?? graph;
}

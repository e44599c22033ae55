// The layers of a network: the order in which they run, and their names.

import { freeName } from "../formats/freeName.js";
import { snakeCaseOfClass } from "../formats/keras/snakeCaseOfClass.js";
import type { Layer, LayerOutput } from "../layers/layer.js";
import { LinnetError } from "../tensor/errors.js";

/** All connections that lead to these outputs, each after those that it reads. */
export function connectionsOf(outputs: readonly LayerOutput[]): LayerOutput[] {
  const order: LayerOutput[] = [];
  const seen = new Set<LayerOutput>();
  const visit = (connection: LayerOutput): void => {
    if (seen.has(connection)) return;
    seen.add(connection);
    for (const before of connection.inputs) visit(before);
    order.push(connection);
  };
  for (const output of outputs) visit(output);
  return order;
}

/** Names layers as Keras does: `dense`, `dense_1`. @throws LinnetError if two have the same name */
export function nameLayers(layers: readonly Layer[]): void {
  const taken = new Set<string>();
  for (const layer of layers) {
    if (!layer.isNamed) continue;
    if (taken.has(layer.name)) throw new LinnetError(`model: two layers have the name "${layer.name}"`);
    taken.add(layer.name);
  }
  for (const layer of layers) {
    if (layer.isNamed) continue;
    const name = freeName(snakeCaseOfClass(layer.className), taken);
    layer.setName(name);
    taken.add(name);
  }
}

/** A name for each connection: its layer's, with a number if the layer is called again, as `dense:1`. */
export function connectionNames(connections: readonly LayerOutput[]): Map<LayerOutput, string> {
  const calls = new Map<Layer, number>();
  return new Map(
    connections.map((connection) => {
      const { layer } = connection;
      const call = calls.get(layer) ?? 0;
      calls.set(layer, call + 1);
      return [connection, call === 0 ? layer.name : `${layer.name}:${call}`];
    }),
  );
}

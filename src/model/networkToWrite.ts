// A network as plain data, for the writers of other programs' formats.

import type { NetworkToWrite } from "../formats/networkToWrite.js";
import type { DescribedUse } from "../formats/opened.js";
import type { Layer, LayerOutput } from "../layers/layer.js";
import type { ExportedNetwork } from "../opGraph/export/tracedNetwork.js";
import { connectionNames, connectionsOf } from "./connections.js";
import type { NetworkConfig } from "./networkConfig.js";
import type { NetworkRecord } from "./networkFile.js";

/** What is written of a network. */
export interface ExportableNetwork extends ExportedNetwork {
  readonly outputs: readonly LayerOutput[];
  readonly layers: readonly Layer[];
  readonly record: NetworkRecord;
  toConfig(): NetworkConfig;
}

/** @throws LinnetError naming a layer whose class could not be read from a file */
export function networkToWrite(network: ExportableNetwork): NetworkToWrite {
  const connections = connectionsOf(network.outputs);
  const names = connectionNames(connections);
  const weights = network.layers.map(({ name, parameters }) => {
    const written = parameters.map(({ weightName, shape, values, learned }) => ({
      name: weightName,
      shape,
      values,
      learned,
    }));
    return [name, written] as const;
  });
  return {
    network: network.toConfig(),
    shapes: new Map(connections.map((connection) => [names.get(connection)!, connection.shape])),
    weights: new Map(weights),
    use: networkUse(network),
  };
}

/** What its record says that travels with it. */
export function networkUse({ record: { classes, preprocessing } }: ExportableNetwork): DescribedUse {
  return { ...(classes !== undefined && { classes }), ...(preprocessing !== undefined && { preprocessing }) };
}

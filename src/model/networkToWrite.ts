// A network as plain data, for the writers of other programs' formats.

import type { DescribedUse } from "../formats/opened.js";
import type { TrainingToWrite, WrittenNetwork } from "../formats/writtenNetwork.js";
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
  /** The bytes of its own file. */
  encode(): Uint8Array;
  /** How a compiled model is trained; null if it is not, or would go on otherwise elsewhere. */
  trainingToWrite?(): Promise<TrainingToWrite | null>;
}

/** @throws LinnetError naming a layer whose class could not be read from a file */
export async function networkToWrite(network: ExportableNetwork): Promise<WrittenNetwork> {
  const training = (await network.trainingToWrite?.()) ?? null;
  const connections = connectionsOf(network.outputs);
  const names = connectionNames(connections);
  const weights = network.layers.map(({ name, parameters }) => {
    const written = parameters.map(({ name: key, weightName, shape, values, learned }) => ({
      name: weightName,
      key,
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
    ...(training !== null && { training }),
  };
}

/** What its record says that travels with it. */
export function networkUse({ record: { classes, preprocessing } }: ExportableNetwork): DescribedUse {
  return { ...(classes !== undefined && { classes }), ...(preprocessing !== undefined && { preprocessing }) };
}

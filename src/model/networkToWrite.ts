// A network as plain data, for the writers of other programs' formats.

import type { NetworkToWrite } from "../formats/networkToWrite.js";
import type { DescribedUse } from "../formats/opened.js";
import { connectionNames, connectionsOf } from "./connections.js";
import type { Network } from "./network.js";

/** @throws LinnetError naming a layer whose class could not be read from a file */
export function networkToWrite(network: Network): NetworkToWrite {
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
export function networkUse({ record: { classes, preprocessing } }: Network): DescribedUse {
  return { ...(classes !== undefined && { classes }), ...(preprocessing !== undefined && { preprocessing }) };
}

// A network written in a format and read again.

import { type ExportFormat, exportNetwork, Network } from "../../src/index.js";
import { openNetwork } from "../../src/model/openNetwork.js";

export async function readBack(network: Network, format: ExportFormat): Promise<Network> {
  const [first, ...others] = await exportNetwork(network, { format });
  const siblings = async (name: string) => others.find((file) => file.name === name)?.bytes ?? null;
  const opened = { bytes: first!.bytes, file: first!.name, siblings };
  const { network: read, record } = await openNetwork(opened, (ends) => new Network(ends));
  read.record = record;
  return read;
}

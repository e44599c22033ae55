// A network whose program is made while its file arrives. Loaded when that is asked for.

import type { BackendChoice } from "../backends/index.js";
import type { FileToOpen } from "../formats/opened.js";
import { checkCount } from "../tensor/checkCount.js";
import { checkOptions } from "../tensor/checkOptions.js";
import type { ArrivingWeights } from "./arrivingWeights.js";
import { beginModelSource } from "./beginModelSource.js";
import { openBegun } from "./begunFile.js";
import type { NetworkLoadOptions } from "./inputShapes.js";
import type { ModelSource } from "./modelSource.js";
import type { NetworkEnds } from "./networkConfig.js";
import type { DecodedNetwork, ReadNetwork } from "./networkFile.js";
import { openNetwork } from "./openNetwork.js";

export { beginModelSource };

export interface PrepareOptions {
  /**
   * How many pictures predictions will have: their program is made while the file arrives, if it is one of linnet's own, and the
   * first prediction takes no longer than later ones. Default: the first prediction makes it.
   */
  readonly prepare?: number;
  /** What predictions run on. Default: `wasm`. */
  readonly backend?: BackendChoice;
}

/** What is prepared. */
interface PreparedNetwork extends ReadNetwork {
  useBackend(backend: BackendChoice): void;
  prepare(count: number, weights?: ArrivingWeights): Promise<void>;
}

type Make<N> = (ends: NetworkEnds) => N;

type Options = NetworkLoadOptions & PrepareOptions;

/** @throws LinnetError as `Network.load` does */
export async function loadPrepared<N extends PreparedNetwork>(
  source: ModelSource,
  make: Make<N>,
  options: Options,
): Promise<DecodedNetwork<N>> {
  checkOptions("load", options, { inputShape: "list", prepare: "number", backend: ["string", "object"] });
  return openPrepared(await beginModelSource(source), make, options);
}

/** @throws LinnetError as `openNetwork` does */
export async function openPrepared<N extends PreparedNetwork>(
  opened: FileToOpen,
  make: Make<N>,
  { prepare, backend = "wasm", ...others }: Options,
): Promise<DecodedNetwork<N>> {
  checkCount("load", "prepare", prepare ?? 1);
  const makeFor = (ends: NetworkEnds): N => {
    const network = make(ends);
    network.useBackend(backend);
    return network;
  };
  let isPrepared = false;
  const prepareEarly = async (network: N, weights: ArrivingWeights): Promise<void> => {
    try {
      await network.prepare(prepare!, weights);
      isPrepared = true;
    } catch {
      // Who needs to know some of the numbers gets them when they are there.
    }
  };
  const isEarly = prepare !== undefined && others.inputShape === undefined;
  const begun = isEarly ? await openBegun(opened, makeFor, prepareEarly) : null;
  await opened.whole;
  const decoded = begun ?? (await openNetwork(opened, makeFor, others));
  if (prepare !== undefined && !isPrepared) await decoded.network.prepare(prepare);
  return decoded;
}

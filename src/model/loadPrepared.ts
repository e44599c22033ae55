// A network whose program is made while its file arrives. Loaded when that is asked for.

import type { BackendChoice } from "../backends/index.js";
import type { FileToOpen } from "../formats/opened.js";
import { checkCount } from "../tensor/checkCount.js";
import { checkOptions } from "../tensor/checkOptions.js";
import { type ArrivingWeights, arrivingWeights } from "./arrivingWeights.js";
import { beginModelSource } from "./beginModelSource.js";
import { openBegun } from "./begunFile.js";
import type { NetworkLoadOptions } from "./inputShapes.js";
import type { ModelSource } from "./modelSource.js";
import type { NetworkEnds } from "./networkConfig.js";
import type { DecodedNetwork, ReadNetwork } from "./networkFile.js";
import { openNetwork } from "./openNetwork.js";

export interface PrepareOptions {
  /**
   * How many pictures predictions will have: their program is made while the file arrives, if it is one of linnet's own, and the
   * first prediction takes no longer than later ones. Default: the first prediction makes it.
   */
  readonly prepare?: number;
  /** With it: what predictions run on. Default: `wasm`. */
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
  checkCount("load", "prepare", options.prepare!);
  return openPrepared(await beginModelSource(source), make, options);
}

/** @throws LinnetError as `openNetwork` does */
export async function openPrepared<N extends PreparedNetwork>(
  opened: FileToOpen,
  make: Make<N>,
  { prepare = 1, backend = "wasm", ...others }: Options,
): Promise<DecodedNetwork<N>> {
  const makeFor = (ends: NetworkEnds): N => {
    const network = make(ends);
    network.useBackend(backend);
    return network;
  };
  const prepareEarly = async (network: N, whole: Promise<void>): Promise<void> => {
    try {
      await network.prepare(prepare, arrivingWeights(whole.catch(() => {})));
    } catch {
      // A program that needs to know some of the numbers is made when they are there.
      await whole;
      await network.prepare(prepare);
    }
  };
  const begun = others.inputShape === undefined ? await openBegun(opened, makeFor, prepareEarly) : null;
  if (begun !== null) return begun;
  await opened.whole;
  const decoded = await openNetwork(opened, makeFor, others);
  await decoded.network.prepare(prepare);
  return decoded;
}

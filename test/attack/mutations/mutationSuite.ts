// A format's mutations as a suite.

import type { Format } from "../format.js";
import { FILE, readingBounds, type Suite } from "../suite.js";
import { type Mutated, mutate } from "./mutate.js";

export function mutationSuite(format: Format): Suite {
  let seeds: Promise<readonly Uint8Array[]> | null = null;
  const mutated = async (place: number): Promise<Mutated> => {
    seeds ??= format.seeds();
    const { bytes, text } = mutate(await seeds, format.name, place);
    const isRepaired = place % 2 === 1 && format.repair !== undefined;
    return { bytes: isRepaired ? format.repair!(bytes) : bytes, text };
  };
  return {
    name: format.name,
    count: (mutations) => mutations,
    bounds: format.bounds ?? readingBounds,
    async prepare() {
      seeds ??= format.seeds();
      // Some are refused by what they are: an op that linnet has not.
      for (const bytes of await seeds) await format.open(bytes, FILE).catch(() => undefined);
    },
    run: async (place) => {
      await format.open((await mutated(place)).bytes, FILE);
    },
    names: (message) => message.includes(FILE),
    describe: async (place) => `mutation ${place} (${(await mutated(place)).text})`,
  };
}

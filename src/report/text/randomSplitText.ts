// What a random split would have reported, in a sentence.

import type { Trained } from "../../jobs/train/trainJob.js";

/** Null if the split was random or the training was stopped: then there is no figure. */
export function describeRandomSplit({
  dataset,
  interrupted,
  randomSplit,
}: Pick<Trained, "dataset" | "interrupted" | "randomSplit">): string | null {
  if (dataset.health === null || interrupted) return null;
  if (randomSplit === null) return "There are no near-duplicates that a random split would put on both sides.";
  const { heldOut, leaked, accuracy } = randomSplit;
  if (accuracy === null) {
    return (
      "What a random split would report takes a second training, since no features were kept; a frozen base without " +
      "augmentation tells both."
    );
  }
  const share = `${leaked} of whose ${heldOut} held-out photographs have a copy among the others`;
  return `A random split, ${share}, would report ${accuracy.toFixed(4)}.`;
}

// Whether every class has what a job needs of it: said by the class's name, with a way out, before any work.

import type { LabeledPictures } from "../../data/labeledPictures.js";
import { LinnetError } from "../../tensor/errors.js";
import { OptionError } from "../optionError.js";

type Labeled = Pick<LabeledPictures, "root" | "classes" | "files" | "labels">;

/** What could not be decoded, and why. */
interface Unreadable {
  readonly file: string;
  readonly reason: string;
}

/**
 * @param readable the places of the photographs that were decoded
 * @throws LinnetError naming a class of which there are none
 */
export function checkNoneIsLost(
  { root, classes, files, labels }: Labeled,
  readable: Iterable<number>,
  unreadable: Iterable<Unreadable>,
): void {
  const present = new Set(labels);
  for (const place of readable) present.delete(labels[place]!);
  const [lost] = present;
  if (lost === undefined) return;
  const own = files.filter((_, place) => labels[place] === lost);
  const example = [...unreadable].find(({ file }) => own.includes(file));
  const reason = example === undefined ? "" : `, such as ${example.file}: ${example.reason}`;
  throw new LinnetError(`${root}: no photograph of class "${classes[lost]}" can be decoded, of ${own.length}${reason}`);
}

/**
 * @param groups the copies of each photograph, as in `trainTestSplit`; null if they fall as they may
 * @throws LinnetError or OptionError if there are too few photographs to have some of every class on both sides
 */
export function checkDivisible(
  { root, classes, labels }: Labeled,
  testSize: number,
  groups: ArrayLike<number> | null,
): void {
  for (const [label, name] of classes.entries()) {
    const places = [...labels.keys()].filter((place) => labels[place] === label);
    if (places.length === 1)
      throw new LinnetError(
        `${root}: class "${name}" has one photograph, and needs two: one to train on and one that is held out. Add some, or ` +
          "leave the class out",
      );
    if (groups !== null && new Set(places.map((place) => groups[place]!)).size === 1)
      throw new OptionError(
        "split",
        `the ${places.length} photographs of class "${name}" are copies of one, and copies stay on one side of the split: ` +
          'add other photographs, or take "random"',
      );
  }
  const heldOut = Math.ceil(testSize * labels.length);
  const trainedOn = labels.length - heldOut;
  if (Math.min(heldOut, trainedOn) >= classes.length) return;
  const least = Math.ceil((100 * classes.length) / labels.length) / 100;
  const [few, way] = heldOut < classes.length ? [heldOut, `${least} or more`] : [trainedOn, "less"];
  const possible = 2 * classes.length <= labels.length ? `take ${way}` : "add photographs";
  throw new OptionError(
    "testSize",
    `${testSize} of ${labels.length} photographs leaves ${few} on one side, which are to be of ${classes.length} classes ` +
      `(${named(classes)}): ${possible}`,
  );
}

function named(classes: readonly string[], most = 5): string {
  const names = classes.slice(0, most).map((name) => `"${name}"`);
  return [...names, ...(classes.length > most ? ["…"] : [])].join(", ");
}

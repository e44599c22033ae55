// Labeled pictures, wherever they are: a folder a class, or lists in memory.

import { LinnetError } from "../tensor/errors.js";
import { nameOfSource, type PictureInput, type PictureSource, pictureSourceOf } from "./pictureSource.js";

/** What was found and is no example. */
export interface SkippedFile {
  readonly path: string;
  readonly reason: string;
}

/** Pictures with a class each, class by class. */
export interface LabeledPictures {
  /** What errors and reports call the whole: the folder. */
  readonly root: string;
  /** Whether the root is a folder, which may be removed while it is read. */
  readonly isFolder: boolean;
  /** The names of the classes, sorted by code unit. */
  readonly classes: readonly string[];
  /** What errors and reports call each picture: its path or name. */
  readonly files: readonly string[];
  readonly sources: readonly PictureSource[];
  /** The class of each picture, as its index in `classes`. */
  readonly labels: Uint32Array;
  readonly skipped: readonly SkippedFile[];
}

/** Some of the pictures, by their places; the classes stay as they are. */
export function selectPictures(pictures: LabeledPictures, places: readonly number[]): LabeledPictures {
  return {
    ...pictures,
    files: places.map((place) => pictures.files[place]!),
    sources: places.map((place) => pictures.sources[place]!),
    labels: Uint32Array.from(places, (place) => pictures.labels[place]!),
  };
}

/** The pictures of each class, by the class's name. */
export type PicturesByLabel = { readonly [label: string]: readonly PictureInput[] };

/** Pictures in memory, or files that are listed. @throws LinnetError naming a class without a picture, DecodeError an invalid picture */
export function labeledPictures(pictures: PicturesByLabel, root = "the pictures"): LabeledPictures {
  if (typeof pictures !== "object" || pictures === null)
    throw new LinnetError(
      `expected a folder of photographs, or the photographs of each class by its name, got ${pictures}`,
    );
  const classes = Object.keys(pictures).sort((a, b) => (a < b ? -1 : 1));
  const empty = classes.find((name) => !((pictures[name]?.length ?? 0) > 0));
  if (empty !== undefined) throw new LinnetError(`${root}: expected a picture or more of class "${empty}", got none`);
  const entries = classes.flatMap((name, label) =>
    pictures[name]!.map((input, place) => {
      const source = pictureSourceOf(input, `${name}/${place}`);
      return { source, label, file: nameOfSource(source, `${name}/${place}`) };
    }),
  );
  return {
    root,
    isFolder: false,
    classes,
    files: entries.map(({ file }) => file),
    sources: entries.map(({ source }) => source),
    labels: Uint32Array.from(entries, ({ label }) => label),
    skipped: [],
  };
}

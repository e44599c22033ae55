// Labeled pictures, wherever they are: a folder a class, or lists in memory.

import { compareCodePoints } from "../platform/compareCodePoints.js";
import { checkArgument } from "../tensor/checkArgument.js";
import { describe } from "../tensor/describe.js";
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
  /** The names of the classes, sorted by code point. */
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

/** The pictures of each class, by the class's name; in a page also the `FileList` of an input. */
export type PicturesByLabel = { readonly [label: string]: readonly PictureInput[] | FileList };

/**
 * Pictures in memory, or files that are listed. Names that differ in their Unicode form alone are one class.
 * @throws LinnetError naming a class without a picture, DecodeError an invalid picture
 */
export function labeledPictures(pictures: PicturesByLabel, root = "the pictures"): LabeledPictures {
  checkArgument("labeledPictures", "root", root, "string");
  const byLabel = picturesByName(pictures, root);
  const classes = [...byLabel.keys()].sort(compareCodePoints);
  const entries = classes.flatMap((name, label) =>
    byLabel.get(name)!.map((input, place) => {
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

function picturesByName(pictures: PicturesByLabel, root: string): Map<string, readonly PictureInput[]> {
  if (typeof pictures !== "object" || pictures === null || Array.isArray(pictures))
    throw new LinnetError(
      `${root}: expected a folder of photographs, or the photographs of each class by its name, got ${describe(pictures)}`,
    );
  const byName = new Map<string, readonly PictureInput[]>();
  for (const [given, inputs] of Object.entries(pictures)) {
    const name = given.normalize("NFC");
    if (!Array.isArray(inputs) && !isFileList(inputs))
      throw new LinnetError(`${root}: expected an array of pictures of class "${name}", got ${describe(inputs)}`);
    if (inputs.length === 0) throw new LinnetError(`${root}: expected a picture or more of class "${name}", got none`);
    byName.set(name, [...(byName.get(name) ?? []), ...inputs]);
  }
  return byName;
}

function isFileList(inputs: unknown): inputs is FileList {
  return typeof FileList !== "undefined" && inputs instanceof FileList;
}

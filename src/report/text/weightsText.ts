// The table of ImageNet weights, in words.

import type { ListedWeights } from "../../jobs/weights/listWeights.js";
import type { CachedWeights } from "../../jobs/weights/weightsJob.js";
import { alignLeft } from "../../model/textTable.js";
import { formatAlpha } from "../../models/architecture.js";
import type { PublishedDigest } from "../../models/publishedWeights.js";
import { printable } from "./printable.js";

const digestWords: { readonly [Kind in PublishedDigest["kind"]]: string } = {
  seen: "",
  published: ", unseen",
  unknown: "unknown",
};

/** A row for each network and width; `*` is behind the sizes that are in the cache folder. */
export function describeWeights(listed: readonly ListedWeights[]): string {
  const rows = listed.map(({ architecture, alpha, source, digest, sizes }) => {
    const marked = sizes.map(({ size, isCached }) => `${size}${isCached ? "*" : ""}`).join(" ");
    return [architecture, formatAlpha(alpha), marked, source, describeDigest(digest)];
  });
  return alignLeft([["network", "width", "pixels", "from", "digest"], ...rows]).join("\n");
}

export function weightsNotes(listed: readonly ListedWeights[], folder: string): string {
  const isAnyCached = listed.some(({ sizes }) => sizes.some(({ isCached }) => isCached));
  const cached = isAnyCached
    ? `* is in the cache folder, ${printable(folder)}.`
    : `None is in the cache folder, ${printable(folder)}.`;
  return (
    `\n${cached}\n` +
    "A digest tells that a file is the one that was published. Those marked unseen are what the publisher says, and nobody has " +
    "seen the file for this table; of unknown ones the publisher says nothing either. Format, names, shapes and numbers are " +
    "checked of every file."
  );
}

function describeDigest(digest: PublishedDigest): string {
  return digest.kind === "unknown" ? digestWords.unknown : `${digest.algorithm}${digestWords[digest.kind]}`;
}

/** Where the weights are that were asked for. */
export function describeCached({ file, from, sha256 }: CachedWeights): string {
  const whence = { cache: "were there already", file: "were made of the file beside it", download: "were downloaded" };
  const told = `The weights ${whence[from]}: ${printable(file)}`;
  return sha256 === null ? told : `${told}\nSHA-256 of the file that they come from: ${sha256}`;
}

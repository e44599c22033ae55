// Which photographs a model was trained on and which were held out, as its file keeps them: by what they are, not by where
// they lay, so that it stays true whatever comes into the folder, and whatever they are called.

import type { Examined } from "../../data/health/examine.js";
import { hashDistance, type PerceptualHash } from "../../data/health/perceptualHash.js";

/** The two sides of a split; each is base64 of 16 bytes a photograph, its digest and its perceptual hash. */
export interface SplitRecord {
  readonly trainedOn: string;
  readonly heldOut: string;
}

/** Of SHA-256: enough to tell photographs apart, half of what the hash of the picture takes. */
const DIGEST_BYTES = 8;
const ENTRY_BYTES = DIGEST_BYTES + 8;

/**
 * Bits in which the hashes of two copies of a photograph may differ. Of 899 photographs all halves and all but one of the
 * halves encoded anew stay within it; two different ones come no nearer than 8 (docs/decisions/2026-11-27-split-record.md).
 */
const COPY_DISTANCE = 5;

/** On which side a photograph was; `new` for one that is on neither. */
export type Side = "trainedOn" | "heldOut" | "new";

interface Entry {
  readonly digest: string;
  readonly hash: PerceptualHash;
}

/** @param isHeldOut whether the photograph at that place was held out */
export function recordSplit(examined: readonly Examined[], isHeldOut: (index: number) => boolean): SplitRecord {
  const sideOf = (held: boolean): string => encode(examined.filter(({ index }) => isHeldOut(index) === held));
  return { trainedOn: sideOf(false), heldOut: sideOf(true) };
}

/** The split that a model's record tells of, or null: the model was made by other means, or before files had it. */
export function readSplitRecord(training: { readonly [name: string]: unknown }): SplitRecord | null {
  const split = training.split as Partial<SplitRecord> | null | undefined;
  const isWhole = typeof split?.trainedOn === "string" && typeof split.heldOut === "string";
  return isWhole ? (split as SplitRecord) : null;
}

/** The side of each photograph: that of the same bytes, else that of a copy, trained on before held out. */
export function sidesOf(record: SplitRecord, examined: readonly Examined[]): Side[] {
  const trained = decode(record.trainedOn);
  const held = decode(record.heldOut);
  const byDigest = new Map<string, Side>([
    ...held.map(({ digest }) => [digest, "heldOut"] as const),
    ...trained.map(({ digest }) => [digest, "trainedOn"] as const),
  ]);
  const isNear = (entries: readonly Entry[], hash: PerceptualHash): boolean =>
    entries.some((entry) => hashDistance(entry.hash, hash) <= COPY_DISTANCE);
  return examined.map(({ facts, fingerprint: { hash } }) => {
    const known = byDigest.get(facts.digest.slice(0, 2 * DIGEST_BYTES));
    if (known !== undefined) return known;
    if (isNear(trained, hash)) return "trainedOn";
    return isNear(held, hash) ? "heldOut" : "new";
  });
}

/** The places of the photographs that were trained on, copies among them. */
export function trainedPlaces(sides: readonly Side[], examined: readonly Examined[]): Set<number> {
  return new Set(examined.filter((_, place) => sides[place] === "trainedOn").map(({ index }) => index));
}

function encode(photographs: readonly Examined[]): string {
  const bytes = new Uint8Array(photographs.length * ENTRY_BYTES);
  const view = new DataView(bytes.buffer);
  photographs.forEach(({ facts, fingerprint }, place) => {
    const start = place * ENTRY_BYTES;
    for (let byte = 0; byte < DIGEST_BYTES; byte += 1)
      bytes[start + byte] = Number.parseInt(facts.digest.slice(2 * byte, 2 * byte + 2), 16);
    view.setUint32(start + DIGEST_BYTES, fingerprint.hash.even, true);
    view.setUint32(start + DIGEST_BYTES + 4, fingerprint.hash.odd, true);
  });
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

function decode(text: string): Entry[] {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Array.from({ length: Math.floor(bytes.length / ENTRY_BYTES) }, (_, place) => {
    const start = place * ENTRY_BYTES;
    const digest = Array.from(bytes.subarray(start, start + DIGEST_BYTES), (byte) =>
      byte.toString(16).padStart(2, "0"),
    );
    return {
      digest: digest.join(""),
      hash: {
        even: view.getUint32(start + DIGEST_BYTES, true),
        odd: view.getUint32(start + DIGEST_BYTES + 4, true),
      },
    };
  });
}

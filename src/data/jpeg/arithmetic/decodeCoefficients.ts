// The scans of an arithmetic-coded JPEG, to the quantized coefficients of all components.

import { DecodeError } from "../../decodeError.js";
import { forgive, type ResolvedDecodeOptions } from "../../decodeOptions.js";
import { type JpegHeader, readSegments, startOfScan } from "../header.js";
import { isRestart, segmentsFrom } from "../scans.js";
import { type Band, BlockDecoder, type Component } from "./blockDecoder.js";
import { Conditioning } from "./conditioning.js";
import { DecisionDecoder } from "./decisionDecoder.js";
import { gridOf, makePlanes, type Plane, type UnitGrid } from "./frame.js";

const quantizationTables = 0xdb;
export const restartInterval = 0xdd;
export const arithmeticConditioning = 0xcc;

/**
 * A file of any size can ask for any number of decisions, since what is expected costs nothing: so many for each pixel that is
 * allowed. A photograph of quality 100 takes 6 to 13 a pixel.
 */
const DECISIONS_A_PIXEL = 16;

/**
 * Those that take no bits are few: two of a block that is like the one before. Each coefficient has a sign, which takes one, and
 * 66 decisions at most. Photographs have 8 to 100 decisions a byte.
 */
const FREE_DECISIONS = 2 ** 23;
const DECISIONS_A_BYTE = 2 ** 9;

/**
 * Encoders leave out the zeros at the end of a segment. Those are one or two bytes, and up to 50 where it ends in blocks of one
 * color: more are missing.
 */
const MOST_LEFT_OUT = 128;

/** Progressive scans leave out 13 bits at most (T.81, G.1.1.1.2). */
const LOWEST_BIT = 13;

interface Scan {
  readonly planes: readonly Plane[];
  readonly components: readonly Component[];
  readonly band: Band;
  /** Where its coded data begin and end. */
  readonly start: number;
  readonly end: number;
}

/**
 * @throws DecodeError if a segment is wrong; if the coded data are damaged, end early or ask for too many decisions, unless
 * that is forgiven: then the blocks up to the next restart marker stay zero, or all that follow if there were too many decisions
 */
export function decodeCoefficients(
  bytes: Uint8Array,
  header: JpegHeader,
  options: ResolvedDecodeOptions,
): readonly Plane[] {
  return new CoefficientDecoder(bytes, header, options).decode();
}

class CoefficientDecoder {
  readonly #bytes: Uint8Array;
  readonly #header: JpegHeader;
  readonly #options: ResolvedDecodeOptions;
  readonly #planes: readonly Plane[];
  readonly #conditioning = new Conditioning();
  readonly #decisions: DecisionDecoder;
  readonly #blocks: BlockDecoder;
  /** Units between two restart markers; 0 if there are none. */
  #interval = 0;
  #isForgiven = false;
  /** How many decisions the file may ask for. */
  readonly #mostDecisions: number;

  constructor(bytes: Uint8Array, header: JpegHeader, options: ResolvedDecodeOptions) {
    this.#bytes = bytes;
    this.#header = header;
    this.#options = options;
    this.#planes = makePlanes(header);
    this.#decisions = new DecisionDecoder(bytes);
    this.#blocks = new BlockDecoder(this.#decisions, this.#conditioning);
    this.#mostDecisions = Math.min(
      DECISIONS_A_PIXEL * options.maximumPixels,
      FREE_DECISIONS + DECISIONS_A_BYTE * bytes.length,
    );
  }

  decode(): readonly Plane[] {
    const { scanStart } = this.#header;
    for (const { marker, body } of readSegments(this.#bytes, this.#options.file).segments) this.#define(marker, body);
    for (const { marker, start, body, bodyEnd, next } of segmentsFrom(this.#bytes, scanStart)) {
      if (marker === quantizationTables) this.#refuse("has quantization tables behind its first scan", start);
      if (marker === startOfScan) this.#decodeScan(this.#readScan(body, start, bodyEnd, next));
      else this.#define(marker, body);
      if (!this.#isSpent) continue;
      const bounds = `${this.#bytes.length} bytes and ${this.#options.maximumPixels} maximumPixels`;
      const problem = `expected at most ${this.#mostDecisions} arithmetic decisions, by ${bounds}, found more`;
      forgive(`the JPEG is damaged: ${problem}`, this.#options);
      break;
    }
    return this.#planes;
  }

  #define(marker: number, body: Uint8Array): void {
    if (marker === restartInterval) this.#interval = ((body[0] ?? 0) << 8) | (body[1] ?? 0);
    else if (marker === arithmeticConditioning && !this.#conditioning.define(body))
      throw new DecodeError(this.#options.file, "the JPEG's conditioning of arithmetic coding (DAC) is wrong");
  }

  /** T.81, B.2.3. */
  #readScan(body: Uint8Array, at: number, start: number, end: number): Scan {
    const [count = 0] = body;
    const selectors = body.subarray(1, 1 + 2 * count);
    if (count < 1 || count > 4 || body.length < 4 + 2 * count) this.#refuse("has a scan whose header is cut short", at);
    const planes = Array.from({ length: count }, (_, index) => {
      const plane = this.#planes.find(({ id }) => id === selectors[2 * index]);
      return plane ?? this.#refuse(`has a scan of the component ${selectors[2 * index]}, which its frame has not`, at);
    });
    if (new Set(planes).size < count) this.#refuse("has a scan that holds a component twice", at);
    const components = planes.map((_, index): Component => {
      const tables = selectors[2 * index + 1]!;
      return { dcTable: (tables >> 4) & 3, acTable: tables & 3, mean: 0, context: 0 };
    });
    return { planes, components, band: this.#readBand(body.subarray(1 + 2 * count), planes, at), start, end };
  }

  /** A sequential scan holds everything, whatever its header says. */
  #readBand([first = 0, last = 0, bits = 0]: Uint8Array, planes: readonly Plane[], at: number): Band {
    if (!this.#header.isProgressive) return { first: 0, last: 63, high: 0, low: 0 };
    const band = { first, last, high: bits >> 4, low: bits & 15 };
    const isMeans = first === 0 && last === 0;
    const isRest = first > 0 && first <= last && last <= 63 && planes.length === 1;
    const isNext = band.high === 0 || band.low === band.high - 1;
    if (!(isMeans || isRest) || !isNext || band.low > LOWEST_BIT)
      this.#refuse(`has a scan of the coefficients ${first} to ${last}, bits ${band.high} to ${band.low}`, at);
    for (const { sent } of planes) {
      if ((first > 0 && sent[0]! < 0) || sent.subarray(first, last + 1).some((bit) => Math.max(bit, 0) !== band.high))
        this.#forgive("its scans do not follow on each other");
      sent.fill(band.low, first, last + 1);
    }
    return band;
  }

  #decodeScan(scan: Scan): void {
    const { planes, components, start, end } = scan;
    const grid = gridOf(planes);
    const units = grid.across * grid.down;
    const interval = this.#interval || units;
    let at = start;
    for (let from = 0, count = 0; from < units; from += interval, count += 1) {
      if (count > 0) at = this.#behindRestart(count - 1, at, end);
      const segmentEnd = this.#interval === 0 ? end : this.#restartFrom(at, end);
      this.#blocks.reset(components);
      this.#decisions.begin(at, segmentEnd);
      let isRight = true;
      const to = Math.min(from + interval, units);
      for (let unit = from; unit < to && isRight && !this.#isMissing; unit += 1) {
        isRight = this.#readUnit(scan, grid, unit);
        if (this.#isSpent) return;
      }
      if (this.#isMissing) this.#forgive(`its arithmetic code ends at byte ${segmentEnd}, before the pixels do`);
      else if (!isRight) this.#forgive(`its arithmetic code between bytes ${at} and ${segmentEnd} fits no block`);
      at = segmentEnd;
    }
  }

  /** Returns whether the code fits it. */
  #readUnit({ planes, components, band }: Scan, { across, blocks }: UnitGrid, unit: number): boolean {
    const row = Math.floor(unit / across);
    const column = unit - row * across;
    for (const { plane, first, columnStep, rowStep } of blocks) {
      const start = first + row * rowStep + column * columnStep;
      if (!this.#blocks.read(planes[plane]!.coefficients, start, components[plane]!, band)) return false;
    }
    return true;
  }

  /** Whether more was read than the segment has. */
  get #isMissing(): boolean {
    return this.#decisions.missing > MOST_LEFT_OUT;
  }

  /** Whether more was asked for than may be. */
  get #isSpent(): boolean {
    return this.#decisions.decisions > this.#mostDecisions;
  }

  /**
   * Where the data behind a restart marker begin. Of one that is missing they are empty, and one that came before is passed
   * over: libjpeg's rule (`jpeg_resync_to_restart`), by the markers' numbers, which go round from 0 to 7.
   */
  #behindRestart(count: number, at: number, end: number): number {
    for (; at < end; at = this.#restartFrom(at + 2, end)) {
      const ahead = (this.#bytes[at + 1]! - count) & 7;
      if (ahead === 0) return at + 2;
      this.#forgive(`expected its restart marker ${count & 7} at byte ${at}`);
      if (ahead <= 2) return at;
      if (ahead < 6) return at + 2;
    }
    this.#forgive(`expected its restart marker ${count & 7} at byte ${end}`);
    return end;
  }

  /** Where the next restart marker is, or else the end. */
  #restartFrom(start: number, end: number): number {
    for (let at = this.#bytes.indexOf(0xff, start); at >= 0 && at < end; at = this.#bytes.indexOf(0xff, at + 1))
      if (isRestart(this.#bytes[at + 1]!)) return at;
    return end;
  }

  /** Once a file, however much of it is wrong. */
  #forgive(problem: string): void {
    if (!this.#isForgiven) forgive(`the JPEG is damaged: ${problem}`, this.#options);
    this.#isForgiven = true;
  }

  #refuse(problem: string, at: number): never {
    throw new DecodeError(this.#options.file, `the JPEG ${problem}, at byte ${at}`);
  }
}

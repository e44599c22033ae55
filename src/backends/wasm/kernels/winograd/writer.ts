// Convolutions of three by three by sixteen matrix products, for blocks of patches: what a patch sees is transformed, multiplied,
// and transformed back, all while it is in the cache.

import { rank4 } from "../../../../tensor/shape.js";
import { f32x4, type I32, i32, type Statement, select, type V128, v128 } from "../../assembler/expression.js";
import { advance, choose, counters, forLoop, type Local, sequence, when } from "../../assembler/function.js";
import type { KernelBody } from "../../kernel.js";
import { activationRules } from "../epilogue.js";
import { addressAt, allParts, forParts, LANES, loadLanes, storeLanes } from "../lanes.js";
import { forWholes } from "../partsOfUnits.js";
import {
  addProducts,
  floatArithmetic,
  lanesOf,
  PANEL,
  rowTiles,
  startSums,
  storeSums,
  type TileRegisters,
  type TileShape,
  tileRegisters,
} from "../tile.js";
import { type Layout, PLACE_BYTES, PRODUCTS, type WinogradConvolution } from "./layout.js";
import { BLOCK, bothWays, ofPatch, ofProducts, PATCH, squareOf } from "./transforms.js";
import { KeptVectors } from "./vectors.js";

type Counter = Local<"i32">;

export class WinogradWriter {
  readonly #convolution: WinogradConvolution;
  readonly #layout: Layout;
  readonly #body: KernelBody;
  readonly #registers: TileRegisters;
  readonly #vectors: KeptVectors;
  readonly #block: Counter;
  /** A patch of the unit, and where its block lies in the output. */
  readonly #patch: Counter;
  readonly #row: Counter;
  readonly #column: Counter;
  readonly #picture: Counter;
  /** Where numbers come from and go to. */
  readonly #read: Counter;
  readonly #written: Counter;
  readonly #place: Counter;

  constructor(convolution: WinogradConvolution, layout: Layout, body: KernelBody) {
    this.#convolution = convolution;
    this.#layout = layout;
    this.#body = body;
    this.#registers = tileRegisters(body.builder, body.target.tileRows);
    this.#vectors = new KeptVectors(body.builder);
    [this.#block, this.#patch, this.#row, this.#column, this.#picture] = counters(body.builder, 5);
    [this.#read, this.#written, this.#place] = counters(body.builder, 3);
  }

  /** Addresses, by what is there. */
  get #at() {
    const { addresses } = this.#body;
    const [x, weights, y] = addresses as [Counter, Counter, Counter];
    const [left, products, places, zeros] = addresses.slice(-4) as [Counter, Counter, Counter, Counter];
    const { bias, residual } = this.#convolution.epilogue;
    return {
      ...{ x, weights, y, left, products, places, zeros },
      bias: bias ? addresses[3]! : null,
      residual: residual ? addresses[bias ? 4 : 3]! : null,
    };
  }

  /** A unit is a part of the outputs of a block of patches; those of one block share its transformed patches. */
  write(): void {
    const { builder } = this.#body;
    const { parts, partPanels, unitPatches } = this.#layout;
    const length = this.#convolution.output[3]!;
    const panel = builder.local("i32");
    const eachPatch = (...body: readonly Statement[]): Statement =>
      forLoop(this.#patch, { from: 0, to: unitPatches, step: 1 }, ...body);
    const block = (whole: I32, ofParts: { readonly from: I32; readonly to: I32 }): Statement => {
      const panels = {
        from: i32.multiply(ofParts.from, partPanels),
        to: i32.minimumUnsigned(i32.multiply(ofParts.to, partPanels), Math.ceil(length / PANEL)),
      };
      return sequence(
        this.#block.set(whole),
        eachPatch(this.#find(), this.#transformPatch()),
        forParts(panel, { ...panels, length, part: PANEL }, (width) =>
          sequence(this.#products(panel, width), eachPatch(this.#transformProducts(panel, width))),
        ),
      );
    };
    builder.emit(this.#clearZeros(), forWholes(this.#body, parts, block));
  }

  /** Border patches read them instead of what lies beyond the picture. */
  #clearZeros(): Statement {
    const { zeros } = this.#at;
    const end = i32.add(zeros, 4 * this.#convolution.input[3]!);
    return forLoop(this.#read, { from: zeros, to: end, step: 4 * LANES }, v128.store(this.#read, v128.zero));
  }

  /** Sets the patch's row, column and picture, and notes where its block lies in y. Behind the last patch comes the last again. */
  #find(): Statement {
    const { rows, columns, patches, unitPatches } = this.#layout;
    const [, height, width, outputs] = rank4(this.#convolution.output);
    const number = i32.add(i32.multiply(this.#block, unitPatches), this.#patch);
    const line = i32.add(i32.multiply(this.#picture, height), this.#row);
    const pixel = i32.add(i32.multiply(line, width), this.#column);
    const place = addressAt(this.#at.places, this.#patch, PLACE_BYTES);
    return sequence(
      this.#read.set(i32.minimumUnsigned(number, patches - 1)),
      this.#column.set(i32.multiply(i32.remainderUnsigned(this.#read, columns), BLOCK)),
      this.#read.set(i32.divideUnsigned(this.#read, columns)),
      this.#row.set(i32.multiply(i32.remainderUnsigned(this.#read, rows), BLOCK)),
      this.#picture.set(i32.divideUnsigned(this.#read, rows)),
      i32.store(place, i32.multiply(pixel, 4 * outputs)),
      i32.store(place, this.#row, 4),
      i32.store(place, this.#column, 8),
    );
  }

  /** What the patch sees, transformed, becomes a row of sixteen matrices. */
  #transformPatch(): Statement {
    const { input, padding } = this.#convolution;
    const [, height, width, inputs] = rank4(input);
    const { x, left } = this.#at;
    const [top, first] = counters(this.#body.builder, 2);
    const fits = (position: I32, length: number): I32 => i32.lessUnsigned(position, Math.max(0, length - PATCH + 1));
    const pixel = (row: number, column: number): I32 => {
      const line = i32.add(i32.multiply(this.#picture, height), i32.add(top, row));
      return i32.add(i32.multiply(line, width), i32.add(first, column));
    };
    const inside = this.#channels([this.#read], (row, column, lanes) =>
      loadLanes(this.#read, lanes, 4 * inputs * (row * width + column)),
    );
    const pixels = squareOf(PATCH, () => this.#body.builder.local("i32"));
    const seen = pixels.flatMap((line, row) =>
      line.map((pointer, column) => {
        const isSeen = i32.and(
          i32.lessUnsigned(i32.add(top, row), height),
          i32.lessUnsigned(i32.add(first, column), width),
        );
        return pointer.set(select(addressAt(x, pixel(row, column), 4 * inputs), this.#at.zeros, isSeen));
      }),
    );
    const atBorder = this.#channels(pixels.flat(), (row, column, lanes) => loadLanes(pixels[row]![column]!, lanes));
    return sequence(
      top.set(i32.subtract(this.#row, padding[0])),
      first.set(i32.subtract(this.#column, padding[2])),
      this.#read.set(addressAt(x, pixel(0, 0), 4 * inputs)),
      this.#written.set(addressAt(left, this.#patch, 4 * inputs)),
      choose(i32.and(fits(top, height), fits(first, width)), inside, sequence(...seen, atBorder)),
    );
  }

  /** Every group of channels; the pointers go on from group to group. */
  #channels(pointers: readonly Counter[], load: (row: number, column: number, lanes: number) => V128): Statement {
    const inputs = this.#convolution.input[3]!;
    const next = [...pointers, this.#written].map((pointer) => advance(pointer, 4 * LANES));
    return forParts(this.#place, allParts(inputs), (lanes) => {
      const patch = squareOf(PATCH, (row, column) => this.#vectors.keep(load(row, column, lanes)));
      const numbers = bothWays(this.#vectors, ofPatch, patch).flat() as Local<"v128">[];
      const stores = numbers.map((number, product) =>
        storeLanes(this.#written, number, lanes, product * this.#layout.leftPlane),
      );
      return sequence(...this.#vectors.take(), ...stores, ...next);
    });
  }

  /** Sixteen products of the unit's patches and a panel of weights. */
  #products(panel: I32, width: number): Statement {
    const { builder, target } = this.#body;
    const inputs = this.#convolution.input[3]!;
    const { unitPatches, leftPlane, productPlane } = this.#layout;
    const { weights, left, products } = this.#at;
    const { main, tail } = rowTiles(unitPatches, target.tileRows);
    const [product, matrix, round] = counters(builder, 3);
    const tile = (rows: number): Statement =>
      sequence(this.#tile({ rows, width, steps: inputs }, matrix), advance(this.#read, 4 * rows * inputs));
    return forLoop(
      product,
      { from: 0, to: PRODUCTS, step: 1 },
      matrix.set(addressAt(weights, i32.add(i32.multiply(panel, PRODUCTS), product), 4 * PANEL * inputs)),
      this.#read.set(addressAt(left, product, leftPlane)),
      this.#written.set(addressAt(products, product, productPlane)),
      forLoop(round, { from: 0, to: main, step: 1 }, tile(target.tileRows)),
      ...tail.map(tile),
    );
  }

  #tile(shape: TileShape & { readonly steps: number }, matrix: I32): Statement {
    const registers = this.#registers;
    const distances = { row: 4 * shape.steps, left: 4, right: 4 * PANEL };
    const output = { output: this.#written, y: this.#written, rowBytes: 4 * PANEL };
    return sequence(
      registers.a.set(this.#read),
      registers.b.set(matrix),
      startSums(registers, shape, () => v128.zero),
      addProducts(registers, shape, distances, floatArithmetic(this.#body.target)),
      storeSums(registers, shape, output, { residual: null, activation: "none" }),
    );
  }

  /** A patch's products, transformed, become a block of y. */
  #transformProducts(panel: I32, width: number): Statement {
    const { y, products, places } = this.#at;
    const place = addressAt(places, this.#patch, PLACE_BYTES);
    return sequence(
      this.#read.set(addressAt(products, this.#patch, 4 * PANEL)),
      this.#place.set(addressAt(i32.load(place), panel, 4 * PANEL)),
      this.#row.set(i32.load(place, 4)),
      this.#column.set(i32.load(place, 8)),
      this.#written.set(i32.add(y, this.#place)),
      ...lanesOf(width).map((lanes, half) => this.#writeBlock(panel, half, lanes)),
    );
  }

  /** The block's numbers in some channels; some may lie below y or beside it. */
  #writeBlock(panel: I32, half: number, lanes: number): Statement {
    const { output, epilogue } = this.#convolution;
    const [, height, width, outputs] = rank4(output);
    const { bias, residual } = this.#at;
    const vectors = this.#vectors;
    const products = squareOf(PATCH, (row, column) =>
      vectors.keep(loadLanes(this.#read, LANES, (PATCH * row + column) * this.#layout.productPlane + 4 * LANES * half)),
    );
    const block = bothWays(vectors, ofProducts, products).flatMap((line, row) =>
      line.map((sum, column) => {
        const offset = 4 * (outputs * (row * width + column) + LANES * half);
        const biased =
          bias === null ? sum : f32x4.add(sum, loadLanes(addressAt(bias, panel, 4 * PANEL), lanes, 4 * LANES * half));
        const finish = (): Statement => {
          const place = residual === null ? null : i32.add(residual, this.#place);
          const total = place === null ? biased : f32x4.add(biased, loadLanes(place, lanes, offset));
          const number = vectors.keep(activationRules[epilogue.activation](total)) as Local<"v128">;
          return sequence(...vectors.take(), storeLanes(this.#written, number, lanes, offset));
        };
        return { row, column, finish };
      }),
    );
    const transformed = vectors.take();
    const stores = block.map(({ row, column, finish }) => {
      const isThere = [
        ...(row === 0 || height % BLOCK === 0 ? [] : [i32.lessUnsigned(this.#row, height - 1)]),
        ...(column === 0 || width % BLOCK === 0 ? [] : [i32.lessUnsigned(this.#column, width - 1)]),
      ];
      return isThere.length === 0 ? finish() : when(isThere.reduce(i32.and), finish());
    });
    return sequence(...transformed, ...stores);
  }
}

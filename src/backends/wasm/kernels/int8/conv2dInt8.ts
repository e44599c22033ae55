// Convolutions of whole numbers of 8 bits: products of what each pixel of the output sees, whose sums become bytes again.

import { isPointwise } from "../../../../tensor/ops/conv2d.js";
import { conv2dInt8Op, type Int8Convolution } from "../../../../tensor/ops/int8/convolutions.js";
import { sizeOf } from "../../../../tensor/shape.js";
import type { OpStep } from "../../../kernelTable.js";
import type { Statement } from "../../assembler/expression.js";
import { advance, type Local, sequence } from "../../assembler/function.js";
import { v128 } from "../../assembler/narrow.js";
import { type KernelBody, type KernelContext, ScratchSpace, type Served } from "../../kernel.js";
import { serveInt8 } from "../serveInt8.js";
import { lanesOf, PANEL, type TileShape } from "../tile.js";
import { rowsInRound, type TiledProduct, type TilePlace, type Tiles, tiledKernel } from "../tiledProduct.js";
import { type ByteArithmetic, byteArithmetic, STEP_BYTES } from "./byteArithmetic.js";
import { storeBytes } from "./bytes.js";
import { packBytes, panelPlaces } from "./panelWeights.js";
import { readWeights } from "./readWeights.js";
import { describeRounding, packRounding, Rounder, type Rounding } from "./requantize.js";
import { describeSeen, RowWriter, type SeenRows, VECTOR } from "./seenRows.js";

const PLAIN = "tensors that are no bytes, weights that change, and sums that 32 bits may not hold";

export const conv2dInt8 = serveInt8(conv2dInt8Op, PLAIN, (site) => convolution(site, site));

interface ByteProduct {
  readonly product: TiledProduct;
  readonly arithmetic: ByteArithmetic;
  readonly seen: SeenRows;
  readonly rounding: Rounding;
}

function convolution(
  { attributes, inputs, output }: OpStep<Int8Convolution, ["x", "kernel", "bias", "multiplier"]>,
  context: KernelContext,
): Served | null {
  const [x, kernel] = inputs;
  const weights = readWeights(inputs, attributes, context);
  if (x.type !== "int8" || output.type !== "int8" || weights === null) return null;
  const { offset } = context.int8;
  const arithmetic = byteArithmetic(weights.terms);
  const { terms, bytes, tileRows } = arithmetic;
  const zero = attributes.xZeroPoint + offset;
  const seen: SeenRows = {
    ...{ input: x.shape, kernel: kernel.shape, output: output.shape, window: attributes.window },
    ...{ bytes, padding: zero },
  };
  const columns = weights.bias.length;
  const depth = weights.kernel.terms.length;
  const steps = Math.ceil(depth / terms);
  const product: TiledProduct = {
    key: `conv2dInt8 ${describeSeen(seen)}${describeRounding(weights.rounding)}`,
    ...{ rows: sizeOf(output.shape) / columns, columns, tileRows, steps },
    a: { row: depth * bytes, step: 4 },
    b: { panel: panelPlaces(steps).end, step: STEP_BYTES },
    elementBytes: 1,
  };
  const packed = packBytes({ ...weights, zero }, arithmetic, packRounding(attributes, context.int8));
  const own = new ScratchSpace().takeOwn((rowsInRound(product) * product.a.row + VECTOR) / 4);
  const operands = isInPlace(seen) ? [x, packed, output] : [x, packed, output, own];
  const parts = { product, arithmetic, seen, rounding: weights.rounding };
  return { kernels: [tiledKernel(product, operands, (body, place) => byteTiles(parts, body, place))] };
}

/** Whether the rows of the product are the picture's pixels as they lie in memory. */
function isInPlace({ kernel, window, bytes }: SeenRows): boolean {
  return bytes === 1 && isPointwise(kernel, window);
}

function byteTiles({ product, arithmetic, seen, rounding }: ByteProduct, body: KernelBody, place: TilePlace): Tiles {
  const { builder, addresses, target } = body;
  const [x, packed, , own] = addresses as [Local<"i32">, Local<"i32">, Local<"i32">, Local<"i32">];
  const { registers, panelStart, output } = place;
  const { columns, steps } = product;
  const places = panelPlaces(steps);
  const rounder = new Rounder(builder, rounding, target.int8);
  builder.emit(rounder.start(packed, Math.ceil(columns / PANEL) * places.end));

  /** Rows whose bytes fill a vector: two, or a part of one. */
  const finish = (row: number, { rows, width }: TileShape): Statement => {
    const finished = registers.sums.slice(row, width === PANEL ? Math.min(row + 2, rows) : row + 1);
    const rounded = finished.flatMap((halves) =>
      lanesOf(width).map((_, half) => rounder.sums(halves[half]!, registers.right[half]!)),
    );
    const stores = finished.map((_, index) => {
      const offset = (row + index) * columns;
      return width === PANEL
        ? v128.store64(output, registers.left, index, offset)
        : storeBytes(output, registers.left, width, offset);
    });
    return sequence(registers.left.set(rounder.bytes(rounded)), ...stores);
  };
  return {
    arithmetic,
    start: (_, half) => v128.load(panelStart, places.starts + 16 * half),
    store: (shape) => {
      const multipliers = registers.right.map((half, index) =>
        half.set(v128.load(panelStart, places.multipliers + 16 * index)),
      );
      const firstRows = Array.from({ length: shape.rows }, (_, row) => row);
      const pairs = shape.width === PANEL ? firstRows.filter((row) => row % 2 === 0) : firstRows;
      const stores = pairs.map((row) => finish(row, shape));
      return sequence(...multipliers, ...stores, advance(output, shape.rows * columns));
    },
    gathered: isInPlace(seen) ? null : new RowWriter(body, seen, { x, own }),
  };
}

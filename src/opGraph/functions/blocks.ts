// Blocks of pixels that become channels or pictures, and back: `[batch, ...pixels, channels]`, as TensorFlow has them.

import { LinnetError } from "../../tensor/errors.js";
import { formatShape, rank4, type Shape, sizeOf } from "../../tensor/shape.js";
import { shapeOf, type Value } from "../value.js";
import { padded } from "./pad.js";
import { reshapeTo, transposed } from "./shapes.js";

/** Each block of pixels as the channels of one (https://www.tensorflow.org/api_docs/python/tf/nn/space_to_depth). */
export function spaceToDepth(x: Value, block: number): Value {
  const [batch, height, width, channels] = pictureShape(x);
  const [rows, columns] = [divided(height, block), divided(width, block)];
  const cells = transposed(reshapeTo(x, [batch, rows, block, columns, block, channels]), [0, 1, 3, 2, 4, 5]);
  return reshapeTo(cells, [batch, rows, columns, block * block * channels]);
}

/** `spaceToDepth` back. */
export function depthToSpace(x: Value, block: number): Value {
  const [batch, height, width, channels] = pictureShape(x);
  const depth = divided(channels, block * block);
  const cells = transposed(reshapeTo(x, [batch, height, width, block, block, depth]), [0, 1, 3, 2, 4, 5]);
  return reshapeTo(cells, [batch, height * block, width * block, depth]);
}

function pictureShape(x: Value): ReturnType<typeof rank4> {
  const shape = shapeOf(x);
  if (shape.length === 4) return rank4(shape);
  throw new LinnetError(`expected [batch, height, width, channels], got ${formatShape(shape)}`);
}

function divided(length: number, block: number): number {
  const parts = length / block;
  if (block > 0 && Number.isInteger(block) && Number.isInteger(parts)) return parts;
  throw new LinnetError(`expected blocks that divide ${length}, got ${block}`);
}

/** Pairs of cells before and after each axis of pixels. */
export type Borders = readonly (readonly [before: number, after: number])[];

/**
 * After padding, the pixels at each place of the blocks as pictures of their own, place after place
 * (https://www.tensorflow.org/api_docs/python/tf/space_to_batch).
 */
export function spaceToBatch(x: Value, blocks: Shape, pads: Borders): Value {
  const { length: rank } = shapeOf(x);
  checkAxes(blocks, pads, rank);
  const around = (side: 0 | 1): number[] => Array.from({ length: rank }, (_, axis) => pads[axis - 1]?.[side] ?? 0);
  const bordered = padded(x, around(0), around(1));
  const [batch = 1, ...rest] = shapeOf(bordered);
  const [pixels, others] = [rest.slice(0, blocks.length), rest.slice(blocks.length)];
  const counts = pixels.map((length, axis) => divided(length, blocks[axis]!));
  const cells = reshapeTo(bordered, [batch, ...counts.flatMap((count, axis) => [count, blocks[axis]!]), ...others]);
  const axes = blocks.map((_, axis) => axis);
  const behind = others.map((_, axis) => 1 + 2 * blocks.length + axis);
  const order = [...axes.map((axis) => 2 + 2 * axis), 0, ...axes.map((axis) => 1 + 2 * axis), ...behind];
  return reshapeTo(transposed(cells, order), [batch * sizeOf(blocks), ...counts, ...others]);
}

/** `spaceToBatch` back; then the crops are cut off. */
export function batchToSpace(x: Value, blocks: Shape, crops: Borders): Value {
  const [batch = 1, ...rest] = shapeOf(x);
  checkAxes(blocks, crops, rest.length + 1);
  const [pixels, others] = [rest.slice(0, blocks.length), rest.slice(blocks.length)];
  const pictures = divided(batch, sizeOf(blocks));
  const cells = reshapeTo(x, [...blocks, pictures, ...pixels, ...others]);
  const count = blocks.length;
  const axes = blocks.flatMap((_, axis) => [count + 1 + axis, axis]);
  const order = [count, ...axes, ...others.map((_, axis) => 2 * count + 1 + axis)];
  const whole = pixels.map((length, axis) => length * blocks[axis]!);
  const spread = reshapeTo(transposed(cells, order), [pictures, ...whole, ...others]);
  const cut = (side: 0 | 1): number[] => [pictures, ...rest].map((_, axis) => -(crops[axis - 1]?.[side] ?? 0));
  return padded(spread, cut(0), cut(1));
}

function checkAxes(blocks: Shape, borders: Borders, rank: number): void {
  const isWhole = (length: number): boolean => Number.isInteger(length) && length >= 0;
  const fits = borders.length === blocks.length && blocks.length < rank && borders.flat().every(isWhole);
  if (fits && blocks.every((block) => Number.isInteger(block) && block > 0)) return;
  throw new LinnetError(`expected a block and two lengths for up to ${rank - 1} axes, got ${formatShape(blocks)}`);
}

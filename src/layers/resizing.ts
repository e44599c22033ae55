// Resizing and CenterCrop: pictures of one size from pictures of another.

import { expect, expectWhole, LinnetError } from "../tensor/errors.js";
import { slice } from "../tensor/ops/slice.js";
import { pad } from "../tensor/pad.js";
import { resize } from "../tensor/resize.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Pair } from "../tensor/window.js";
import { Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { nameLayerClass } from "./layerClasses.js";
import { antialiased, type PictureInterpolation, pictureInterpolation } from "./pictureInterpolation.js";
import { signatureOf } from "./signature.js";

export interface ResizingOptions extends LayerOptions {
  readonly height: number;
  readonly width: number;
  /** Default: `bilinear`. */
  readonly interpolation?: PictureInterpolation;
  /** Whether to cut off what another shape has more, so that nothing is stretched. Default: false. */
  readonly cropToAspectRatio?: boolean;
  /** Whether to fill up what another shape has less. Default: false. */
  readonly padToAspectRatio?: boolean;
  /** How to fill: `constant` alone. Default: `constant`. */
  readonly fillMode?: string;
  /** Default: 0. */
  readonly fillValue?: number;
  /** Whether a smaller picture takes the mean of what it leaves out. Default: false. */
  readonly antialias?: boolean;
}

/** See https://keras.io/api/layers/preprocessing_layers/image_preprocessing/resizing. */
export class Resizing extends Layer {
  static override readonly signature = signatureOf<ResizingOptions>("Resizing", {
    height: "number",
    width: "number",
    interpolation: "string",
    cropToAspectRatio: "boolean",
    padToAspectRatio: "boolean",
    fillMode: "string",
    fillValue: "number",
    antialias: "boolean",
  });
  readonly className = "Resizing";
  static {
    nameLayerClass("Resizing", Resizing);
  }
  readonly #size: Pair;
  readonly #interpolation;
  readonly #options;

  constructor(options: ResizingOptions) {
    super(options);
    this.#size = [options.height, options.width];
    this.#interpolation = pictureInterpolation(this.label, options.interpolation ?? "bilinear");
    const { cropToAspectRatio = false, padToAspectRatio = false, antialias = false } = options;
    const { fillMode = "constant", fillValue = 0 } = options;
    this.#options = { cropToAspectRatio, padToAspectRatio, fillMode, fillValue, antialias };
    if (cropToAspectRatio && padToAspectRatio)
      throw new LinnetError(`${this.label}: expected one of cropToAspectRatio and padToAspectRatio, got both`);
    if (fillMode !== "constant")
      throw new LinnetError(`${this.label}: expected fillMode to be constant, got "${fillMode}"`);
  }

  config(): LayerConfig {
    const [height, width] = this.#size;
    return { height, width, interpolation: this.#interpolation.name, ...this.#options };
  }

  outputShape([input]: readonly Shape[]): Shape {
    return pictureOfSize(input!, this.#size);
  }

  call([x]: readonly Tensor[]): Tensor {
    const { cropToAspectRatio, padToAspectRatio, fillValue, antialias } = this.#options;
    const fitted = cropToAspectRatio
      ? cutToRatio(x!, this.#size)
      : padToAspectRatio
        ? filledToRatio(x!, this.#size, fillValue)
        : x!;
    return resize(fitted, this.#size, antialias ? antialiased(this.#interpolation) : this.#interpolation.options);
  }
}

/** @throws Expectation if the input is no picture or a length of the size is not a whole number above 0 */
function pictureOfSize(input: Shape, [height, width]: Pair): Shape {
  expect(input.length === 3, () => `expected pictures [height, width, channels], got ${formatShape(input)}`);
  expectWhole("height", height);
  expectWhole("width", width);
  return [height, width, input[2]!];
}

/** The lengths that a picture has in the size's ratio, if it keeps its width, and if it keeps its height; whole as in Keras. */
function lengthsInRatio([, height, width]: Shape, [newHeight, newWidth]: Pair): Pair {
  return [Math.trunc((width! * newHeight) / newWidth), Math.trunc((height! * newWidth) / newHeight)];
}

function cutToRatio(x: Tensor, size: Pair): Tensor {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [inRatio, acrossRatio] = lengthsInRatio(x.shape, size);
  const [rows, columns] = [Math.max(Math.min(height, inRatio), 1), Math.max(Math.min(width, acrossRatio), 1)];
  const start = [0, Math.trunc((height - rows) / 2), Math.trunc((width - columns) / 2), 0];
  return slice(x, start, [batch, rows, columns, channels]);
}

function filledToRatio(x: Tensor, size: Pair, value: number): Tensor {
  const [, height, width] = x.shape as [number, number, number, number];
  const [inRatio, acrossRatio] = lengthsInRatio(x.shape, size);
  const [rows, columns] = [Math.max(height, inRatio), Math.max(width, acrossRatio)];
  const [above, left] = [Math.trunc((rows - height) / 2), Math.trunc((columns - width) / 2)];
  // As many on either side, as Keras has it: an odd one is left out.
  const padding = [
    [0, 0],
    [above, above],
    [left, left],
    [0, 0],
  ] as const;
  return pad(x, padding, { value });
}

export interface CenterCropOptions extends LayerOptions {
  readonly height: number;
  readonly width: number;
}

/**
 * The middle of each picture; of a smaller one, the largest part of that ratio, resized.
 * See https://keras.io/api/layers/preprocessing_layers/image_preprocessing/center_crop.
 */
export class CenterCrop extends Layer {
  static override readonly signature = signatureOf<CenterCropOptions>("CenterCrop", {
    height: "number",
    width: "number",
  });
  readonly className = "CenterCrop";
  static {
    nameLayerClass("CenterCrop", CenterCrop);
  }
  readonly #size: Pair;

  constructor(options: CenterCropOptions) {
    super(options);
    this.#size = [options.height, options.width];
  }

  config(): LayerConfig {
    const [height, width] = this.#size;
    return { height, width };
  }

  outputShape([input]: readonly Shape[]): Shape {
    return pictureOfSize(input!, this.#size);
  }

  call([x]: readonly Tensor[]): Tensor {
    const [batch, height, width, channels] = x!.shape as [number, number, number, number];
    const [rows, columns] = this.#size;
    if (height < rows || width < columns) return resize(cutToRatio(x!, this.#size), this.#size);
    const start = [0, Math.trunc((height - rows) / 2), Math.trunc((width - columns) / 2), 0];
    return slice(x!, start, [batch, rows, columns, channels]);
  }
}

// Where a picture comes from: a file, its bytes, pixels in memory, or what a page shows.

import { fileSize, platformName, readFile } from "../platform/index.js";
import { describe } from "../tensor/describe.js";
import { DecodeError } from "./decodeError.js";
import { dropAlpha, type Picture } from "./picture.js";

/** A path (in a page, an address), the bytes of a file, or pixels. */
export type PictureSource = string | Blob | Picture;

/** What a page can draw: an image element, a canvas, a video (its frame of now), a bitmap. */
type Drawable = HTMLImageElement | HTMLCanvasElement | OffscreenCanvas | HTMLVideoElement | ImageBitmap | VideoFrame;

/** Anything that shows a picture. */
export type PictureInput = PictureSource | URL | Uint8Array | ArrayBuffer | ImageData | Drawable;

/** Whether a value is pixels in memory: RGB as `Picture` has them, or RGBA as a canvas gives them. */
function isPixels(input: object): input is Picture | ImageData {
  return "data" in input && "width" in input && "height" in input;
}

/**
 * The picture as loaders take it. Of a video, the frame that is shown now.
 * @param name what errors call it
 * @throws DecodeError naming the picture if it is invalid, or its pixels cannot be read
 */
export function pictureSourceOf(input: PictureInput, name = "picture"): PictureSource {
  if (typeof input === "string" || input instanceof Blob) return input;
  if (input instanceof URL) return input.protocol === "file:" ? pathOf(input, name) : input.href;
  if (input instanceof ArrayBuffer || input instanceof Uint8Array) return new Blob([new Uint8Array(input)]);
  if (typeof input !== "object" || input === null)
    throw new DecodeError(name, `expected a path, bytes, pixels or what a page can draw, got ${describe(input)}`);
  if (isPixels(input)) return fromPixels(input, name);
  if (!isDrawable(input))
    throw new DecodeError(name, `expected a path, bytes, pixels or what a page can draw, got ${describe(input)}`);
  return fromPixels(drawn(input, name), name);
}

function pathOf(url: URL, name: string): string {
  try {
    return decodeURIComponent(url.pathname);
  } catch {
    throw new DecodeError(name, `expected an address with valid escapes, got ${describe(url.href)}`);
  }
}

/** Whether it has a size of its own: what else a page cannot draw, its canvas refuses. */
function isDrawable(input: object): input is Drawable {
  return ["naturalWidth", "videoWidth", "displayWidth", "width"].some((name) => name in input);
}

function fromPixels(pixels: Picture | ImageData, name: string): Picture {
  const { width, height, data } = pixels;
  if (!ArrayBuffer.isView(data) && !Array.isArray(data))
    throw new DecodeError(name, `expected its data to be an array of pixels, got ${describe(data)}`);
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0))
    throw new DecodeError(name, `expected a width and height of 1 or more pixels, got ${width} x ${height}`);
  if (data.length === width * height * 3) return { width, height, data: new Uint8Array(data) };
  if (data.length === width * height * 4) return dropAlpha({ width, height, data: new Uint8Array(data) });
  throw new DecodeError(
    name,
    `expected three or four values a pixel of ${width} x ${height} pixels, got ${data.length} values`,
  );
}

/** The pixels of what a page shows, in its own size. */
function drawn(input: Drawable, name: string): ImageData {
  const { width, height } = sizeOf(input);
  if (!(width > 0 && height > 0))
    throw new DecodeError(name, "it has no pixels yet: wait until it is loaded (img.decode(), a video's first frame)");
  const canvas =
    typeof OffscreenCanvas === "undefined"
      ? Object.assign(document.createElement("canvas"), { width, height })
      : new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true }) as
    | CanvasRenderingContext2D
    | OffscreenCanvasRenderingContext2D
    | null;
  if (context === null) throw new DecodeError(name, "the page gives no 2d canvas to read its pixels with");
  context.drawImage(input, 0, 0, width, height);
  try {
    return context.getImageData(0, 0, width, height);
  } catch (error) {
    throw new DecodeError(name, `its pixels may not be read (${error instanceof Error ? error.message : error})`);
  }
}

function sizeOf(input: Drawable): { readonly width: number; readonly height: number } {
  if ("naturalWidth" in input) return { width: input.naturalWidth, height: input.naturalHeight };
  if ("videoWidth" in input) return { width: input.videoWidth, height: input.videoHeight };
  if ("displayWidth" in input) return { width: input.displayWidth, height: input.displayHeight };
  return { width: input.width, height: input.height };
}

/** What errors and reports call a picture: its path, its file's name, or its place. */
export function nameOfSource(source: PictureSource, place: string): string {
  if (typeof source === "string") return source;
  return "name" in source && typeof source.name === "string" ? source.name : place;
}

/**
 * The bytes of a file.
 * @param most how many it may have
 * @throws DecodeError naming it, if it cannot be read or has more
 */
export async function readPictureBytes(source: string | Blob, name: string, most: number): Promise<Uint8Array> {
  try {
    const size = typeof source === "string" ? await sizeOnDisk(source) : source.size;
    if (size > most) throw new DecodeError(name, `expected a picture of at most ${most} bytes, found ${size}`);
    return typeof source === "string" ? await readFile(source) : new Uint8Array(await source.arrayBuffer());
  } catch (error) {
    if (error instanceof DecodeError) throw error;
    throw new DecodeError(name, `could not be read (${error instanceof Error ? error.message : String(error)})`);
  }
}

/** A page knows only once it has the whole file. */
async function sizeOnDisk(path: string): Promise<number> {
  return platformName === "node" ? fileSize(path) : 0;
}

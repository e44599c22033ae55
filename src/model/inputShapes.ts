// Lengths that a model's file leaves open, such as height and width, and what a person says of them.

import type { DescribedNetwork } from "../formats/opened.js";
import { LinnetError } from "../tensor/errors.js";
import type { Shape } from "../tensor/shape.js";
import type { NetworkEnds } from "./networkConfig.js";

/** Lengths without the batch; null for those that are open, or that nothing is said of. */
export type OpenShape = readonly (number | null)[];

export interface NetworkLoadOptions {
  /**
   * The input's shape, as `[height, width, channels]`, where the file leaves lengths open; null keeps the file's length. Of several
   * inputs it is for those with as many axes. Default: what the file says.
   */
  readonly inputShape?: OpenShape;
}

/** @throws LinnetError if it is no shape */
export function checkInputShape(shape: OpenShape): void {
  const isLength = (length: unknown): boolean =>
    length === null || (Number.isSafeInteger(length) && Number(length) > 0);
  if (!shape.every(isLength)) throw new LinnetError(`load: inputShape: expected lengths above 0, got ${format(shape)}`);
}

/** @throws LinnetError naming the input, and the options that say its open lengths */
export function filledShape(where: string, found: OpenShape, given: OpenShape = []): Shape {
  const filled = found.map((length, axis) => length ?? (given.length === found.length ? given[axis]! : null));
  if (filled.every((length) => length !== null)) return filled;
  const names = found.length === 3 ? "{ inputShape: [height, width, channels] }" : "{ inputShape }";
  const advice = `give load ${names}${found.length === 3 && found[2] !== null ? ", or a command --size" : ""}`;
  throw new LinnetError(`${where}: expected a shape with every length, the file has ${format(filled)}: ${advice}`);
}

/** The network with every length of its inputs. @throws LinnetError as `filledShape` does */
export function withInputShapes(
  network: DescribedNetwork,
  given: OpenShape | undefined,
  file: string,
): DescribedNetwork {
  const layers = network.layers.map((layer) => {
    if ("callOf" in layer || layer.className !== "InputLayer") return layer;
    const { shape } = layer.config;
    if (!Array.isArray(shape) || !shape.includes(null)) return layer;
    return {
      ...layer,
      config: { ...layer.config, shape: filledShape(`${file}: input "${layer.name}"`, shape as OpenShape, given) },
    };
  });
  return { ...network, layers };
}

/** @throws LinnetError naming the file and the input whose shape is another than the given one */
export function expectInputShapes({ inputs }: NetworkEnds, given: OpenShape, file: string): void {
  const same = inputs.filter(({ shape }) => shape.length === given.length);
  const other = (same.length > 0 ? same : inputs).find(
    ({ shape }) => shape.length !== given.length || shape.some((length, axis) => length !== (given[axis] ?? length)),
  );
  if (other === undefined) return;
  const input = `${file}: input "${other.layer.name}"`;
  throw new LinnetError(`${input}: the file has ${format(other.shape)}, which cannot be ${format(given)}`);
}

function format(shape: OpenShape): string {
  return `[${shape.map((length) => length ?? "?").join(",")}]`;
}

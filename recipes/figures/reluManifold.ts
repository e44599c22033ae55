// ReLU on a spiral that is embedded in more dimensions (MobileNetV2, arXiv 1801.04381, section 3.2 and figure 1).

import { type LineChart, Tensor } from "linnet";
import { matMul, relu } from "linnet/ops";
import { normalRandom, seededRandom } from "../../src/tensor/random.js";
import { drawPanels } from "./panels.js";

/** Those of the paper's figure. */
export const embeddingDimensions = [2, 3, 5, 15, 30] as const;

const POINTS = 600;
const TURNS = 2.5;

/** What is left of the spiral after ReLU in `dimensions` dimensions. */
export interface Embedding {
  readonly dimensions: number;
  /** Projected back to the plane: `[points, 2]`. */
  readonly projected: Tensor;
  /**
   * The part of the points at which fewer than two channels are above zero: all their neighbors in some direction are
   * made one with them, and no later layer can tell them apart.
   */
  readonly collapsed: number;
  /** The root of the mean squared distance to the spiral, against the spiral's own size, at the scale that fits best. */
  readonly distance: number;
}

/** A spiral from the center to radius 1, evenly spaced by angle: `[points, 2]`. */
export function spiral(points = POINTS): Tensor {
  const values = new Float32Array(points * 2);
  for (let point = 0; point < points; point += 1) {
    const radius = (point + 1) / points;
    const angle = 2 * Math.PI * TURNS * radius;
    values.set([radius * Math.cos(angle), radius * Math.sin(angle)], point * 2);
  }
  return Tensor.from(values, [points, 2]);
}

/**
 * `relu(x T) T⁺`: x `[points, 2]`, T `[2, dimensions]` of standard normal numbers that belong to the seed, and T⁺ its
 * inverse, from 3 dimensions on the pseudo-inverse.
 */
export function embed(x: Tensor, dimensions: number, seed: number): Embedding {
  const matrix = randomMatrix(dimensions, seed);
  const channels = relu(matMul(x, matrix));
  const projected = matMul(channels, pseudoInverse(matrix));
  return { dimensions, projected, collapsed: collapsedPart(channels), distance: distanceAtBestScale(x, projected) };
}

/** Means over `draws` matrices, of which a single one may be lucky. */
export function meanEmbedding(dimensions: number, draws: number): Omit<Embedding, "projected"> {
  const x = spiral();
  const drawn = Array.from({ length: draws }, (_, seed) => embed(x, dimensions, seed));
  const mean = (figure: (one: Embedding) => number): number => drawn.reduce((sum, one) => sum + figure(one), 0) / draws;
  return { dimensions, collapsed: mean(({ collapsed }) => collapsed), distance: mean(({ distance }) => distance) };
}

function randomMatrix(dimensions: number, seed: number): Tensor {
  const uniform = seededRandom("embedding", dimensions, seed);
  return Tensor.from(
    Float32Array.from({ length: 2 * dimensions }, () => normalRandom(uniform)),
    [2, dimensions],
  );
}

/** T⁺ = Tᵗ (T Tᵗ)⁻¹ for T `[2, dimensions]`, so that T T⁺ is the identity. */
function pseudoInverse(matrix: Tensor): Tensor {
  const [first, second] = [matrix.slice(0, 1), matrix.slice(1, 2)];
  const [a, b, d] = [dot(first, first), dot(first, second), dot(second, second)];
  const determinant = a * d - b * b;
  const inverse = Float32Array.of(d / determinant, -b / determinant, -b / determinant, a / determinant);
  return matMul(matrix, Tensor.from(inverse, [2, 2]), { transposeA: true });
}

function collapsedPart(channels: Tensor): number {
  const [points, dimensions] = channels.shape as readonly [number, number];
  let collapsed = 0;
  for (let start = 0; start < points * dimensions; start += dimensions) {
    const active = channels.values.subarray(start, start + dimensions).filter((value) => value > 0).length;
    if (active < 2) collapsed += 1;
  }
  return collapsed / points;
}

/** The scale that makes the sum of |s p - x|² smallest is x·p / p·p; the rest is then |x|² - (x·p)² / p·p. */
function distanceAtBestScale(x: Tensor, projected: Tensor): number {
  const product = dot(x, projected);
  const size = dot(x, x);
  const overlap = product === 0 ? 0 : product ** 2 / dot(projected, projected);
  return Math.sqrt(Math.max(0, size - overlap) / size);
}

function dot(a: Tensor, b: Tensor): number {
  return a.values.reduce((sum, value, index) => sum + value * b.values[index]!, 0);
}

/** The spiral, and what is left of it after each embedding; the seed is the matrices'. */
export function drawReluManifold({ seed }: { readonly seed: number }): Promise<string> {
  const x = spiral();
  const embeddings = embeddingDimensions.map((dimensions) => embed(x, dimensions, seed));
  return drawPanels([plane("The spiral", x), ...embeddings.map(embeddingPanel)], { columns: 3 });
}

function embeddingPanel({ dimensions, projected, collapsed }: Embedding): LineChart {
  return plane(`${dimensions} dimensions, ${(100 * collapsed).toFixed(0)} % collapsed`, projected);
}

/** Points `[count, 2]` in their order on axes of the same length, those nearer to the center in another color. */
function plane(title: string, { values, shape }: Tensor): LineChart {
  const reach = Math.ceil(values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) * 2) / 2;
  const rounded = (value: number): number => Number(value.toFixed(3));
  const points = Array.from(
    { length: shape[0]! },
    (_, point) => [rounded(values[2 * point]!), rounded(values[2 * point + 1]!)] as const,
  );
  const middle = points.length / 2;
  const axis = { min: -reach, max: reach };
  return {
    kind: "line",
    title,
    x: { label: "first coordinate", ...axis },
    y: { label: "second coordinate", ...axis },
    series: [
      { name: "inner half", points: points.slice(0, middle + 1) },
      { name: "outer half", points: points.slice(middle) },
    ],
    legend: false,
  };
}

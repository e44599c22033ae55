// Eigenvalues and eigenvectors of a symmetric matrix: Householder's reduction to three diagonals, then QL steps with
// implicit shifts (Bowdler, Martin, Reinsch, Wilkinson, "The QR and QL algorithms for symmetric matrices", 1968).

export interface Eigen {
  /** In no particular order. */
  readonly values: Float64Array;
  /** A vector of length 1 a row, `[value, size]`. */
  readonly vectors: Float64Array;
}

/** @param matrix `[size, size]`; not changed */
export function symmetricEigen(matrix: Float64Array, size: number): Eigen {
  const vectors = matrix.slice();
  const tridiagonal = reduce(vectors, size);
  diagonalize(tridiagonal, vectors, size);
  return { values: tridiagonal.diagonal, vectors };
}

interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** The entry between `i` and `i + 1` at `i`; the last is 0. */
  readonly beside: Float64Array;
}

/**
 * Reduces A to three diagonals by reflections H = I - 2 u u' / u'u, one for each column from the left, so that
 * T = Q A Q'. Leaves Q, whose rows turn into the eigenvectors, in place of A.
 */
function reduce(a: Float64Array, size: number): Tridiagonal {
  const diagonal = new Float64Array(size);
  const beside = new Float64Array(size);
  const reflections: Float64Array[] = [];
  for (let k = 0; k < size - 1; k += 1) {
    const u = new Float64Array(size);
    for (let i = k + 1; i < size; i += 1) u[i] = a[i * size + k]!;
    const norm = Math.sqrt(dot(u, u));
    const head = u[k + 1]! > 0 ? -norm : norm;
    diagonal[k] = a[k * size + k]!;
    beside[k] = head;
    u[k + 1]! -= head;
    const square = dot(u, u);
    if (square > 0) {
      const scale = Math.sqrt(2 / square);
      for (let i = k + 1; i < size; i += 1) u[i]! *= scale;
      reflectBothSides(a, u, size, k + 1);
    }
    reflections.push(u);
  }
  diagonal[size - 1] = a[size * size - 1]!;
  formProduct(a, reflections, size);
  return { diagonal, beside };
}

function dot(first: Float64Array, second: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < first.length; index += 1) sum += first[index]! * second[index]!;
  return sum;
}

/** A becomes H A H below and right of `start`, with H = I - u u': A - u q' - q u', where q = A u - (u'A u / 2) u. */
function reflectBothSides(a: Float64Array, u: Float64Array, size: number, start: number): void {
  const q = new Float64Array(size);
  for (let i = start; i < size; i += 1) {
    let sum = 0;
    for (let j = start; j < size; j += 1) sum += a[i * size + j]! * u[j]!;
    q[i] = sum;
  }
  const half = dot(u, q) / 2;
  for (let i = start; i < size; i += 1) q[i]! -= half * u[i]!;
  for (let i = start; i < size; i += 1)
    for (let j = start; j < size; j += 1) a[i * size + j]! -= u[i]! * q[j]! + q[i]! * u[j]!;
}

/** Writes the product of the reflections, the last leftmost, over A. */
function formProduct(a: Float64Array, reflections: readonly Float64Array[], size: number): void {
  a.fill(0);
  for (let i = 0; i < size; i += 1) a[i * size + i] = 1;
  // From the last to the first, Q H changes only columns and rows that a later reflection has touched.
  for (let k = reflections.length - 1; k >= 0; k -= 1) {
    const u = reflections[k]!;
    for (let i = k + 1; i < size; i += 1) {
      let sum = 0;
      for (let j = k + 1; j < size; j += 1) sum += a[i * size + j]! * u[j]!;
      for (let j = k + 1; j < size; j += 1) a[i * size + j]! -= sum * u[j]!;
    }
  }
}

/** As many steps as an eigenvalue may take; two or three are usual. */
const mostSteps = 100;

/** QL steps until nothing stands beside the diagonal. */
function diagonalize(tridiagonal: Tridiagonal, vectors: Float64Array, size: number): void {
  for (let low = 0; low < size; low += 1) {
    for (let step = 0; step < mostSteps; step += 1) {
      const end = lastOfBlock(tridiagonal, low);
      if (end === low) break;
      qlStep(tridiagonal, vectors, low, end);
    }
  }
}

/** One step on the block from `low` to `end`; each rotation turns two rows of `vectors` too. */
function qlStep({ diagonal: d, beside: e }: Tridiagonal, vectors: Float64Array, low: number, end: number): void {
  const half = (d[low + 1]! - d[low]!) / (2 * e[low]!);
  const root = Math.hypot(half, 1);
  let g = d[end]! - d[low]! + e[low]! / (half + (half < 0 ? -root : root));
  let [sine, cosine, shift] = [1, 1, 0];
  for (let i = end - 1; i >= low; i -= 1) {
    const f = sine * e[i]!;
    const b = cosine * e[i]!;
    const r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1]! -= shift;
      e[end] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    const turned = d[i + 1]! - shift;
    const t = (d[i]! - turned) * sine + 2 * cosine * b;
    shift = sine * t;
    d[i + 1] = turned + shift;
    g = cosine * t - b;
    rotateRows(vectors, i, { sine, cosine, size: d.length });
  }
  d[low]! -= shift;
  e[low] = g;
  e[end] = 0;
}

/** The end of the block that begins at `low`: the first place beside which nothing stands, as far as numbers tell. */
function lastOfBlock({ diagonal: d, beside: e }: Tridiagonal, low: number): number {
  for (let end = low; end < d.length - 1; end += 1) {
    const near = Math.abs(d[end]!) + Math.abs(d[end + 1]!);
    if (Math.abs(e[end]!) <= Number.EPSILON * near) return end;
  }
  return d.length - 1;
}

interface Rotation {
  readonly sine: number;
  readonly cosine: number;
  readonly size: number;
}

function rotateRows(vectors: Float64Array, row: number, { sine, cosine, size }: Rotation): void {
  const start = row * size;
  for (let index = start; index < start + size; index += 1) {
    const [value, next] = [vectors[index]!, vectors[index + size]!];
    vectors[index + size] = sine * value + cosine * next;
    vectors[index] = cosine * value - sine * next;
  }
}

// erf to the digits of float64: its series near 0, and the continued fraction of erfc beyond
// (Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.6 and 7.1.14).

/** From here on the fraction needs fewer terms than the series. */
const NEAR = 2.5;
const ROUNDS = 60;

export function errorFunction(x: number): number {
  if (Number.isNaN(x)) return x;
  return Math.abs(x) < NEAR ? series(x) : Math.sign(x) * (1 - complement(Math.abs(x)));
}

/** 2 / sqrt(pi) e^(-x^2) (x + 2 x^3 / 3 + 4 x^5 / 15 + ...): every term has the sign of x. */
function series(x: number): number {
  let [term, total] = [x, x];
  for (let n = 1; n < ROUNDS; n += 1) {
    term *= (2 * x * x) / (2 * n + 1);
    total += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
}

/** erfc(x) = e^(-x^2) / sqrt(pi) / (x + (1/2) / (x + 1 / (x + (3/2) / (x + ...)))). */
function complement(x: number): number {
  let fraction = x;
  for (let n = ROUNDS; n >= 1; n -= 1) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}

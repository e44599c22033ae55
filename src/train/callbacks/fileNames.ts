// File names with figures in them, as Keras's `{epoch:02d}-{val_loss:.2f}`.

import { describe } from "../../tensor/describe.js";
import { plainName } from "../../tensor/entryByName.js";
import { LinnetError } from "../../tensor/errors.js";

/**
 * The pattern with each `{name}` replaced by its figure. `{epoch:02d}` fills a whole number up with zeros, `{loss:.2f}`
 * has two decimals, `{loss:.2e}` a power of ten; `{{` and `}}` are braces. A name may be written as `valLoss`.
 * @throws LinnetError naming a figure that is not there, or a form that is unknown
 */
export function fileName(where: string, pattern: string, figures: { readonly [name: string]: number }): string {
  return pattern.replace(/\{\{|\}\}|\{([^{}:]*)(?::([^{}]*))?\}/g, (whole, name?: string, form = "") => {
    if (name === undefined) return whole[0]!;
    const found = Object.entries(figures).find(([known]) => plainName(known) === plainName(name));
    if (found === undefined)
      throw new LinnetError(`${where}: expected a figure among ${Object.keys(figures).join(", ")}, got ${whole}`);
    return formatted(where, found[1], form);
  });
}

function formatted(where: string, value: number, form: string): string {
  const parts = /^(0?)(\d*)(?:\.(\d+))?([dfe]?)$/.exec(form);
  if (parts === null) throw new LinnetError(`${where}: expected a form such as 02d, .2f or .2e, got ${describe(form)}`);
  const [, fill, width, decimals, kind] = parts;
  return writeNumber(value, kind!, decimals).padStart(Number(width), fill === "0" ? "0" : " ");
}

function writeNumber(value: number, kind: string, decimals: string | undefined): string {
  if (kind === "e") return value.toExponential(Number(decimals ?? 6)).replace(/e([+-])(\d)$/, "e$10$2");
  if (kind === "f") return value.toFixed(Number(decimals ?? 6));
  return decimals === undefined ? String(value) : String(Number(value.toPrecision(Number(decimals))));
}

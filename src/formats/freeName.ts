// Names for layers and values, where others have names already.

/** The wanted name, or the first of `dense_1`, `dense_2` … that is not taken. @param mark before the number. Default: "_". */
export function freeName(wanted: string, taken: ReadonlySet<string>, mark = "_"): string {
  let name = wanted;
  for (let number = 1; taken.has(name); number += 1) name = `${wanted}${mark}${number}`;
  return name;
}

/** The free name that is like the wanted one; from now on it is taken. */
export function takeName(wanted: string, taken: Set<string>): string {
  const name = freeName(wanted, taken);
  taken.add(name);
  return name;
}

// Any value in a few words, for errors: however large it is, the message stays short.

const LONGEST = 60;

/** `"adam"`, `0.5`, `an array of 3`, `a Float32Array of 27`, `a function`, `an object`: what was found, not what is in it. */
export function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value);
  if (typeof value === "function") return value.name === "" ? "a function" : `the function ${value.name}`;
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (ArrayBuffer.isView(value)) return describeView(value);
  // An object of a file may have a `constructor` of its own.
  const name = classNameOf(Object.getPrototypeOf(value)?.constructor ?? Object);
  return name === "Object" ? describeRecord(value) : withArticle(name);
}

/** Without the underscores that bundlers put before the names of some classes. */
export function classNameOf({ name }: { readonly name: string }): string {
  return name.replace(/^_+/, "");
}

function describeView(view: ArrayBufferView): string {
  return `${withArticle(view.constructor.name)} of ${"length" in view ? view.length : view.byteLength}`;
}

function describeRecord(record: object): string {
  const names = Object.keys(record);
  if (names.length === 0) return "{}";
  const shown = names.slice(0, 3).join(", ");
  return `{ ${shown.slice(0, LONGEST)}${names.length > 3 || shown.length > LONGEST ? ", …" : ""} }`;
}

function withArticle(noun: string): string {
  return `${/^([AEIO]|U(?!int))/i.test(noun) ? "an" : "a"} ${noun}`;
}

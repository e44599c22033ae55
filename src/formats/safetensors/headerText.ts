// The JSON of a safetensors header, more strictly than JavaScript reads JSON: as the format's own reader does.

/** Deeper nesting is refused by the format's own reader. */
const DEEPEST = 127;

/**
 * The value of the text.
 * @throws Error saying what is wrong: no JSON, a name twice in one object, half a surrogate pair, numbers in lists that are not
 * written as whole ones
 */
export function parseHeaderText(text: string): unknown {
  const header: unknown = JSON.parse(text);
  // From here on the text is known to be JSON. An object is the set of its names so far, a list is null.
  const open: (Set<string> | null)[] = [];
  const parts = /["{}[\]]|-?\d[-+.\deE]*/g;
  for (let found = parts.exec(text); found !== null; found = parts.exec(text)) {
    const [part] = found;
    if (part === "{" || part === "[") open.push(part === "{" ? new Set() : null);
    else if (part === "}" || part === "]") open.pop();
    else if (part === '"') {
      const start = found.index;
      parts.lastIndex = endOfString(text, start);
      const value: string = JSON.parse(text.slice(start, parts.lastIndex));
      checkString(value, isName(text, parts.lastIndex) ? open.at(-1)! : null);
    } else if (open.at(-1) === null && !/^(-?[1-9]\d*|0)$/.test(part))
      throw new Error(`expected whole numbers in its lists, got ${part}`);
    if (open.length > DEEPEST) throw new Error(`expected objects and lists at most ${DEEPEST} deep`);
  }
  return header;
}

/** The place after the closing quote, which follows an even number of backslashes. */
function endOfString(text: string, start: number): number {
  const quote = /(?<!\\)(?:\\\\)*"/g;
  quote.lastIndex = start + 1;
  quote.test(text);
  return quote.lastIndex;
}

function isName(text: string, end: number): boolean {
  const colon = /\s*:/y;
  colon.lastIndex = end;
  return colon.test(text);
}

/** @param names of the object in which it is a name; null for any other string */
function checkString(value: string, names: Set<string> | null): void {
  if (/\p{Surrogate}/u.test(value)) throw new Error("expected whole characters, got half a surrogate pair");
  if (names?.has(value)) throw new Error(`expected each name once, got ${JSON.stringify(value.slice(0, 100))} twice`);
  names?.add(value);
}

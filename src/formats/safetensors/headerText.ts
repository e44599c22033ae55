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
  for (let place = 0; place < text.length; place += 1) {
    const sign = text[place]!;
    if (sign === "{" || sign === "[") open.push(sign === "{" ? new Set() : null);
    else if (sign === "}" || sign === "]") open.pop();
    else if (sign === '"') {
      const end = endOfString(text, place);
      checkString(JSON.parse(text.slice(place, end)), isName(text, end) ? open.at(-1)! : null);
      place = end - 1;
    } else if (open.at(-1) === null && /[-\d]/.test(sign)) {
      const number = /[-\d.eE+]+/y;
      number.lastIndex = place;
      const [written] = number.exec(text)!;
      if (!/^(-?[1-9]\d*|0)$/.test(written)) throw new Error(`expected whole numbers in its lists, got ${written}`);
      place += written.length - 1;
    }
    if (open.length > DEEPEST) throw new Error(`expected objects and lists at most ${DEEPEST} deep`);
  }
  return header;
}

/** The place after the closing quote. */
function endOfString(text: string, start: number): number {
  let quote = start;
  let slashes = 1;
  while (slashes % 2 === 1) {
    quote = text.indexOf('"', quote + 1);
    slashes = 0;
    while (text[quote - 1 - slashes] === "\\") slashes += 1;
  }
  return quote + 1;
}

function isName(text: string, end: number): boolean {
  let place = end;
  while (/\s/.test(text[place] ?? "")) place += 1;
  return text[place] === ":";
}

/** @param names of the object in which it is a name; null for any other string */
function checkString(value: string, names: Set<string> | null): void {
  if (/\p{Surrogate}/u.test(value)) throw new Error("expected whole characters, got half a surrogate pair");
  if (names?.has(value)) throw new Error(`expected each name once, got ${JSON.stringify(value.slice(0, 100))} twice`);
  names?.add(value);
}

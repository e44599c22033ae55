// The entries of dist/browser/. esbuild puts whatever a module re-exports by name into the chunk of everyone who imports that
// module, as soon as a chunk that is loaded later uses it too; `export *` leads it straight to where a name is made.

import { dirname, posix } from "node:path";

/** `import { names } from "target";`, as esbuild prints it. */
const IMPORT = /import \{([^}]*)\} from "(\.[^"]+)";/g;
const EXPORT = /export \{([^}]*)\};/g;

type Texts = ReadonlyMap<string, string>;

/** @param files the modules of dist/browser/ by their paths; what is given replaces some of them and adds others */
export function starFaces(files: Texts, entries: Iterable<string>): Texts {
  const replaced = new Map<string, string>();
  for (const entry of entries) {
    const stars: string[] = [];
    for (const [maker, names] of makersOf(files, entry)) {
      const all = exportsOf(files.get(maker)!);
      const face = all.length === names.length ? maker : maker.replace(/^dist\/browser\//, `${dirname(entry)}/face/`);
      if (face !== maker) replaced.set(face, `export { ${names.join(", ")} } from "${relative(face, maker)}";\n`);
      stars.push(`export * from "${relative(entry, face)}";\n`);
    }
    replaced.set(entry, stars.join(""));
  }
  return replaced;
}

/** The modules in which the names that an entry exports are made, and these names. */
function makersOf(files: Texts, entry: string): ReadonlyMap<string, readonly string[]> {
  const makers = new Map<string, string[]>();
  for (const name of exportsOf(files.get(entry)!)) {
    let maker = entry;
    for (let next = importedFrom(files.get(maker)!, name); next !== null; next = importedFrom(files.get(maker)!, name))
      maker = posix.join(dirname(maker), next);
    makers.set(maker, [...(makers.get(maker) ?? []), name]);
  }
  return makers;
}

/** @throws Error on a name that goes by another elsewhere, which `export *` does not know */
function exportsOf(text: string): string[] {
  return namesIn(text, EXPORT).flatMap(([names]) => names);
}

function importedFrom(text: string, name: string): string | null {
  return namesIn(text, IMPORT).find(([names]) => names.includes(name))?.[1] ?? null;
}

function namesIn(text: string, statement: RegExp): [names: string[], target: string][] {
  return [...text.matchAll(statement)].map(([, list, target]) => {
    if (/ as /.test(list!)) throw new Error(`faces.ts: a name is changed in ${list}`);
    return [list!.split(",").map((name) => name.trim()), target!];
  });
}

function relative(from: string, to: string): string {
  const path = posix.relative(dirname(from), to);
  return path.startsWith(".") ? path : `./${path}`;
}

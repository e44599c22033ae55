// The code of a document, as a reader pastes it into an empty file.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { root, run } from "./command.js";

/** The blocks of a language in a document, from the top. */
export function snippetsOf(document: string, language: string): readonly string[] {
  const text = readFileSync(join(root, document), "utf8");
  return [...text.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, "g"))].map(([, code]) => code!);
}

/**
 * Checks each TypeScript block of a document as strictly as linnet itself, each in a file of its own, and runs it.
 * @param folder where the files go, beside what the blocks read
 * @param prints what each block prints
 */
export async function runSnippets(document: string, folder: string, prints: readonly RegExp[]): Promise<void> {
  const programs = snippetsOf(document, "ts");
  assert.is(programs.length, prints.length);
  programs.forEach((code, index) => writeFileSync(join(folder, `${index}.mts`), code));
  const paths = {
    linnet: [join(root, "src/index.ts")],
    "linnet/graph": [join(root, "src/graph/index.ts")],
    "linnet/jobs": [join(root, "src/jobs/index.ts")],
    "linnet/ops": [join(root, "src/tensor/ops/index.ts")],
  };
  const compilerOptions = { paths, typeRoots: [join(root, "node_modules/@types")], allowImportingTsExtensions: true };
  const config = { extends: join(root, "tsconfig.json"), compilerOptions, include: ["*.mts"] };
  const configFile = join(folder, "tsconfig.json");
  writeFileSync(configFile, JSON.stringify(config));
  const checked = await run(join(root, "node_modules/.bin/tsc"), ["-p", folder]);
  assert.is(checked.code, 0, checked.stdout);
  for (const [index, printed] of prints.entries()) {
    const parameters = ["--tsconfig", configFile, join(folder, `${index}.mts`)];
    const env = { LINNET_CACHE: join(folder, "cache") };
    const { code, stdout, stderr } = await run(join(root, "node_modules/.bin/tsx"), parameters, { cwd: folder, env });
    assert.is(code, 0, stderr);
    assert.match(stdout, printed);
  }
}

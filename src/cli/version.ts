import { readFile } from "../platform/index.js";
import { packageFile } from "../platform/packageFile.js";

/** linnet's own. */
export async function readVersion(): Promise<string> {
  return JSON.parse(new TextDecoder().decode(await readFile(packageFile("linnet/package.json")))).version;
}

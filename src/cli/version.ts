import { readPackageFile } from "../platform/index.js";

/** linnet's own. */
export async function readVersion(): Promise<string> {
  return JSON.parse(new TextDecoder().decode(await readPackageFile("linnet/package.json"))).version;
}

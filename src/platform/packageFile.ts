// Files of the packages that linnet is built with, such as a font or a WebAssembly module.

/**
 * The address of a package's file, by the name under which the package exports it. In the published package the file lies
 * beside linnet's own: build/bind.ts replaces the call with its address, so the argument must be a literal.
 */
export function packageFile(specifier: string): URL {
  return new URL(import.meta.resolve(specifier));
}

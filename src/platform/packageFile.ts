// Files of the packages that linnet is built with, such as a font or a module of WebAssembly.

/**
 * The address of a file of a package, by the name under which that package exports it. In what is published the file lies
 * beside linnet's own: build/bind.ts puts its address in the place of the call, whose argument is therefore a literal.
 */
export function packageFile(specifier: string): URL {
  return new URL(import.meta.resolve(specifier));
}

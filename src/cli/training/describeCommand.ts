// The command that a person gave, so that it can be given again.

/** Arguments that a shell takes as they are. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** As it can be typed into a POSIX shell; `argv` as Node has it. */
export function describeCommand([, , ...given]: readonly string[]): string {
  const quoted = given.map((word) => (PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`));
  return ["linnet", ...quoted].join(" ");
}

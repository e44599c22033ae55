// Keras's spelling of options in ours.

/** The same options under names such as `learningRate` for `learning_rate`, `beta1` for `beta_1`. */
export function camelCase(options: object): { readonly [option: string]: unknown } {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [camelName(name), value]));
}

function camelName(name: string): string {
  return name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

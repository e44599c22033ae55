// Options of linnet's layers as Keras writes them: snake_case, and what has arguments as an object of Keras's.

/** As Keras 3 writes an initializer, a regularizer or a constraint; Keras 2 has no module. */
interface KerasObject {
  readonly module: string;
  readonly class_name: string;
  readonly config: { readonly [argument: string]: unknown };
  readonly registered_name: null;
}

/** `kernelInitializer` as `kernel_initializer`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** An option's value, by what the option is called. */
export function kerasValue(option: string, value: unknown): unknown {
  if (value === null) return null;
  const [, kind] = /(Initializer|Regularizer|Constraint)$/.exec(option) ?? [];
  if (kind === undefined) return typeof value === "string" ? snakeCase(value) : value;
  const module = `keras.${kind.toLowerCase()}s`;
  const { name, ...given } = typeof value === "string" ? { name: value } : (value as { readonly name: string });
  return kerasObject(module, name, { ...regularizerDefaults[name], ...given });
}

/** Keras 3's, written since other versions have others. */
const regularizerDefaults: { readonly [name: string]: { readonly [argument: string]: number } } = {
  l1: { l1: 0.01 },
  l2: { l2: 0.01 },
  l1l2: { l1: 0, l2: 0 },
};

function kerasObject(module: string, name: string, given: { readonly [argument: string]: unknown }): KerasObject {
  const entries = Object.entries(given).map(([argument, value]) => [
    snakeCase(argument),
    typeof value === "string" ? snakeCase(value) : value,
  ]);
  const className = name === "l1l2" ? "L1L2" : name.charAt(0).toUpperCase() + name.slice(1);
  return { module, class_name: className, config: Object.fromEntries(entries), registered_name: null };
}

/** The same without what only Keras 3 reads. */
export function withoutModules(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutModules);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== "module" && key !== "registered_name");
  return Object.fromEntries(kept.map(([key, entry]) => [key, withoutModules(entry)]));
}

// What Keras calls the layers of a class that nobody named (keras.src.utils.naming.to_snake_case).

/** `GlobalAveragePooling2D` as `global_average_pooling2d`, `PReLU` as `p_re_lu`, `Custom>Shift` as `shift`. */
export function snakeCaseOfClass(className: string): string {
  return className
    .slice(className.lastIndexOf(">") + 1)
    .replace(/\W+/g, "")
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

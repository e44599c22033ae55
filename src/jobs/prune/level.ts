// What one sparsity costs and brings.

export interface PrunedLevel {
  /** What was asked for; null for the model as it was. */
  readonly sparsity: number | null;
  /** In the layers that are pruned. */
  readonly weights: number;
  readonly zeros: number;
  /** On the photographs that were held out. */
  readonly accuracy: number;
  readonly fileBytes: number;
  readonly gzipBytes: number;
  /** Where the model is. */
  readonly file: string;
}

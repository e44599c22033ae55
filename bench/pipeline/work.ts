// What is done in both libraries, and what each says of it.

export interface PipelineOptions {
  readonly files: readonly string[];
  readonly labels: readonly number[];
  /** A safetensors file with batch norm folded. */
  readonly weights: string;
  /** A file of pictures `[count, 224, 224, 3]` as float32, whose features have to agree. */
  readonly pixels: string;
  readonly threads: number;
  /** Threads or processes that decode, beside those. */
  readonly workers: number;
  readonly epochs: number;
}

export interface PipelineReady {
  /** Pooled, of the pictures in `pixels`. */
  readonly features: readonly number[];
}

export interface PipelineRun {
  readonly featureMilliseconds: number;
  readonly headMilliseconds: number;
  /** On the photographs that were trained on, at the end: it says that the head has learnt something. */
  readonly accuracy: number;
}

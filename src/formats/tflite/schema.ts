// The tables of a TensorFlow Lite file that a network's weights and ops take: the fields of each in the order of the schema,
// tensorflow/compiler/mlir/lite/schema/schema.fbs of TensorFlow (https://github.com/tensorflow/tensorflow, release 2.21). What
// stands behind the last field that is needed is left out. `options.ts` has the tables of the ops' options.

import {
  bool,
  bytes,
  choice,
  float32,
  int8,
  int32,
  int64,
  place,
  table,
  text,
  uint8,
  uint32,
  uint64,
  vector,
} from "./flatTable.js";

/** By the numbers of the schema's `TensorType`. */
export const tensorTypes = (
  "FLOAT32 FLOAT16 INT32 UINT8 INT64 STRING BOOL INT16 COMPLEX64 INT8 FLOAT64 COMPLEX128 UINT64 RESOURCE VARIANT UINT32 " +
  "UINT16 INT4 BFLOAT16 INT2 UINT4 FLOAT8_E4M3FN FLOAT8_E5M2"
).split(" ");

/** By the numbers of the schema's `BuiltinOperator`. */
export const operatorNames = (
  "ADD AVERAGE_POOL_2D CONCATENATION CONV_2D DEPTHWISE_CONV_2D DEPTH_TO_SPACE DEQUANTIZE EMBEDDING_LOOKUP FLOOR " +
  "FULLY_CONNECTED HASHTABLE_LOOKUP L2_NORMALIZATION L2_POOL_2D LOCAL_RESPONSE_NORMALIZATION LOGISTIC LSH_PROJECTION " +
  "LSTM MAX_POOL_2D MUL RELU RELU_N1_TO_1 RELU6 RESHAPE RESIZE_BILINEAR RNN SOFTMAX SPACE_TO_DEPTH SVDF TANH " +
  "CONCAT_EMBEDDINGS SKIP_GRAM CALL CUSTOM EMBEDDING_LOOKUP_SPARSE PAD UNIDIRECTIONAL_SEQUENCE_RNN GATHER " +
  "BATCH_TO_SPACE_ND SPACE_TO_BATCH_ND TRANSPOSE MEAN SUB DIV SQUEEZE UNIDIRECTIONAL_SEQUENCE_LSTM STRIDED_SLICE " +
  "BIDIRECTIONAL_SEQUENCE_RNN EXP TOPK_V2 SPLIT LOG_SOFTMAX DELEGATE BIDIRECTIONAL_SEQUENCE_LSTM CAST PRELU MAXIMUM " +
  "ARG_MAX MINIMUM LESS NEG PADV2 GREATER GREATER_EQUAL LESS_EQUAL SELECT SLICE SIN TRANSPOSE_CONV SPARSE_TO_DENSE " +
  "TILE EXPAND_DIMS EQUAL NOT_EQUAL LOG SUM SQRT RSQRT SHAPE POW ARG_MIN FAKE_QUANT REDUCE_PROD REDUCE_MAX PACK " +
  "LOGICAL_OR ONE_HOT LOGICAL_AND LOGICAL_NOT UNPACK REDUCE_MIN FLOOR_DIV REDUCE_ANY SQUARE ZEROS_LIKE FILL FLOOR_MOD " +
  "RANGE RESIZE_NEAREST_NEIGHBOR LEAKY_RELU SQUARED_DIFFERENCE MIRROR_PAD ABS SPLIT_V UNIQUE CEIL REVERSE_V2 ADD_N " +
  "GATHER_ND COS WHERE RANK ELU REVERSE_SEQUENCE MATRIX_DIAG QUANTIZE MATRIX_SET_DIAG ROUND HARD_SWISH IF WHILE " +
  "NON_MAX_SUPPRESSION_V4 NON_MAX_SUPPRESSION_V5 SCATTER_ND SELECT_V2 DENSIFY SEGMENT_SUM BATCH_MATMUL " +
  "PLACEHOLDER_FOR_GREATER_OP_CODES CUMSUM CALL_ONCE BROADCAST_TO RFFT2D CONV_3D IMAG REAL COMPLEX_ABS HASHTABLE " +
  "HASHTABLE_FIND HASHTABLE_IMPORT HASHTABLE_SIZE REDUCE_ALL CONV_3D_TRANSPOSE VAR_HANDLE READ_VARIABLE " +
  "ASSIGN_VARIABLE BROADCAST_ARGS RANDOM_STANDARD_NORMAL BUCKETIZE RANDOM_UNIFORM MULTINOMIAL GELU " +
  "DYNAMIC_UPDATE_SLICE RELU_0_TO_1 UNSORTED_SEGMENT_PROD UNSORTED_SEGMENT_MAX UNSORTED_SEGMENT_SUM ATAN2 " +
  "UNSORTED_SEGMENT_MIN SIGN BITCAST BITWISE_XOR RIGHT_SHIFT"
).split(" ");

const operatorCode = {
  deprecatedBuiltinCode: int8(),
  customCode: text,
  version: int32(1),
  builtinCode: int32(),
};

const quantization = {
  min: vector(float32()),
  max: vector(float32()),
  scale: vector(float32()),
  zeroPoint: vector(int64()),
  detailsType: choice(["NONE", "CustomQuantization", "BlockwiseQuantization", "MultiAxisQuantization"]),
  details: place,
  quantizedDimension: int32(),
};

const tensor = {
  shape: vector(int32()),
  type: choice(tensorTypes),
  buffer: uint32(),
  name: text,
  quantization: table(quantization),
  isVariable: bool(),
  sparsity: place,
  shapeSignature: vector(int32()),
};

const operator = {
  opcodeIndex: uint32(),
  inputs: vector(int32()),
  outputs: vector(int32()),
  builtinOptionsType: uint8(),
  builtinOptions: place,
};

const subGraph = {
  tensors: vector(table(tensor)),
  inputs: vector(int32()),
  outputs: vector(int32()),
  operators: vector(table(operator)),
  name: text,
};

const tensorMap = { name: text, tensorIndex: uint32() };

const signature = {
  inputs: vector(table(tensorMap)),
  outputs: vector(table(tensorMap)),
  signatureKey: text,
  deprecatedTag: text,
  subgraphIndex: uint32(),
};

export const model = {
  version: uint32(),
  operatorCodes: vector(table(operatorCode)),
  subgraphs: vector(table(subGraph)),
  description: text,
  buffers: vector(table({ data: bytes, offset: uint64(), size: uint64() })),
  metadataBuffer: vector(int32()),
  metadata: vector(table({ name: text, buffer: uint32() })),
  signatureDefs: vector(table(signature)),
};

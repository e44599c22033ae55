// The parts of Protobuf-ES that ONNX files take: https://github.com/bufbuild/protobuf-es.

export type { Message } from "@bufbuild/protobuf";
export { create, fromBinary, toBinary } from "@bufbuild/protobuf";
export type { GenFile, GenMessage } from "@bufbuild/protobuf/codegenv2";
export { fileDesc, messageDesc } from "@bufbuild/protobuf/codegenv2";

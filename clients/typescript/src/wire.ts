// The messages of the protocol, generated from proto/.
export * from "./gen/walras/v1/catalog_pb.js";
export * from "./gen/walras/v1/errors_pb.js";
export * from "./gen/walras/v1/play_pb.js";
export * from "./gen/walras/v1/policies_pb.js";
export * from "./gen/walras/v1/sessions_pb.js";
export * from "./gen/walras/v1/spec_pb.js";
export * from "./gen/walras/v1/tensor_pb.js";

export type { Action, Actions } from "./actions.js";
export type { Tls } from "./channel.js";
export {
  type AttachOptions,
  Client,
  connect,
  type ConnectOptions,
  join,
  type SessionOptions,
  type Solution,
} from "./client.js";
export { type Code, type ErrorFields, WalrasError } from "./errors.js";
export { Host } from "./host.js";
export { Participant, type PlayOptions, type SessionEvent, type StepOptions } from "./participant.js";
export * from "./requests.js";
export { Rollout, type RolloutOptions, Trajectory } from "./rollout.js";
export type { CallOptions } from "./rpc.js";
export type { Seat } from "./seats.js";
export { type ResetOptions, Session } from "./session.js";
export { type Elements, type Nested, Tensor } from "./tensor.js";
export { Finals, Frames, type TensorsByGroup, Turn } from "./turn.js";
export { VERSION } from "./version.js";
export { Activation, AutoresetMode, Backend, Choice, LateAction, LogMode } from "./wire.js";

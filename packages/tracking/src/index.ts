export { connectSinks, into, type SinkFailure } from "./connect-sinks.js";
export { jsonLinesSink } from "./json-lines-sink.js";
export { type MlflowSinkOptions, mlflowSink } from "./mlflow-sink.js";

export { connectSinks, into, type SinkFailure } from "./connect-sinks.js";
export { createMlflowTracking, type MlflowTracking, type MlflowTrackingOptions } from "./create-mlflow-tracking.js";
export { jsonLinesSink } from "./json-lines-sink.js";
export { type MlflowSink, type MlflowSinkOptions, mlflowSink } from "./mlflow-sink.js";
export { onTermination } from "./on-termination.js";
export { type LiveMirror, type RunMirrorOptions, startMirror } from "./run-mirror.js";

export { bundle, startScript } from "./bundle.js";
export { type Fault, type FaultProxy, type SeenRequest, startFaultProxy } from "./fault-proxy.js";
export { freePort, type MlflowServer, type MlflowServerOptions, startMlflowServer } from "./mlflow-server.js";
export { mlflowEnvironment, python, pythonWithAuth, runPython } from "./python.js";

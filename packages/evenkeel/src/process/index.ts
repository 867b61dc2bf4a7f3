export { endWithReader } from "./closed-pipe.js";
export { endOnUncaught, endProcess, endWith, printError } from "./ending.js";
export { InterruptedError } from "./interrupted-error.js";
export { guardOutput, redact } from "./redact.js";
export { systemErrorText } from "./system-errors.js";
export { refuseUnwritable } from "./writable-folder.js";

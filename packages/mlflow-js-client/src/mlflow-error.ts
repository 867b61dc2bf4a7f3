/**
 * What went wrong, in MLflow's words where it has one. Ours: `UNREACHABLE` (no answer, or only transient failures, after
 * all retries), `RUN_LOCKED` (another process writes this run).
 */
export type MlflowErrorCode =
  | "INVALID_PARAMETER_VALUE"
  | "RESOURCE_DOES_NOT_EXIST"
  | "RESOURCE_ALREADY_EXISTS"
  | "INVALID_STATE"
  | "UNAUTHENTICATED"
  | "PERMISSION_DENIED"
  | "ENDPOINT_NOT_FOUND"
  | "INTERNAL_ERROR"
  | "UNREACHABLE"
  | "RUN_LOCKED"
  | (string & {});

/** Every failure of this package; look at `code` to tell them apart. Its text never holds credentials. */
export class MlflowError extends Error {
  override readonly name = "MlflowError";
  constructor(
    readonly code: MlflowErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly status?: number } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = options.status;
  }

  /** The HTTP status, when a server answered. */
  readonly status: number | undefined;
}

/** The refusal of a value before anything is stored. */
export function invalid(message: string): MlflowError {
  return new MlflowError("INVALID_PARAMETER_VALUE", message);
}

export function notFound(what: string, id: string): MlflowError {
  return new MlflowError("RESOURCE_DOES_NOT_EXIST", `expected an existing ${what}, got ${JSON.stringify(id)}.`);
}

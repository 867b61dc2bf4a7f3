import type { Tensor } from "@tensorflow/tfjs-core";
import { isValue, Lifted, type Nest, type Value } from "./value.js";

/**
 * Who disposes: **what an op makes belongs to the innermost open scope; what a scope returns belongs to the one around
 * it, or without one to the caller; arguments are borrowed.** `tf.tidy` obeys the same rule at several times the cost.
 */
let owned: Tensor[] | null = null;
let openTraces = 0;

/** Puts a new tensor in the care of the innermost scope. */
export function adopt<T extends Tensor>(tensor: T): T {
  owned?.push(tensor);
  return tensor;
}

/**
 * Runs `body` and disposes every tensor made in it that it does not return (in a value, a tree, or an object of them).
 *
 * Inside a transformation it does nothing, because the outer one may have saved any of the tensors. Never held across
 * `await` or `yield`.
 */
export function scope<Result>(body: () => Result): Result {
  if (openTraces > 0) return body();
  const outer = owned;
  const mine: Tensor[] = [];
  owned = mine;
  let kept: Set<Tensor> | null = null;
  try {
    const result = body();
    kept = tensorsIn(result, new Set());
    return result;
  } finally {
    owned = outer;
    for (const tensor of mine) {
      if (kept?.has(tensor)) outer?.push(tensor);
      else tensor.dispose();
    }
  }
}

/** Runs `body` with a trace open: until it returns, scopes inside keep everything. */
export function whileOpen<Result>(trace: { isOpen: boolean }, body: () => Result): Result {
  openTraces++;
  trace.isOpen = true;
  try {
    return body();
  } finally {
    trace.isOpen = false;
    openTraces--;
  }
}

/** Disposes the tensors of a value or tree. */
export function dispose(nest: Nest): void {
  for (const tensor of tensorsIn(nest, new Set())) tensor.dispose();
}

function tensorsIn(result: unknown, found: Set<Tensor>): Set<Tensor> {
  if (typeof result !== "object" || result === null || ArrayBuffer.isView(result)) return found;
  if (isValue(result as Value)) {
    if (!(result instanceof Lifted)) found.add(result as Tensor);
  } else for (const part of Object.values(result)) tensorsIn(part, found);
  return found;
}

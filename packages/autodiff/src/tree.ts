import type { Tensor } from "@tensorflow/tfjs-core";
import { sqrt } from "./ops/elementwise.js";
import { add, axpy, mul, scale, sum } from "./ops/arithmetic.js";
import { concat, reshape } from "./ops/shape.js";
import { detach, isValue, type Nest, type Tree, type Value } from "./value.js";

export function valuesOf(nest: Nest): Value[] {
  return isValue(nest) ? [nest] : Object.values(nest);
}

/** Applies `f` to each value; `name` is its place in a tree, "" for a value that stands alone. */
export function mapNest<N extends Nest>(f: (value: Value, name: string) => Value, nest: N): N {
  if (isValue(nest)) return f(nest, "") as N;
  const result: Record<string, Value> = {};
  for (const name in nest as Tree) result[name] = f((nest as Tree)[name]!, name);
  return result as N;
}

/** Combines two nests of the same names. */
export function zipNest<N extends Nest>(f: (a: Value, b: Value, name: string) => Value, a: N, b: N): N {
  if (isValue(a)) return f(a, b as Value, "") as N;
  const result: Record<string, Value> = {};
  for (const name in a as Tree) {
    const other = (b as Tree)[name];
    if (other === undefined)
      throw new RangeError(
        `tree: expected an entry \`${name}\`, got ${Object.keys(b).join(", ") || "none"}. Give both trees the same names.`,
      );
    result[name] = f((a as Tree)[name]!, other, name);
  }
  return result as N;
}

/** y + alpha·x. */
export function treeAxpy<N extends Nest>(alpha: number, x: N, y: N): N {
  return zipNest((a, b) => axpy(alpha, a, b), x, y);
}

/** factor·x. */
export function treeScale<N extends Nest>(factor: number, x: N): N {
  return mapNest((value) => scale(factor, value), x);
}

/** The inner product, a scalar. */
export function treeDot<N extends Nest>(a: N, b: N): Value {
  const products = valuesOf(zipNest((x, y) => sum(mul(x, y)), a, b));
  if (products.length === 0) throw new RangeError("treeDot: expected at least one entry, got an empty tree.");
  return products.reduce(add);
}

/** The Euclidean length, a scalar. */
export function treeNorm(tree: Nest): Value {
  return sqrt(treeDot(tree, tree));
}

/** All entries in one vector, in the order of the tree. */
export function treeFlatten(tree: Nest): Value {
  return concat(valuesOf(tree).map((value) => reshape(value, [-1])));
}

/** The numbers of a nest, in its order. */
export function numbersOf(nest: Nest): Float32Array {
  const parts = valuesOf(nest).map((value) => (detach(value) as Tensor).dataSync<"float32">());
  const all = new Float32Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

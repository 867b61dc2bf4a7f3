import { numbersOf, type Tree, type Value } from "@evenkeel/autodiff";

/** The arrays of a tree, in its order. */
export const lists = (tree: Tree): Float32Array[] => Object.values(tree).map((value: Value) => numbersOf(value));

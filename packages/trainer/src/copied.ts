import { detach, mapNest } from "@evenkeel/autodiff";
import type { Tree } from "@evenkeel/core";
import { type Tensor, tensor } from "@tensorflow/tfjs-core";

/** Trees as one, `part/name`, read back and made anew: an update may overwrite what it takes over. */
export const copied = (parts: Readonly<Record<string, Tree>>): Tree =>
  Object.fromEntries(
    Object.entries(parts).flatMap(([part, tree]) =>
      Object.entries(mapNest(copyOf, tree)).map(([name, value]) => [`${part}/${name}`, value]),
    ),
  );

function copyOf(value: Tree[string]): Tensor {
  const held = detach(value) as Tensor;
  return tensor(held.dataSync().slice(), held.shape, held.dtype as "float32");
}

/** One of them. */
export const under = (tree: Tree, part: string): Tree =>
  Object.fromEntries(
    Object.entries(tree).flatMap(([name, value]) => (name.startsWith(`${part}/`) ? [[name.slice(part.length + 1), value]] : [])),
  );

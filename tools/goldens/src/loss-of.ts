import type { Value } from "@evenkeel/core";
import { mul, type Tree } from "@evenkeel/autodiff";
import { catalogs } from "@evenkeel/losses";
import { tensorOf } from "./networks.js";

/** How the goldens name a loss, and its settings there, as our component with its configuration. */
const COMPONENTS: Readonly<
  Record<string, { readonly name: string; config?(inputs: any): object; deps?(inputs: any): readonly unknown[] }>
> = {
  ce: { name: "softmax-cross-entropy" },
  weighted_ce: { name: "softmax-cross-entropy" },
  soft_ce: { name: "softmax-cross-entropy" },
  pair_ce: { name: "softmax-cross-entropy" },
  focal: { name: "focal", config: ({ gamma }) => ({ gamma }) },
  linear_focal: { name: "focal", config: ({ gamma }) => ({ gamma }) },
};

/** The loss of a case as a function of logits and targets, class weights multiplied into the targets; null where we have none. */
export function lossOf(inputs: any): ((logits: Value, targets: Value) => Value) | null {
  const entry = COMPONENTS[inputs.loss];
  if (!entry || !catalogs.loss.names.includes(entry.name)) return null;
  const component = catalogs.loss.get(entry.name);
  const { name: _, ...config } = component.schema.parse({ name: entry.name, ...entry.config?.(inputs) }) as { name: string } & Tree;
  const loss = component.create(config, ...(entry.deps?.(inputs) ?? []));
  const weights = inputs.class_weight ? tensorOf(inputs.class_weight) : null;
  return (logits, targets) => loss({ logits }, weights ? mul(targets, weights) : targets, { given: {} });
}

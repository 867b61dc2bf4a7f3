import type { Optimizer } from "@evenkeel/core";
import { catalogs } from "@evenkeel/optimizers";

/** Options as `torch.optim` names them. */
export interface TorchOptions {
  readonly lr: number;
  readonly momentum?: number;
  readonly nesterov?: boolean;
  readonly dampening?: number;
  readonly weight_decay?: number;
  readonly betas?: readonly [number, number];
  readonly eps?: number;
  readonly amsgrad?: boolean;
}

/** Our optimizer with torch's options; null where there is none. */
export function torchOptimizer(
  name: string,
  { lr, betas, eps, amsgrad, weight_decay, ...rest }: TorchOptions,
  clipNorm: number | null = null,
): Optimizer | null {
  if (!catalogs.optimizer.names.includes(name) || amsgrad) return null;
  const component = catalogs.optimizer.get(name);
  const { name: _, ...config } = component.schema.parse({
    name,
    learningRate: lr,
    clipNorm,
    ...rest,
    ...(weight_decay !== undefined && { weightDecay: weight_decay }),
    ...(betas && { beta1: betas[0], beta2: betas[1] }),
    ...(eps !== undefined && { epsilon: eps }),
  }) as { name: string };
  return component.create(config);
}

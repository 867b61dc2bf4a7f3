import { paramsOf } from "../run/run-page.js";
import type { Plan, PlannedCondition } from "./plan.js";
import type { PlannedMethod } from "./planned-method.js";

/** What all trials of a method under a condition have: its config without the trial, and with the name of what its numbers are taken from. */
export function methodConfig({ effective }: PlannedMethod, { config: condition }: PlannedCondition): Record<string, unknown> {
  const { trial: _, ...config } = effective;
  return { ...config, condition };
}

export const methodParams = (method: PlannedMethod, condition: PlannedCondition): Record<string, string> =>
  paramsOf(methodConfig(method, condition));

/** The params in which all methods agree that have them, under all conditions. */
export function sharedParams({ methods, conditions }: Plan): Record<string, string> {
  const values = new Map<string, Set<string>>();
  for (const params of methods.flatMap((method) => Object.values(conditions).map((condition) => methodParams(method, condition))))
    for (const [key, value] of Object.entries(params)) values.set(key, (values.get(key) ?? new Set()).add(value));
  return Object.fromEntries([...values].flatMap(([key, [value, ...others]]) => (others.length === 0 ? [[key, value!]] : [])));
}

/** Those of `params` that the others do not have, or have with another value. */
export function differing(params: Readonly<Record<string, string>>, others: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).filter(([key, value]) => others[key] !== value));
}

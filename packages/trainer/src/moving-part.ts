import type { Model, Started, Tree } from "@evenkeel/core";

/** Which parameters a training moves. */
export type Moving = "all" | "body" | "head";

/** What moves, and what stays as it is. */
export interface Divided {
  readonly moving: Started;
  readonly still: Started;
}

export function divided({ params, modelState }: Started, part: Moving): Divided {
  const where = (tree: Tree, isMoving: boolean): Tree =>
    Object.fromEntries(Object.entries(tree).filter(([name]) => (part === "all" || name.startsWith(`${part}/`)) === isMoving));
  const side = (isMoving: boolean): Started => ({ params: where(params, isMoving), modelState: where(modelState, isMoving) });
  return { moving: side(true), still: side(false) };
}

/** Both in one. */
export const together = (a: Started, b: Started): Started => ({
  params: { ...a.params, ...b.params },
  modelState: { ...a.modelState, ...b.modelState },
});

/**
 * The model as a function of what moves. A body that stays is run as in evaluation: running statistics neither move nor are left for
 * those of a batch.
 */
export function modelOf(model: Model, { still }: Divided, part: Moving): Model {
  if (part === "all") return model;
  return {
    ...model,
    embed: (params, state, features, how) =>
      part === "body"
        ? model.embed(params, state, features, how)
        : { ...model.embed(still.params, still.modelState, features, { mode: "evaluation" }), state },
    classify: (params, embedding) => model.classify(part === "body" ? still.params : params, embedding),
  };
}

import type { LearnedControl } from "@evenkeel/core";

/** A run config laid over that of its method. */
export type Overlay = Readonly<Record<string, unknown>>;

/** A run beside a learned method that says what the learning is worth. */
export interface Control {
  /** `frozen`, `train-only`, and those of the learner: `uniform-mass`. */
  readonly name: string;
  readonly title: string;
  readonly note: string;
  readonly overlay: Overlay;
}

/**
 * What must be shown beside anything learned, so that a gain is not taken for what it is not: two of every learner, and those that it
 * declares.
 *
 * Two of them may come out as the same run, or as a run that is there already: equal configs are run once.
 *
 * @param learned.isHere - whether it is learned in the run, which then keeps the meta rows apart, or was elsewhere.
 * @param without - the weighter that learns nothing.
 */
export function controlsOf(
  method: string,
  title: string,
  learned: { readonly controls: readonly LearnedControl[]; readonly isHere: boolean },
  without: string,
): Control[] {
  const apart = { training: { rows: "without-meta" } };
  // Those of the method.
  const rows = learned.isHere ? apart : {};
  const off = { weighter: { name: without }, ...rows };
  const own = learned.controls.map(({ name, note, overlay, takes }) => {
    const laid = overlay === null ? off : takes === undefined ? overlay : withFinding({ ...overlay, ...rows }, takes, method);
    return { name, note, overlay: laid };
  });
  return [
    { name: "frozen", note: "the same rows and steps, learning off", overlay: off },
    ...own,
    {
      name: "train only",
      note: "without the meta rows and without learning: the price of setting them apart",
      overlay: { ...off, ...apart },
    },
  ].map((control) => ({ ...control, name: control.name.replaceAll(" ", "-"), title: `${title}, ${control.name}` }));
}

function withFinding(overlay: Overlay, path: string, method: string): Overlay {
  const [role, setting] = path.split(".") as [string, string];
  return { ...overlay, [role]: { ...(overlay[role] as object), [setting]: { from: method } } };
}

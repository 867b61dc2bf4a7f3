import { nearDuplicates } from "@evenkeel/datasets";
import type { OpenedComparison } from "./open-comparison.js";
import type { PlannedMethod } from "./planned-method.js";

/**
 * What a reader must know of a comparison, in sentences.
 *
 * @param mislabelling - conditions under which methods trained on labels that are not the true ones.
 */
export function notesOf({ plan }: OpenedComparison, mislabelling: readonly string[]): string[] {
  const learnsFromMeta = plan.methods.filter(({ learns, control }) => learns !== null && control === null).map(({ title }) => title);
  return [
    "Equal information: in a trial every method is given the same labelled rows. Methods without a meta set train on train and meta rows together; those that learn from meta rows, and their controls, train on the train rows alone (the ledger has the counts).",
    ...(mislabelling.length > 0 && learnsFromMeta.length > 0
      ? [
          `Under ${mislabelling.join(" and ")}, meta rows carry their true labels, and methods that learn from them (${learnsFromMeta.join(", ")}) are built on that; the others train on the same rows without knowing which labels to trust.`,
        ]
      : []),
    ...elsewhereNotes(plan),
    duplicatesNote(plan),
    ...plan.notes,
    "Wins, ties and losses count trials in which the primary metric is better than, equal to, or worse than the reference's. They are not independent: trials share rows.",
    "Only contrasts declared before the run have p-values, corrected by Holm over all that were declared for a condition: one that could not be tested counts too. Intervals are of one difference each, not corrected for their number, and use the Nadeau–Bengio variance for overlapping training sets.",
  ];
}

/** What cannot be seen here of what other programs made. */
function elsewhereNotes({ methods }: OpenedComparison["plan"]): string[] {
  const titlesOf = (kind: PlannedMethod["elsewhere"]): string =>
    methods.flatMap(({ elsewhere, title, control }) => (elsewhere === kind && control === null ? [title] : [])).join(", ");
  const [scores, parts] = [titlesOf("scores"), titlesOf("parts")];
  return [
    ...(scores === ""
      ? []
      : [
          `Trained elsewhere: ${scores}. On which rows, and how its settings were chosen, is not known here; its scores are of the test rows of each trial, and what is measured at the prior of its loss takes that of the labels for it.`,
        ]),
    ...(parts === ""
      ? []
      : [
          `Made elsewhere, for the split of each trial by its hash: what ${parts} ${methods.filter(({ elsewhere, control }) => elsewhere === "parts" && control === null).length === 1 ? "is" : "are"} trained with. That no test row was looked at in making it cannot be seen here.`,
        ]),
  ];
}

/** Copies across splits make every method look better than it is. */
function duplicatesNote({ splits, dataset }: OpenedComparison["plan"]): string {
  const found = splits.map((split) => nearDuplicates(split, dataset));
  const [identical, near] = [
    found.reduce((sum, each) => sum + each.identical.length, 0),
    found.reduce((sum, each) => sum + each.near.length, 0),
  ];
  if (identical + near === 0)
    return "Train, meta and test rows are disjoint, and no test row of any trial is a copy or near-copy of a labelled one.";
  return `Train, meta and test rows are disjoint, but over the ${splits.length} trials ${identical} test rows equal a labelled row in every column and ${near} nearly do: the data set holds copies.`;
}

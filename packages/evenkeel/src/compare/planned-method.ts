import type { ConfigTree, RunConfig } from "@evenkeel/compose";
import type { Awaited, LabelledRole } from "@evenkeel/core";
import type { Control } from "@evenkeel/experiment";
import type { UsedComponent } from "../workbench/code-hash.js";

/** One row of the table. */
export interface PlannedMethod {
  readonly name: string;
  readonly title: string;
  readonly note: string;
  /** What is laid over the config file, without trial and condition. */
  readonly written: ConfigTree;
  /** Says which runs are the same: everything in the config that something reads. */
  readonly identity: string;
  /** What the identity is the hash of. */
  readonly settings: unknown;
  /** The method that is this very run, which is then not done twice. */
  readonly equalTo: string | null;
  /** The method with the same training, whose scores are only adjusted: rankings of two classes are equal by construction. */
  readonly adjusts: string | null;
  readonly control: { readonly of: string; readonly name: Control["name"] } | null;
  /** What it takes of other methods of the same trial. */
  readonly takes: readonly Taken[];
  /** SHA-256 of the files whose content counts, by the setting that names them. */
  readonly files: Readonly<Record<string, string>>;
  /** The labelled rows that are trained on. */
  readonly rows: readonly LabelledRole[];
  /** What chooses the state that is tested, and what the training begins with, where that is not as usual. */
  readonly selects: string | null;
  readonly begins: string | null;
  /** What another program made of it for each split: its scores, so that nothing is trained here, or what it is trained with. */
  readonly elsewhere: "scores" | "parts" | null;
  /** Whether it is trained by updates, not fitted at once. */
  readonly isTrained: boolean;
  readonly learns: Awaited["what"] | null;
  readonly papers: OpenedPaper[];
  /** The components that the run is made of. */
  readonly components: readonly UsedComponent[];
  readonly config: RunConfig;
  /** What `evenkeel run` would run of its first trial: everything that something reads, defaults filled in. */
  readonly effective: Readonly<Record<string, unknown>>;
}

/** A setting that takes what another method finds; one that is run, not one that equals it. */
export interface Taken {
  readonly role: string;
  readonly setting: string;
  readonly method: string;
  readonly what: Awaited["what"];
}

export interface OpenedPaper {
  readonly component: string;
  readonly citation: string;
  readonly url: string | null;
  readonly reconstruction: string | null;
}

import type { AnyComponent } from "@evenkeel/core";
import { openProject, projectAt } from "../workbench/project.js";
import { type Workbench, withOwn } from "../workbench/workbench.js";

/** What `run` and `compare` take besides their config. */
export interface ScriptOptions {
  /** Where results go: `outputs` unless said. */
  readonly output?: string;
  /** The project whose components and config stand beside ours: that of the current folder unless said; null for none. */
  readonly project?: string | null;
  /** Ends it, as `cancel` does. */
  readonly signal?: AbortSignal;
  /** Told, in a sentence each, what is wrong beside the run: on stderr unless said. */
  warn?(sentence: string): void;
}

/** Where results go unless a script says. */
export const OUTPUT = "outputs";

/** Tells warnings unless a script says how. */
export const onStderr = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

/** The workbench of a script. */
export async function benchOf(
  { project = projectAt(process.cwd()), warn = onStderr }: ScriptOptions,
  components: readonly AnyComponent[] = [],
): Promise<Workbench> {
  const { bench, problems } = await openProject(project);
  problems.forEach(warn);
  return withOwn(bench, components);
}

import { type ComponentConfig, parseComponent } from "@evenkeel/compose";
import { type FittedEncoder, UserError } from "@evenkeel/core";
import { type ChainState, readChain } from "@evenkeel/trainer";
import type { Workbench } from "../workbench/workbench.js";
import type { OpenedRun } from "./open-run.js";

/** The file beside a model that says how rows become what it reads. */
export const ENCODER = "encoder.json";

const links = ["imputer", "encoder"] as const;

interface EncoderFile extends Readonly<Record<(typeof links)[number], ComponentConfig>> {
  readonly fitted: ChainState;
}

/** The components of a run's chain, and what each was fitted to. */
export function encoderText({ config: { components }, trainings }: Pick<OpenedRun, "config" | "trainings">): string {
  const [imputer, encoder] = links.map((link) => components[link]!) as [ComponentConfig, ComponentConfig];
  return JSON.stringify({ imputer, encoder, fitted: trainings[0]!.chain.state } satisfies EncoderFile);
}

/**
 * The chain of a run, from its file: encodes rows of the shape of its data set, NaN where a value is missing, to the bits that the run
 * read.
 *
 * @param path - what messages call the file.
 * @throws UserError if it is none.
 */
export function readEncoder({ catalogs }: Workbench, text: string, path: string): Pick<FittedEncoder, "featureShape" | "encode"> {
  try {
    const file = JSON.parse(text) as EncoderFile;
    const made = (link: (typeof links)[number]) => {
      const config = parseComponent(link, file[link], catalogs);
      return catalogs[link]!.get(config.name).create(config as never);
    };
    return readChain({ imputer: made("imputer"), encoder: made("encoder") }, file.fitted);
  } catch (error) {
    throw new UserError(
      `${ENCODER}: expected the file that a run of these components wrote, got another at ${path}. Take the one beside the run's model.`,
      { cause: error },
    );
  }
}

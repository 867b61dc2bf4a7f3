import { type ModelInputs, UserError } from "@evenkeel/core";

/** Height, width and channels of the images that a model is made for. */
export function imageInputs(model: string, { featureShape }: ModelInputs): readonly [height: number, width: number, channels: number] {
  if (featureShape.length !== 3) {
    throw new UserError(
      `${model}: expected images [height, width, channels], got features [${featureShape.join(", ")}]. Choose a data set of images, or \`model=mlp\`. Images laid out in rows get their axes back in NumPy: X.reshape(-1, height, width, channels).`,
    );
  }
  return featureShape as unknown as readonly [number, number, number];
}

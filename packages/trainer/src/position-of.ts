import { type Dataset, UserError } from "@evenkeel/core";

/** Where the row of an id stands in a data set. */
export function positionOf({ rowIds, name }: Dataset): (id: number) => number {
  const positions = new Map(Array.from(rowIds, (id, position) => [id, position]));
  return (id) => {
    const position = positions.get(id);
    if (position === undefined)
      throw new UserError(`split: expected row ids of ${name}, got ${id}. Use the splits with the data set they were made for.`);
    return position;
  };
}

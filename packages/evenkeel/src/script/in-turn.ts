import { forgetData } from "../run/load-data.js";

let last: Promise<unknown> = Promise.resolve();

/** Does one piece of work after the other, in the order in which they are asked for: TF.js and its engine are one for the whole process. */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const anew = (): Promise<T> => {
    forgetData();
    return work();
  };
  const mine = last.then(anew, anew);
  last = mine.catch(() => undefined);
  return mine;
}

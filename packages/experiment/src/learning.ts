/** How much of what a method learned could move, and how far it did. */
export type LearningSummary =
  | {
      readonly what: "contributions";
      /** Synthetic rows. */
      readonly count: number;
      /** Meta steps in which the contribution of a row took part. */
      readonly visits: { readonly min: number; readonly mean: number };
      /** The contributions at the end; `low` and `high` are the 5 % and 95 % quantiles. */
      readonly spread: {
        readonly min: number;
        readonly low: number;
        readonly median: number;
        readonly high: number;
        readonly max: number;
        readonly sd: number;
      };
      /** (Σw)²/Σw² of them. */
      readonly effectiveRows: number;
      /** Why nothing could be learned, in a sentence; null if something could. */
      readonly hadNoChance: string | null;
    }
  | {
      readonly what: "batch-weights";
      /** Mean over the updates of (Σw)²/Σw² over a batch of `batchSize` rows. */
      readonly effectiveExamples: number;
      readonly batchSize: number;
    };

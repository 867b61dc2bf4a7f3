export { catalog, type Catalog } from "./catalog.js";
export type { AnyComponent, Component, ComponentSpec, DeclaredBy, Idle, Paper } from "./component.js";
export type { BilevelProblem, Evaluated, FoundHypergradient, Hypergradient, Inner, InnerUpdate } from "./contracts/bilevel.js";
export type { Batch, BatchRows } from "./contracts/batch.js";
export type { Batcher, BatcherRows, Batches } from "./contracts/batcher.js";
export type { Place } from "./contracts/place.js";
export type { Schedule } from "./contracts/schedule.js";
export { type NamedArray, readSafetensors, type Safetensors, writeSafetensors } from "./safetensors.js";
export type { Condition, Conditioned, Trial } from "./contracts/condition.js";
export type { Augmenter } from "./contracts/augmenter.js";
export type { Start, Started } from "./contracts/start.js";
export type { Selection, SelectionDeclares, Watched } from "./contracts/selection.js";
export type { Column, Dataset, DatasetSource, RowShape } from "./contracts/dataset.js";
export type { Encoder, FittedEncoder } from "./contracts/encoder.js";
export type { FittedImputer, Imputer } from "./contracts/imputer.js";
export { metricsIn } from "./contracts/events.js";
export type { MetricValues, Sink, RunEvent, SinkContext, SinkMaker } from "./contracts/events.js";
export type { Launch, Launcher, WorkerEvent } from "./contracts/launcher.js";
export type { CellOutcome, Lease, QueuedCell, Queue } from "./contracts/queue.js";
export type { Adjustment, AdjustmentDeclares, ScoredFold, ClassWeights, Loss, LossContext, ProgressPlace } from "./contracts/loss.js";
export type { Metric, MetricDescription, Predictions } from "./contracts/metric.js";
export type { Mixer } from "./contracts/mixer.js";
export {
  type ApplyMode,
  applyModel,
  type Embedded,
  type FitProblem,
  type Model,
  type ModelInputs,
  type ModelOutput,
} from "./contracts/model.js";
export type { Optimizer, UpdateContext, Updated } from "./contracts/optimizer.js";
export type {
  Anchor,
  AnchorDeclares,
  Candidates,
  Coefficient,
  CoefficientPair,
  Label,
  PairForLabel,
  PairingContext,
  Partner,
} from "./contracts/pairing.js";
export type { Pairing, Parents } from "./contracts/parents.js";
export { labelledIn, type LabelledRole, labelledRoles, type Protocol, type Split } from "./contracts/protocol.js";
export type { RunState } from "./contracts/run-state.js";
export type { Resampled, Sampler, SamplerDeclares, SamplerContext } from "./contracts/sampler.js";
export type { Elsewhere, FileOfElsewhere, RowsFromElsewhere, SplitTable } from "./contracts/elsewhere.js";
export type { Learned, LearnedControl } from "./contracts/learned.js";
export type { ContributionConstraint, ContributionIndex, Learner, LearnerAt, LearnerRows } from "./contracts/learner.js";
export * from "./definers.js";
export { didYouMean, nearestWord } from "./did-you-mean.js";
export { papers } from "./papers.js";
export { CancelledError, checkFinite, checkShape, mistakeOf, NonFiniteError, NotPossibleError, UserError } from "./errors.js";
export { type Awaited, awaitedBy, finding, type Found, type From, type Given, givenTo } from "./finding.js";
export { fileSetting, filesOf } from "./file-setting.js";
export { jsonSchemaOf, type JsonSchema, shown, valueText } from "./json-schema.js";
export {
  type AnyRows,
  type Block,
  largest,
  type MadeRows,
  mix,
  type MixOptions,
  oneBlock,
  oneHot,
  type Origin,
  parentsOf,
  positionsByClass,
  type Relation,
  type Rows,
  rowsAt,
  type SharedParent,
  sizeOf,
  toFloat32,
  union,
} from "./rows.js";
export { majorityOf, minorityOf } from "./minority.js";
export { parseSettings, type SettingsPlace } from "./parse-settings.js";
export { randomState } from "./random/random-state.js";
export type { Rng } from "./random/rng.js";
export { deriveSeed, samplerRng, type Stream, streams } from "./random/streams.js";
export {
  type Chosen,
  type Declared,
  type Phase,
  type PhaseFacts,
  phasesOf,
  type ReadBy,
  type RoleName,
  roles,
  type Service,
  type Tokens,
  tokens,
} from "./roles.js";
export { shuffleWithin } from "./shuffle-within.js";
export { countClasses, selectRows } from "./select-rows.js";
export { type Token, token, tokenName } from "./token.js";
export type { Tree, Value, WatchedValue } from "./value.js";
export { visible } from "./visible.js";
export { removeTemporaryFiles, writeWhole } from "./write-whole.js";

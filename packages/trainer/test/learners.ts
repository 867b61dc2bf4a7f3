import {
  add,
  adopt,
  broadcastTo,
  concat,
  dense,
  gather,
  log,
  mul,
  relu,
  reshape,
  scale,
  scaleRows,
  shift,
  sigmoid,
  slice,
  softmax,
  sub,
  sum,
} from "@evenkeel/autodiff";
import type { Batch, Learner, LearnerRows, Tree, Value } from "@evenkeel/core";
import { fill, ones, tensor, type Tensor, tensor1d, tensor2d, zeros } from "@tensorflow/tfjs-core";

/** Learners that enter at every place, and at several: what the contract must carry beside those that are components. */

/** The batch with its synthetic rows replaced; natural rows come first. */
const withSynthetic = ({ numNatural }: Batch, whole: Value, synthetic: Value): Value => concat([slice(whole, 0, numNatural), synthetic]);
const int32 = (values: Int32Array): Tensor => tensor1d(values, "int32");
const clip01 = (x: Value): Value => sub(relu(x), relu(shift(x, -1)));

function oneHotOf({ natural, numClasses }: LearnerRows, parents: Int32Array): Tensor {
  const targets = new Float32Array(parents.length * numClasses);
  parents.forEach((row, i) => (targets[i * numClasses + natural.labels[row]!] = 1));
  return tensor2d(targets, [parents.length, numClasses]);
}

/** w = 2·sigmoid(net(ℓ)): weights that read losses (Meta-Weight-Net). */
const weightNetwork: Learner = {
  use: "updated",
  init(_rows, rng) {
    const drawn = (shape: number[]): Tensor =>
      tensor(
        Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 4 * rng.double() - 2),
        shape,
      );
    return { "hidden/kernel": drawn([1, 5]), "hidden/bias": drawn([5]), "out/kernel": drawn([5, 1]), "out/bias": zeros([1]) };
  },
  weigh({ meta, batch }, losses) {
    const hidden = dense(reshape(losses, [batch.size, 1]), meta["hidden/kernel"]!, meta["hidden/bias"]!, { activation: "tanh" });
    return reshape(scale(2, sigmoid(dense(hidden, meta["out/kernel"]!, meta["out/bias"]!))), [batch.size]);
  },
};

/** Synthetic rows are free points. */
const instances: Learner = {
  use: "old",
  init({ synthetic }) {
    const { features, count, featureShape } = synthetic!;
    return { points: tensor(features, [count, ...featureShape]) };
  },
  features: ({ meta, batch }, features) => withSynthetic(batch, features, gather(meta["points"]!, batch.synthetic!)),
};

/** x = x₀ + δ(b − a), and with it the share of the partner in the label: m enters at two places. */
const coefficients: Learner = {
  use: "old",
  init: ({ synthetic }) => ({ shift: zeros([synthetic!.count]) }),
  facts(rows) {
    const { features, count, featureShape } = rows.synthetic!;
    const { anchor, partner, coefficient } = rows.synthetic!.origin.pairing!;
    const [width] = featureShape as [number];
    const of = rows.natural.features;
    const away = Float32Array.from({ length: count * width }, (_, i) => {
      const row = Math.floor(i / width);
      return of[partner[row]! * width + (i % width)]! - of[anchor[row]! * width + (i % width)]!;
    });
    return {
      drawn: tensor2d(features, [count, width]),
      away: tensor2d(away, [count, width]),
      share: tensor1d(Float32Array.from(coefficient, (lambda) => 1 - lambda)),
      towards: sub(oneHotOf(rows, partner), oneHotOf(rows, anchor)),
    };
  },
  features({ meta, facts, batch }, features) {
    const rows = batch.synthetic!;
    const moved = scaleRows(gather(facts["away"]!, rows), gather(meta["shift"]!, rows));
    return withSynthetic(batch, features, add(gather(facts["drawn"]!, rows), moved));
  },
  targets({ meta, facts, batch }, targets) {
    const rows = batch.synthetic!;
    const moved = scaleRows(gather(facts["towards"]!, rows), gather(meta["shift"]!, rows));
    return withSynthetic(batch, targets, add(slice(targets, batch.numNatural, batch.size - batch.numNatural), moved));
  },
  project: ({ meta, facts }) => ({ shift: sub(clip01(add(meta["shift"]!, facts["share"]!)), facts["share"]!) }),
};

/** λ_y of each pair of classes. */
const labelShares: Learner = {
  use: "old",
  init: ({ numClasses }) => ({ share: fill([numClasses * numClasses], 0.7) }),
  facts(rows) {
    const { anchor, partner } = rows.synthetic!.origin.pairing!;
    const { labels } = rows.natural;
    // Numbered by the classes, not by what this draw happens to hold.
    const group = anchor.map((row, i) => labels[row]! * rows.numClasses + labels[partner[i]!]!);
    return { group: int32(group), anchors: oneHotOf(rows, anchor), partners: oneHotOf(rows, partner) };
  },
  targets({ meta, facts, batch }, targets) {
    const rows = batch.synthetic!;
    const share = gather(gather(meta["share"]!, facts["group"] as Tensor), rows);
    const [a, b] = [gather(facts["anchors"]!, rows), gather(facts["partners"]!, rows)];
    return withSynthetic(batch, targets, add(b, scaleRows(sub(a, b), share)));
  },
  project: ({ meta }) => ({ share: clip01(meta["share"]!) }),
};

/** π = softmax over anchor class and bin of λ; rows weigh π/q. The entropy is added to the meta loss, so outer reads m. */
const policy: Learner = (() => {
  const BINS = 2;
  const cells = ({ meta }: { readonly meta: Tree }): Value => {
    const [a, l] = [meta["anchor"]!, meta["bin"]!];
    const shape = [a.shape[0]!, l.shape[0]!];
    return softmax(reshape(add(broadcastTo(reshape(a, [-1, 1]), shape), broadcastTo(reshape(l, [1, -1]), shape)), [1, -1]));
  };
  return {
    use: "old",
    init: ({ numClasses }) => ({ anchor: zeros([numClasses]), bin: zeros([BINS]) }),
    facts(rows) {
      const { anchor, coefficient } = rows.synthetic!.origin.pairing!;
      const { labels } = rows.natural;
      const cell = anchor.map((row, i) => labels[row]! * BINS + Math.min(BINS - 1, Math.floor(coefficient[i]! * BINS)));
      const drawn = new Float32Array(rows.numClasses * BINS);
      for (const c of cell) drawn[c]! += 1 / cell.length;
      return { cell: int32(cell), inverse: tensor1d(drawn.map((q) => (q > 0 ? 1 / q : 0))) };
    },
    weigh(at) {
      const ratio = mul(reshape(cells(at), [-1]), at.facts["inverse"]!);
      const { batch } = at;
      return concat([adopt(ones([batch.numNatural])), gather(gather(ratio, at.facts["cell"] as Tensor), batch.synthetic!)]);
    },
    penalty(at) {
      const p = cells(at);
      return scale(0.3, sum(mul(p, log(p))));
    },
  };
})();

/** A shift of the logits in the training loss. */
const classAdjustment: Learner = {
  use: "old",
  init: ({ numClasses }) => ({ shift: zeros([numClasses]) }),
  logits: ({ meta }, logits) => add(logits, broadcastTo(meta["shift"]!, logits.shape)),
};

/** κ times the targets: class weights need no place of their own to enter. */
const classWeights: Learner = {
  use: "old",
  init: ({ numClasses }) => ({ kappa: fill([numClasses], 1) }),
  targets: ({ meta }, targets) => mul(targets, broadcastTo(meta["kappa"]!, targets.shape)),
};

/** Free points whose weights read their losses. */
const instancesWithNetwork: Learner = {
  ...weightNetwork,
  init: (rows, rng) => ({ ...weightNetwork.init(rows, rng), ...instances.init(rows, rng) }),
  features: (at, features) => instances.features!(at, features),
};

export const learners: Readonly<Record<string, Learner>> = {
  weightNetwork,
  instances,
  coefficients,
  labelShares,
  policy,
  classAdjustment,
  classWeights,
  instancesWithNetwork,
};

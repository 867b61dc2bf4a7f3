import type { Pairing, Parents } from "./contracts/parents.js";

type Floats = Float32Array | Float64Array;

/** Which features of an encoded row stand for one column of the source. */
export interface Block {
  readonly name: string;
  /** Of a nominal column: its code, or one feature for each level. */
  readonly kind: "numeric" | "code" | "one-hot";
  /** The first of them, and how many they are. */
  readonly offset: number;
  readonly width: number;
}

/**
 * How the features of a block follow from those of the parents: their sum by share, those of the parent that has most of it, or made by
 * something that learned from them. `learned` and `decoded` claim no sum. One row may have several: SMOTE-NC blends numbers and votes on categories.
 */
export type Relation = "convex" | "vote" | "decoded" | "learned";

/** Where made rows come from. */
export interface Origin {
  /** Always rows of the source: mixing mixed rows composes them. None of a row whose relations are all `learned` by whoever made it elsewhere. */
  readonly parents: Parents;
  /** By name of the block. */
  readonly relation: Readonly<Record<string, Relation>>;
  /** Present if the rows were made by pairing; positions are in the rows that were given. */
  readonly pairing?: Pairing;
}

/**
 * Encoded, labelled rows. Float32 but for what lies between encoder and sampler, where the bits of imbalanced-learn are wanted:
 * `Rows<Float64Array>`.
 */
export interface Rows<Values extends Floats = Float32Array> {
  readonly count: number;
  /** The shape of one row: `[30]`, `[8, 8, 1]`. */
  readonly featureShape: readonly number[];
  readonly numClasses: number;
  readonly classNames: readonly string[];
  /** Row-major `[count, ...featureShape]`. */
  readonly features: Values;
  /** Row-major `[count, numClasses]`. */
  readonly targets: Float32Array;
  /** `[count]`, the class with the largest target. */
  readonly labels: Int32Array;
  /** `[count]`, the row of the source; −1 for a made row. */
  readonly ids: Int32Array;
  readonly blocks: readonly Block[];
  /** Absent for natural rows. */
  readonly origin?: Origin;
}

/** Rows whose features are float32 or float64. */
export type AnyRows = Rows<Floats>;
/** Rows that were made, with where they come from. */
export type MadeRows<Values extends Floats = Float32Array> = Rows<Values> & { readonly origin: Origin };

/** Number of values in something of this shape. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

/** Positions of each class, ascending. */
export function positionsByClass(labels: ArrayLike<number>, numClasses: number): Int32Array[] {
  const positions = Array.from({ length: numClasses }, () => [] as number[]);
  for (let i = 0; i < labels.length; i++) positions[labels[i]!]!.push(i);
  return positions.map((members) => Int32Array.from(members));
}

/** `[count, numClasses]`, 1 at the class of each row. */
export function oneHot(labels: ArrayLike<number>, numClasses: number): Float32Array {
  const targets = new Float32Array(labels.length * numClasses);
  for (let i = 0; i < labels.length; i++) targets[i * numClasses + labels[i]!] = 1;
  return targets;
}

/** The features of rows without columns, as one numeric block. */
export const oneBlock = (featureShape: readonly number[]): readonly Block[] => [
  { name: "features", kind: "numeric", offset: 0, width: sizeOf(featureShape) },
];

/** The same rows with float32 features. */
export const toFloat32 = <Of extends Rows<Floats>>(rows: Of): Of & Rows =>
  (rows.features instanceof Float32Array ? rows : { ...rows, features: Float32Array.from(rows.features) }) as Of & Rows;

/** The rows at these positions, in this order. */
export function rowsAt<Values extends Floats>(rows: Rows<Values>, positions: ArrayLike<number>): Rows<Values> {
  const { origin: _, ...rest } = rows;
  const take = <T extends Floats | Int32Array>(values: T, width: number): T => {
    const taken = new (values.constructor as new (length: number) => T)(positions.length * width);
    for (let i = 0; i < positions.length; i++) taken.set(values.subarray(positions[i]! * width, (positions[i]! + 1) * width), i * width);
    return taken;
  };
  return {
    ...rest,
    count: positions.length,
    features: take(rows.features, sizeOf(rows.featureShape)),
    targets: take(rows.targets, rows.numClasses),
    labels: take(rows.labels, 1),
    ids: take(rows.ids, 1),
  };
}

/** What becomes of categories where rows are mixed. */
export interface MixOptions {
  /**
   * What becomes of one-hot blocks and codes: `blend` lies between categories, `vote` takes those of the parent with the larger share,
   * the anchor of equals.
   */
  readonly nominal: "blend" | "vote";
  /** 1 − λ as a product, for the bits of a library that multiplies its factors one by one: `step` of the way that `reach` shortens. */
  readonly way?: { readonly step: Float64Array; readonly reach: Float64Array };
}

/**
 * The rows that a pairing stands for: a + (1 − λ)·(b − a) with targets λ_y·t_a + (1 − λ_y)·t_b. The only home of this formula outside of
 * the device.
 *
 * Float32 rows are subtracted in float32 and rounded once, as NumPy does it.
 */
export function mix<Values extends Floats>(rows: Rows<Values>, pairing: Pairing, { nominal, way }: MixOptions): MadeRows<Values> {
  const { anchor, partner, coefficient, labelCoefficient } = pairing;
  const { numClasses } = rows;
  const count = anchor.length;
  const width = sizeOf(rows.featureShape);
  const rounded = rows.features instanceof Float32Array ? Math.fround : (value: number): number => value;
  const features = new (rows.features.constructor as new (length: number) => Values)(count * width);
  const targets = new Float32Array(count * numClasses);
  for (let i = 0; i < count; i++) {
    const [a, b] = [anchor[i]! * width, partner[i]! * width];
    const [step, reach] = [way ? way.step[i]! : 1 - coefficient[i]!, way ? way.reach[i]! : 1];
    for (const { kind, offset, width: own } of rows.blocks) {
      const isVoted = kind !== "numeric" && nominal === "vote";
      const winner = coefficient[i]! >= 0.5 ? a : b;
      for (let j = offset; j < offset + own; j++) {
        const from = rows.features[a + j]!;
        const difference = rounded(rows.features[b + j]! - from);
        features[i * width + j] = isVoted ? rows.features[winner + j]! : from + step * (way ? rounded(difference * reach) : difference);
      }
    }
    const share = labelCoefficient[i]!;
    for (let c = 0; c < numClasses; c++)
      targets[i * numClasses + c] =
        share * rows.targets[anchor[i]! * numClasses + c]! + (1 - share) * rows.targets[partner[i]! * numClasses + c]!;
  }
  const relationOf = ({ name, kind }: Block): readonly [string, Relation] => {
    const before = rows.origin?.relation[name];
    // A convex sum of rows is as convex as they are.
    return [name, before === undefined || before === "convex" ? (kind !== "numeric" && nominal === "vote" ? "vote" : "convex") : before];
  };
  return {
    ...rows,
    count,
    features,
    targets,
    labels: largest(targets, numClasses),
    ids: new Int32Array(count).fill(-1),
    origin: { parents: composed(rows, pairing), relation: Object.fromEntries(rows.blocks.map(relationOf)), pairing },
  };
}

/** The class with the largest target of each row, the first among equals. */
export function largest(targets: ArrayLike<number>, numClasses: number): Int32Array {
  return Int32Array.from({ length: targets.length / numClasses }, (_, i) => {
    let best = 0;
    for (let c = 1; c < numClasses; c++) if (targets[i * numClasses + c]! > targets[i * numClasses + best]!) best = c;
    return best;
  });
}

/** A row of the source and its share of a made row. */
export type SharedParent = readonly [id: number, share: number];

/** Parents in compressed rows, from one list for each made row. */
export function parentsOf(lists: readonly (readonly SharedParent[])[]): Parents {
  const offsets = new Int32Array(lists.length + 1);
  lists.forEach((list, i) => (offsets[i + 1] = offsets[i]! + list.length));
  const flat = lists.flat();
  return { offsets, ids: Int32Array.from(flat, ([id]) => id), weights: Float64Array.from(flat, ([, share]) => share) };
}

/** Parents of parents, so that those of a mix of made rows are again rows of the source; a parent of no share is none. */
function composed({ ids, origin }: Rows<Floats>, { anchor, partner, coefficient }: Pairing): Parents {
  return parentsOf(
    Array.from(anchor, (_, i) => {
      const found = new Map<number, number>();
      const add = (id: number, share: number): void => void (share > 0 && found.set(id, (found.get(id) ?? 0) + share));
      const both =
        anchor[i] === partner[i]
          ? ([[anchor[i]!, 1]] as const)
          : ([
              [anchor[i]!, coefficient[i]!],
              [partner[i]!, 1 - coefficient[i]!],
            ] as const);
      for (const [row, share] of both) {
        if (!origin || ids[row]! >= 0) add(ids[row]!, share);
        else
          for (let j = origin.parents.offsets[row]!; j < origin.parents.offsets[row + 1]!; j++)
            add(origin.parents.ids[j]!, share * origin.parents.weights[j]!);
      }
      return [...found];
    }),
  );
}

/** Natural rows with made ones behind them, so that a mixer may take either. */
export function union<Values extends Floats>(natural: Rows<Values>, made: MadeRows<Values>): MadeRows<Values> {
  const { parents, relation } = made.origin;
  const join = <T extends Floats | Int32Array>(a: T, b: T): T => {
    const all = new (a.constructor as new (length: number) => T)(a.length + b.length);
    all.set(a);
    all.set(b, a.length);
    return all;
  };
  return {
    ...natural,
    count: natural.count + made.count,
    features: join(natural.features, made.features),
    targets: join(natural.targets, made.targets),
    labels: join(natural.labels, made.labels),
    ids: join(natural.ids, made.ids),
    origin: {
      parents: {
        offsets: join(
          Int32Array.from({ length: natural.count }, (_, i) => i),
          parents.offsets.map((offset) => offset + natural.count),
        ),
        ids: join(natural.ids, parents.ids),
        weights: join(new Float64Array(natural.count).fill(1), parents.weights),
      },
      relation,
    },
  };
}

import { adopt, concat, defineWeighter, gather, z } from "evenkeel";
import { ones, tensor1d } from "@tensorflow/tfjs-core";

/** Say here what each training row counts; here a synthetic row counts the less, the more its class was filled up. Nothing is learned. */
export default defineWeighter({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: { strength: z.number().min(0).default(1).describe("0 weighs nothing") },
  create: ({ strength }) => ({
    use: "old",
    init: () => ({}),
    // Worked out once for a draw of rows: what a step reads are tensors.
    facts({ natural, synthetic }) {
      const share = (label: number, of: Int32Array): number => of.filter((own) => own === label).length;
      const weights = Float32Array.from(synthetic?.labels ?? [], (label) => {
        const made = share(label, synthetic!.labels);
        return (share(label, natural.labels) / (share(label, natural.labels) + made)) ** strength;
      });
      return { weights: tensor1d(weights) };
    },
    weigh({ facts, batch }) {
      const own = adopt(ones([batch.numNatural]));
      return batch.synthetic ? concat([own, gather(facts["weights"]!, batch.synthetic)]) : own;
    },
    readings: ({ facts }) => ({ weight: facts["weights"]! }),
  }),
});

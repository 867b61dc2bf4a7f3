import { adopt } from "@evenkeel/autodiff";
import { tensor1d, type Tensor } from "@tensorflow/tfjs-core";

const NOTHING = {};

/** What a component's `inputs` gave, as values of a step; they belong to the scope that is open. */
export const asTensors = (values?: Readonly<Record<string, Int32Array | Float32Array>>): Readonly<Record<string, Tensor>> =>
  values === undefined
    ? NOTHING
    : Object.fromEntries(
        Object.entries(values).map(([name, of]) => [name, adopt(tensor1d(of, of instanceof Int32Array ? "int32" : "float32"))]),
      );

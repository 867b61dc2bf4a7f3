import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { runOp } from "../run-op.js";
import type { OpsOfAnEngine } from "./ops.js";

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const functions: Record<string, (x: number) => number> = {
  Relu: (x) => Math.max(x, 0),
  Exp: Math.exp,
  Log: Math.log,
  Sqrt: Math.sqrt,
  Reciprocal: (x) => 1 / x,
  ReciprocalOrZero: (x) => (x === 0 ? 0 : 1 / x),
  Softplus: softplus,
  Sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  Tanh: Math.tanh,
  Step: (x) => (x > 0 ? 1 : 0),
  Expm1: Math.expm1,
  Elu: (x) => (x > 0 ? x : Math.expm1(x)),
};

/** Functions of numbers equal themselves in double precision. */
export function testFunctions({ without, rel }: OpsOfAnEngine & { readonly rel: number }): void {
  describe("functions of numbers", () => {
    const values = [...Array.from({ length: 2001 }, (_, i) => (i - 1000) / 40), 1e-6, -1e-6, 1e-30, 86, 88.7, 1e30, Infinity, NaN];

    test.each(Object.keys(functions).filter((op) => !without.includes(op)))(
      `%s equals the function in double precision to ${rel}`,
      (op) => {
        const expected = values.map((value) => Math.fround(functions[op]!(Math.fround(value))));
        expect(runOp(op, [tf.tensor1d(values)])![0]!.dataSync()).toBeAllClose(expected, { abs: 1e-38, rel });
      },
    );
  });
}

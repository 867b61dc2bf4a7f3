import { testLoss } from "@evenkeel/testing";
import softmaxCrossEntropy from "./softmax-cross-entropy.js";

testLoss(softmaxCrossEntropy);
testLoss(softmaxCrossEntropy, { numClasses: 2 });

// A trained model on new rows. `evenkeel export FOLDER my-model` makes of it what Python's mlflow.pyfunc.load_model loads.
import { openModel, run } from "evenkeel";

const { folder } = await run({ sampler: "smote", training: { updates: 200 } }).result;
const model = await openModel(folder);
const columns = model.columns!.map(({ name }) => name);
const table = [columns.join(","), columns.map((name) => (name.startsWith("worst") ? 40 : 10)).join(",")].join("\n");
const { classes, probabilities } = model.predictTable(table, "a table of one row");
console.log(`${model.classNames[classes[0]!]}: ${model.classNames.map((name, i) => `${name} ${probabilities[i]!.toFixed(3)}`).join(", ")}`);

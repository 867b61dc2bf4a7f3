import { expect, test } from "vitest";
import { workbench } from "../../test/evenkeel.js";

const { run, write } = workbench();

/** What is refused before anything trains: exit status 1, nothing on stdout, a sentence for each mistake. */
function refusal(args: readonly string[]): string {
  const { status, stdout, stderr } = run([...args, "--cfg"]);
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).not.toMatch(/Invalid|undefined|\n +at /);
  return stderr.trimEnd();
}

test.each([
  ["seed=4294967296", "seed: expected a whole number ≥ 0, ≤ 4294967295", "`seed=0`, got `4294967296`."],
  ["seed=1.5", "seed: expected a whole number", "got `1.5`."],
  ["seed=nan", "seed: expected a whole number", "got `NaN`."],
  [
    "model.hidden=5",
    "model.hidden: expected a list, each a whole number > 0",
    "e.g. `model.hidden=[64]`, got `5`. `evenkeel components model mlp`",
  ],
  ["model.hidden=[0]", "model.hidden: expected a list", "got `[0]`."],
  ["model.hidden=null", "model.hidden: expected a list", "got `null`."],
  ["model.activation=rleu", "model.activation: expected one of relu, leaky-relu", "got `rleu`."],
  ["model=resnet model.depth=9", "model.depth: expected 6n + 2", "got `9`."],
  ["model=resnet model.widths=[1,2]", "model.widths: expected a list of 3", "e.g. `model.widths=[16,32,64]`, got `[1,2]`."],
  [
    "sampler=smote sampler.samplingStrategy=majority",
    "sampler.samplingStrategy: expected one of auto, minority, not minority, not majority, all, or a number > 0, ≤ 1, or {name: value}",
    "got `majority`.",
  ],
  [
    "sampler=smote sampler.samplingStrategy={malignant:-1}",
    "sampler.samplingStrategy.malignant: expected a whole number ≥ 0, e.g. `sampler.samplingStrategy.malignant=1`",
    "got `-1`.",
  ],
  [
    "dataset=csv",
    "dataset.path: expected a text that is not empty (the file), e.g. `dataset.path=my.csv`, got none.",
    "`evenkeel components dataset csv`",
  ],
  ["dataset=npz dataset.path=x dataset.labels=3", "dataset.labels: expected a text", `unless quoted: \`dataset.labels="'3'"\``],
  ["training=5", "training: expected settings (updates, batchSize", "e.g. `training.updates=1500`, got `5`."],
  ["training.upates=3", "training.upates: no such setting; training has updates, batchSize", "Did you mean `updates`?"],
  ["engine=wsam", "engine.name: expected one of wasm, native, auto", "got `wsam`."],
  ["engine.foo=3", "engine.foo: no such setting; engine has name, fusedMultiplyAdd.", ""],
  ["positive=[]", "positive: expected a text", "got `[]`."],
  ["condition=dirty", "condition: expected one of clean, label-noise, planted", "got `dirty`."],
  ["metrics=[]", "metrics: expected a list that is not empty", "got []."],
  ["metrics=roc-auc", "metrics: expected a list that is not empty, e.g. `metrics=[accuracy,top-accuracy]`", "got roc-auc."],
  ["metrics=[roc-acu]", "metrics[0]: expected one of accuracy, average-precision", "Did you mean `roc-auc`?"],
  ["metrics=[{name:brier,ratio:-3}]", "metrics[0].ratio: expected a number > 0, or null", "got `-3`."],
  ["sampler=null", "sampler: expected one of adasyn", "got null."],
  ["~sampler", "sampler: expected one of adasyn", "got none."],
  [
    "sampler.kNeighbours=3",
    "sampler.kNeighbours: no such setting; sampler=none has no settings.",
    "Choose a sampler first that has it, e.g. `sampler=smote` (kNeighbors)",
  ],
  ["sampler=smote sampler.kNeighbours=3", "sampler.kNeighbours: no such setting", "Did you mean `kNeighbors`?"],
  [
    "weighter.arrangement=mean",
    "weighter.arrangement: no such setting",
    "`weighter=weights-from-file` (arrangement); fixed-contributions, weights-from-file do.",
  ],
  ["model.learningRate=1", "model.learningRate: no such setting", "`optimizer.learningRate`"],
  ["trial=99", "trial: expected one of 10 trials, 0 to 9, got 99.", ""],
  ["trial=10", "trial: expected one of 10 trials, 0 to 9, got 10.", ""],
  ["trial=-1", "trial: expected a whole number ≥ 0", "got `-1`."],
  [
    "weighter=learning-to-reweight protocol.metaFraction=0",
    "weighter=learning-to-reweight: expected meta rows to learn from, got none. Raise `protocol.metaFraction`",
    "",
  ],
  [
    "weighter=learning-to-reweight hypergradient=neumann",
    "hypergradient: expected a setting that something in the run reads, got one that nothing does: from weights of 0",
    "Leave it out.",
  ],
  ["sampler=smote weighter=learned-contributions protocol.metaFraction=0", "weighter=learned-contributions: expected meta rows", ""],
  [
    "model.hidden=[100000000]",
    "memory: expected work that takes at most",
    "3,300,000,002 parameters of model=mlp, most of them in body/dense1/kernel [30, 100000000]. Lower the sizes",
  ],
  ["model.hidden=[40000,40000]", "memory: expected work that takes at most", "body/dense2/kernel [40000, 40000]"],
  ["training.batchSize=1e9", "memory: expected work that takes at most", "Lower training.batchSize."],
  [
    "weighter=learning-to-reweight training.metaBatchPerClass=1e9",
    "memory: expected work that takes at most",
    "Lower training.metaBatchPerClass.",
  ],
])("run %s: %s", (line, start, end) => {
  const message = refusal(["run", ...line.split(" ")]);
  expect(message.slice(0, start.length)).toBe(start);
  expect(message).toContain(end);
});

test.each([
  ["smote", "sampler.samplingStrategy={1:1}", "expected a class name"],
  ["smote", "sampler.kNeighbors=5000", "expected more than `kNeighbors`"],
  ["soft-smote", "sampler.kNeighbors=5000", "expected more than `kNeighbors`"],
  ["borderline-smote", "sampler.samplingStrategy={1:1}", "expected a class name"],
  ["random-over-sampler", "sampler.samplingStrategy={1:1}", "expected a class name"],
])("%s speaks for the parts that it is made of: %s", (sampler, setting, message) => {
  expect(refusal(["run", `sampler=${sampler}`, setting])).toMatch(new RegExp(`^${sampler}: ${message}`));
});

test("a part that the user chose speaks for itself", () => {
  expect(refusal(["run", "sampler=pairing", "partner=nearest-same-class", "partner.kNeighbors=5000"])).toMatch(
    /^nearest-same-class: expected more than/,
  );
});

test.each([
  ["trials=100000", "trials: expected at most the 10 of the protocol, 0 to 9, got 100000."],
  ["trials=0", "trials: expected a whole number > 0, or null"],
  ["trial=99", "trial: expected none in a comparison"],
  ["condition=planted", "condition: expected none in a comparison"],
  ["methods.smote.trial=3", "methods.smote.trial: expected none in a comparison"],
  ["protocol.repeats=1e9", "memory: expected work that takes at most"],
  ["protocol.metaFraction=0 reference=reweighting", "method reweighting: weighter=learning-to-reweight: expected meta rows"],
  ["methods=5", "methods: expected {name: value}"],
  ["methods.Mine.loss=focal", "methods.Mine: expected a name of lower-case letters, digits and hyphens, got `Mine`."],
  ["contrasts=[a,b]", "contrasts: expected a list, each a list of 2"],
  ["power=2", "power: expected a number > 0, < 1"],
  ["reference=plian", "reference: expected one of the methods"],
])("compare %s: %s", (line, start) => {
  expect(refusal(["compare", ...line.split(" ")])).toMatch(new RegExp(`^${start.replaceAll(/[[\](){}*+?.^$|]/g, "\\$&")}`));
});

test("as many trials as a protocol has are planned at once", () => {
  const { status, stdout } = run(["compare", "protocol.repeats=20000", "trials=100000", "--cfg"]);
  expect(status).toBe(0);
  expect(stdout).toContain("numTrials: 100000\n");
}, 15_000);

test("`compare --cfg` writes every value out", () => {
  const { status, stdout } = run(["compare", "--cfg"]);
  expect(status).toBe(0);
  expect(stdout).not.toMatch(/[&*]a\d/);
});

test.each([
  ["missing.yaml", null, "expected a YAML file, got none. Check the path."],
  ["empty.yaml", "", "got an empty file."],
  ["comments.yaml", "# nothing\n", "got an empty file."],
  ["list.yaml", "- a\n", "got a list."],
  ["text.yaml", "just text\n", "got the text `just text`."],
  ["tabs.yaml", "a:\n\tb: 1\n", "line 2, got another form: Tabs are not allowed as indentation."],
  ["twice.yaml", "name: a\nname: b\n", "line 2, got another form: Map keys must be unique."],
  ["two.yaml", "extends: comparison\n---\nname: b\n", "Source contains multiple documents"],
  ["alias.yaml", "extends: comparison\nmethods: {a: *x}\n", "Unresolved alias"],
  ["self.yaml", "extends: self.yaml\n", "expected files that do not extend each other in a circle"],
  ["first.yaml", "extends: second.yaml\n", "expected files that do not extend each other in a circle"],
  ["named.yaml", "extends: [comparison]\n", "expected one of the names comparison, judge, main"],
  ["nowhere.yaml", "extends: comparsion\n", "Did you mean `comparison`?"],
  ["key.yaml", "extends: comparison\nmetods: {a: {}}\n", "metods: no such setting"],
  ["proto.yaml", "extends: comparison\nmethods: {__proto__: {sampler: smote}}\n", "got `__proto__`"],
  ["short.yaml", "name: mine\n", "primary: expected a text (the metric that contrasts are about), got none."],
  [
    "study.yaml",
    "extends: comparison\nname: My Study\n",
    "name: expected a text of lower-case letters, digits and hyphens, got `My Study`.",
  ],
  ["inner.yaml", "extends: comparison\nrun: {modle: mlp}\n", "Did you mean `model`?"],
])("an experiment file %s: %s", (name, content, message) => {
  write("second.yaml", "extends: first.yaml\n");
  if (content !== null) write(name, content);
  expect(refusal(["compare", `experiment=${name}`])).toContain(message);
});

test("anchors of YAML are what they stand for", () => {
  write("anchors.yaml", "extends: comparison\nmethods:\n  mine: &mine {loss: focal}\n  other: *mine\n");
  expect(run(["compare", "experiment=anchors.yaml", "--cfg"]).stdout).toContain("other: = mine\n");
});

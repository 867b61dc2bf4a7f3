"""Row weights learned with PyTorch, its predictions, and rows of imbalanced-learn, for `evenkeel judge`.

Needs torch, pandas and imbalanced-learn, and the folder that `evenkeel splits --to splits` writes.
"""

import json

import pandas as pd
import torch
from imblearn.over_sampling import SMOTE
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy, softplus

UPDATES, RATE, META_RATE = 300, 0.1, 300.0

splits = json.load(open("splits/splits.json"))
rows = pd.read_csv("splits/rows.csv", index_col="row")
columns = rows.drop(columns="label")
classes = sorted(rows["label"].unique())


def labels_of(split):
    """The labels of a split: a condition may have changed some."""
    return rows["label"].where(~rows.index.isin(map(int, split["labels"])), rows.index.astype(str).map(split["labels"]))


def train(split, learn):
    """The weights of the training rows, learned by the gradient of the meta loss through each update, and the logits of the test rows."""
    fitted = columns.loc[split["train"]]
    features = torch.tensor(((columns - fitted.mean()) / fitted.std()).values, dtype=torch.float32)
    targets = torch.tensor([classes.index(label) for label in labels_of(split)])
    train, meta, test = (torch.tensor(split[role]) for role in ("train", "meta", "test"))
    torch.manual_seed(split["trial"])
    model = torch.nn.Sequential(torch.nn.Linear(features.shape[1], 16), torch.nn.ReLU(), torch.nn.Linear(16, len(classes)))

    def loss(params, free):
        weights = softplus(free) / softplus(free).mean()
        return (weights * cross_entropy(functional_call(model, params, features[train]), targets[train], reduction="none")).mean()

    def updated(params, free):
        return {name: params[name] - RATE * slope for name, slope in grad(loss)(params, free).items()}

    def meta_loss(free, params):
        return cross_entropy(functional_call(model, updated(params, free), features[meta]), targets[meta])

    params = {name: value.detach() for name, value in model.named_parameters()}
    free = torch.zeros(len(train))
    for _ in range(UPDATES):
        if learn:
            free = free - META_RATE * grad(meta_loss)(free, params)
        params = updated(params, free)
    return softplus(free) / softplus(free).mean(), functional_call(model, params, features[test])


weights, predictions, synthetic = [], [], []
for split in splits:
    own = {"split": split["split"]}
    for method, learn in {"pytorch": True, "pytorch.frozen": False}.items():
        found, logits = train(split, learn)
        scores = {f"logit_{name}": logits[:, i] for i, name in enumerate(classes)}
        predictions.append(pd.DataFrame(own | {"row": split["test"], "method": method} | scores))
        if learn:
            weights.append(pd.DataFrame(own | {"row": split["train"], "weight": found}))
    made, labels = SMOTE(random_state=0).fit_resample(columns.loc[split["train"]], labels_of(split)[split["train"]])
    synthetic.append(made.assign(label=labels, **own).iloc[len(split["train"]) :])

pd.concat(weights).to_csv("weights.csv", index=False)
pd.concat(predictions).to_csv("predictions.csv", index=False)
pd.concat(synthetic).to_csv("rows.csv", index=False)

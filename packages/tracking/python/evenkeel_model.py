"""A model that evenkeel trained, for `mlflow.pyfunc.load_model`: NumPy and pandas alone.

It reads rows as the run did: columns by their names, nominal ones by their levels, missing cells filled as they were then, each
column scaled by what was told from the labelled rows. Networks of dense layers and logistic regression are computed here.
"""

import json
import os

import numpy as np
import pandas as pd

ACTIVATIONS = {
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
    "leaky-relu": lambda x: np.where(x > 0, x, 0.01 * x),
    "elu": lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
    "gelu": lambda x: 0.5 * x * (1 + _erf(x / np.sqrt(2))),
    "tanh": np.tanh,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "softplus": lambda x: np.logaddexp(x, 0),
}
SUPPORTED = ("mlp", "logistic-regression")


def _load_pyfunc(path):
    return EvenkeelModel(path)


class EvenkeelModel:
    def __init__(self, path):
        with open(os.path.join(path, "model.json"), encoding="utf-8") as file:
            self.facts = json.load(file)
        with open(os.path.join(path, "encoder.json"), encoding="utf-8") as file:
            self.chain = json.load(file)
        name = self.facts["model"]["name"]
        if name not in SUPPORTED:
            raise ValueError(
                f"expected a model of {', '.join(SUPPORTED)}, got {name}, which Python does not compute here. "
                "Use `evenkeel predict FOLDER TABLE`, or openModel(folder) in a script."
            )
        self.tensors = _read_safetensors(os.path.join(path, "model.safetensors"))

    def predict(self, data, params=None):
        """Rows → a table of `predicted` and a column `p_<class>` for each class."""
        encoded = self._encoded(self._values(data)).astype(np.float32).astype(np.float64)
        members = self.facts["members"]
        found = [self._logits(encoded, "" if members == 1 else f"member {i + 1}/") for i in range(members)]
        logits = found[0] if members == 1 else np.log(np.mean([_softmax(z) for z in found], axis=0))
        logits = logits + np.array(self.facts["shift"])
        names = self.facts["classNames"]
        table = {"predicted": [names[i] for i in np.argmax(logits, axis=1)]}
        table.update({f"p_{name}": p for name, p in zip(names, _softmax(logits).T)})
        return pd.DataFrame(table)

    def _values(self, data):
        columns = self.facts["rows"].get("columns")
        if columns is None:
            return np.asarray(data, dtype=np.float64).reshape(len(data), -1)
        if not isinstance(data, pd.DataFrame):
            raise ValueError("expected a pandas DataFrame with the columns of the data set, got " + type(data).__name__)
        absent = [column["name"] for column in columns if column["name"] not in data.columns]
        if absent:
            raise ValueError(f"expected the columns {', '.join(map(repr, absent))}, got {', '.join(map(repr, data.columns))}")
        return np.column_stack([self._column(column, data[column["name"]]) for column in columns])

    @staticmethod
    def _column(column, cells):
        if column["kind"] == "numeric":
            return pd.to_numeric(cells).to_numpy(dtype=np.float64)
        codes = {level: float(code) for code, level in enumerate(column["levels"])}
        levels = [None if pd.isna(cell) else _level(cell, codes) for cell in cells]
        strange = sorted({level for level in levels if level is not None and level not in codes})
        if strange:
            raise ValueError(f"expected levels of {column['name']!r} among {', '.join(codes)}, got {', '.join(strange)}")
        return np.array([np.nan if level is None else codes[level] for level in levels])

    def _encoded(self, values):
        imputer, encoder = self.chain["imputer"]["name"], self.chain["encoder"]["name"]
        if imputer not in ("none", "simple") or encoder not in ("none", "standardize", "robust"):
            raise ValueError(f"expected imputers and encoders that come with evenkeel, got {imputer} and {encoder}. Use `evenkeel predict`.")
        state = self.chain["fitted"]
        missing = np.isnan(values)
        if imputer == "none" and missing.any():
            raise ValueError("expected no missing cell, for the model was trained with imputer=none, got some")
        if imputer == "simple":
            fills, indicated = state["imputer"]["fills"], state["imputer"]["indicated"]
            values = np.column_stack([np.where(missing, np.array(fills), values), missing[:, indicated].astype(np.float64)])
        codes = state["encoder"]
        if codes is None:
            return values
        encoded = []
        for code, column in zip(codes, values.T):
            if code["kind"] == "nominal":
                encoded.append(np.eye(code["numLevels"])[column.astype(int)])
                continue
            limit = np.inf if code["limit"] is None else code["limit"]
            encoded.append(np.clip((code["unit"] * column - code["center"]) / code["scale"], -limit, limit)[:, None])
        return np.hstack(encoded)

    def _logits(self, x, member):
        model = self.facts["model"]
        tensors = {name[len(member) :]: value for name, value in self.tensors.items() if name.startswith(member)}
        if model["name"] == "mlp":
            for i in range(len(model["hidden"])):
                layer = f"body/dense{i + 1}"
                x = ACTIVATIONS[model["activation"]](x @ tensors[f"{layer}/kernel"] + tensors[f"{layer}/bias"])
        kernel, head = tensors["head/kernel"], model.get("head", "linear")
        if head == "cosine":
            return model["cosineScale"] * (_unit(x, 1) @ _unit(kernel, 0))
        z = x @ kernel + tensors["head/bias"]
        return np.hstack([np.zeros((len(z), 1)), z]) if head == "one-logit" else z


def _level(cell, codes):
    """A cell as the data set wrote it: pandas reads levels such as `1` and `true` as numbers and truths, and 1 beside an empty cell as 1.0."""
    text = str(cell).strip()
    if text in codes:
        return text
    if isinstance(cell, (bool, np.bool_)):
        return next((level for level in codes if level.lower() == text.lower()), text)
    if not isinstance(cell, (int, float, np.number)):
        return text
    same = [level for level in codes if _number(level) == float(cell)]
    return same[0] if len(same) == 1 else text


def _number(level):
    try:
        return float(level)
    except ValueError:
        return None


def _unit(a, axis):
    length = np.linalg.norm(a, axis=axis, keepdims=True)
    return np.divide(a, length, out=np.zeros_like(a), where=length > 0)


def _softmax(z):
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _erf(x):
    """NumPy has none."""
    from math import erf

    return np.vectorize(erf)(x)


def _read_safetensors(path):
    with open(path, "rb") as file:
        content = file.read()
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    kinds = {"F32": np.float32, "F64": np.float64, "I32": np.int32}
    return {
        name: np.frombuffer(content[8 + length + of["data_offsets"][0] : 8 + length + of["data_offsets"][1]], dtype=kinds[of["dtype"]])
        .reshape(of["shape"])
        .astype(np.float64)
        for name, of in header.items()
        if name != "__metadata__"
    }

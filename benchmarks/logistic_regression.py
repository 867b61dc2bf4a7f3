"""Fits scikit-learn's LogisticRegression to problems that come as JSON lines, and leaves the data for whoever asked."""
import json
import sys
import time
import warnings

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")
print(json.dumps({"version": sklearn.__version__}), flush=True)
for line in sys.stdin:
    ask = json.loads(line)
    rng = np.random.RandomState(ask["seed"])
    rows, columns, classes = ask["rows"], ask["columns"], ask["classes"]
    y = rng.permutation(np.arange(rows) % classes) if classes > 2 else (rng.rand(rows) < 0.2).astype(int)
    x = rng.randn(rows, columns) + 0.3 * rng.randn(classes, columns)[y]
    x = ((x - x.mean(0)) / x.std(0)).astype(np.float32).astype(np.float64)
    x.tofile(ask["folder"] + "/x")
    y.astype(np.int32).tofile(ask["folder"] + "/y")
    start = time.perf_counter()
    LogisticRegression(C=1, max_iter=1000).fit(x, y)
    milliseconds = 1000 * (time.perf_counter() - start)
    start = time.perf_counter()
    tight = LogisticRegression(C=1, tol=1e-10, max_iter=20000).fit(x, y)
    tight.coef_.astype(np.float64).tofile(ask["folder"] + "/w")
    print(json.dumps({"milliseconds": milliseconds, "tight": 1000 * (time.perf_counter() - start)}), flush=True)

"""What one would write instead of `cellProcess` with numpy and scipy: the evidence that refusals keep to a cell, week after week, of many
hypotheses at once. The counts are 32-bit numbers, four a week and hypothesis: decisions, refused, in the cell, refused in the cell.

    python strata.py COUNTS WEEKS HYPOTHESES

Milliseconds without reading, and the sum of ln E over all weeks and hypotheses, are printed as JSON.
"""
import json
import sys
import time

import numpy as np
from scipy.special import gammaln, logsumexp

ODDS_RATIOS = np.log([3, 10, 30, 100])


def log_choose(n, k):
    return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)


def main(path, weeks, hypotheses):
    counts = np.fromfile(path, dtype="<i4").reshape(int(weeks), int(hypotheses), 4)
    started = time.perf_counter()
    decisions, refused, inside, refused_inside = (counts[..., i].astype(float) for i in range(4))
    least = np.maximum(0, refused - decisions + inside)
    most = np.minimum(inside, refused)
    width = int((most - least).max()) + 1
    j = least[..., None] + np.arange(width)
    possible = j <= most[..., None]
    j = np.where(possible, j, least[..., None])
    ways = log_choose(inside[..., None], j) + log_choose((decisions - inside)[..., None], refused[..., None] - j)
    ways = np.where(possible, ways, -np.inf)
    whole = logsumexp(ways, axis=-1)
    logs = np.empty(counts.shape[:2] + (len(ODDS_RATIOS),))
    for at, ratio in enumerate(ODDS_RATIOS):
        logs[..., at] = refused_inside * ratio + whole - logsumexp(ways + j * ratio, axis=-1)
    evidence = logsumexp(np.cumsum(logs, axis=0), axis=-1) - np.log(len(ODDS_RATIOS))
    print(json.dumps({"ms": (time.perf_counter() - started) * 1000, "sum": float(evidence.sum())}))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""What one would write instead of `learn evaluate --log` with numpy: reads a log line by line into arrays, then the usual estimators of a
target policy.

    python off_policy.py LOG TARGET ROUNDS

The milliseconds of reading and of each round of estimates, the peak of memory and the estimates are printed as JSON.
"""
import json
import resource
import sys
import time
from array import array

import numpy as np

PRIOR_ROWS = 50


def read(log, target):
    with open(target) as lines:
        rules = [json.loads(line) for line in lines]
    actions = {name: place for place, name in enumerate(sorted({a for rule in rules for a in rule["probabilities"]}))}
    columns = array("i"), array("i"), array("d"), array("d")
    with open(log) as lines:
        for line in lines:
            decision = json.loads(line)
            context = decision["context"]
            for place, rule in enumerate(rules):
                if all(context.get(name) == value for name, value in rule["when"].items()):
                    break
            row = place, actions[decision["action"]], decision["propensity"], decision["reward"]
            for column, value in zip(columns, row):
                column.append(value)
    rule, action, propensity, reward = (np.frombuffer(column, dtype=column.typecode) for column in columns)
    chances = np.array([[rule["probabilities"].get(name, 0) for name in actions] for rule in rules])
    return rule, action, chances[rule, action] / propensity, reward, chances


def evaluate(rule, action, weight, reward, chances):
    n, actions = len(weight), chances.shape[1]
    models = np.empty((2, actions))
    for parity in (0, 1):
        own, rewards = action[parity::2], reward[parity::2]
        sums = np.bincount(own, weights=rewards, minlength=actions)
        models[parity] = (sums + PRIOR_ROWS * rewards.mean()) / (np.bincount(own, minlength=actions) + PRIOR_ROWS)
    other = 1 - np.arange(n) % 2
    expected = models[other, action]
    value = (models @ chances.T)[other, rule]
    weighted = weight * reward
    total = weight.sum()
    snips = weighted.sum() / total
    corrected = weight * (reward - expected)
    kept = weight <= np.quantile(weight, 0.95)
    return {
        "naive": estimate(reward),
        "ips": estimate(weighted),
        "snips": {"value": snips, "se": estimate(weight * (reward - snips) * (n / total))["se"]},
        "dm": estimate(value),
        "dr": estimate(value + corrected),
        "switch_dr": estimate(np.where(kept, value + corrected, value)),
        "weights": {"ess": total**2 / (weight * weight).sum(), "max_weight_share": weight.max() / total},
    }


def estimate(values):
    return {"value": values.mean(), "se": values.std(ddof=1) / np.sqrt(len(values))}


def main(log, target, rounds):
    started = time.perf_counter()
    columns = read(log, target)
    read_ms = (time.perf_counter() - started) * 1000
    times = []
    for _ in range(int(rounds)):
        started = time.perf_counter()
        estimates = evaluate(*columns)
        times.append((time.perf_counter() - started) * 1000)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"read_ms": read_ms, "times": times, "megabytes": megabytes, "estimates": estimates}))


main(*sys.argv[1:])

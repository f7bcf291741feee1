"""What one would write instead of `tradeloop outcomes`, in plain Python: first in, first out over the executions of a canonical CSV file, by
account and contract, with a row written for each closing.

    python fifo.py EXECUTIONS.csv OUTCOMES.csv

The total realised, net of fees, is printed as JSON, with the number of closings and the peak of memory. Money is exact, as it is there.
"""
import csv
import json
import resource
import sys
from collections import defaultdict, deque
from decimal import Decimal

ENDS = {"expire", "assign"}


NOTHING = Decimal(0)


def money(text):
    return Decimal(text) if text else NOTHING


def main(executions_path, outcomes_path):
    with open(executions_path, newline="") as file:
        rows = list(csv.DictReader(file))
    rows.sort(key=lambda row: (row["executed_at"][:10], row["action"] in ENDS, row["executed_at"]))
    lots = defaultdict(deque)
    realised, closings = NOTHING, 0
    with open(outcomes_path, "w", newline="") as file:
        write = csv.writer(file).writerow
        write(["account", "underlying", "right", "strike", "expiration", "opened_at", "closed_at", "quantity", "pnl"])
        for row in rows:
            key = (row["account"], row["underlying"], row["right"], row["strike"], row["expiration"])
            quantity, action = int(row["quantity"]), row["action"]
            multiplier = 100 if row["right"] else 1
            price, fee = money(row["price"]) * multiplier, money(row["fees"]) / quantity
            side = 1 if action.startswith("buy") else -1
            held = lots[key]
            if action in ENDS:
                side = -held[0][0] if held else 0
            while quantity and held and held[0][0] == -side:
                lot = held[0]
                closed = min(quantity, lot[1])
                pnl = closed * (side * (lot[2] - price) - lot[3] - fee)
                write([*key, lot[4], row["executed_at"], closed, pnl])
                realised += pnl
                closings += 1
                quantity -= closed
                lot[1] -= closed
                if not lot[1]:
                    held.popleft()
            if quantity and action not in ENDS:
                held.append([side, quantity, price, fee, row["executed_at"]])
    print(json.dumps({
        "closings": closings,
        "realised": f"{realised:.2f}",
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }))


if __name__ == "__main__":
    main(*sys.argv[1:])

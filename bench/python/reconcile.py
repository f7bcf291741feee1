"""What one would write instead of `tradeloop reconcile`, with pandas and scipy: reads canonical advice and executions, joins fills to orders
and legs to rolls, scores every trade that may answer a piece of advice, and assigns them by the greatest total.

    python reconcile.py RECOMMENDATIONS.csv EXECUTIONS.csv MATCHES.parquet

The rules of candidates and points are those of tradeloop (domain/matching), for single contracts and rolls sold short, sent before the close;
so the greatest total is the same, and is printed as JSON, with the peak of memory. Amounts are whole numbers of 1e-10.
"""
import json
import resource
import sys

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

UNIT = 10**10
BASE, WITHIN, STRIKE, EXPIRATION, PREMIUM, QUANTITY, TIME = 100, 1100, 400, 300, 150, 90, 60
CONTRACT = ["right", "strike", "expiration"]
KEY = ["account", "underlying", "right"]


def units(column):
    return (column * 1e6).round().astype("Int64") * 10**4


def read(path):
    table = pd.read_csv(path, engine="pyarrow")
    for name in table.columns.intersection(["strike", "from_strike", "quantity", "premium", "price"]):
        table[name] = units(table[name])
    for name in table.columns.intersection(["expiration", "from_expiration"]):
        table[name] = pd.to_datetime(table[name]).astype("datetime64[s]")
    return table


def fill_groups(executions):
    """Orders: fills of one id, and without one those within 15 minutes of the first."""
    fills = executions[executions["action"].isin(["sell_to_open", "buy_to_close", "buy", "sell"])].copy()
    at = pd.to_datetime(fills["executed_at"], format="ISO8601", utc=True).dt.tz_localize(None)
    fills["at"] = at.astype("datetime64[s]")
    fills["timed"] = fills["executed_at"].str.len() > 10
    fills = fills.sort_values(["at"], kind="stable").reset_index(drop=True)
    fills["order_id"] = fills["order_id"].replace("", pd.NA)
    same = ["account", "underlying", "action", *CONTRACT]
    fills["order"] = fills.groupby([*same, "order_id"], dropna=False, sort=False).ngroup()
    loose = fills["order_id"].isna()
    order = fills["order"].to_numpy().copy()
    times = fills["at"].to_numpy().astype("int64")
    following = order.max() + 1
    for members in fills[loose].groupby("order", sort=False).indices.values():
        started, current = None, None
        for at_row in np.flatnonzero(loose.to_numpy())[members]:
            if started is None or times[at_row] - started > 900:
                started, current = times[at_row], following
                following += 1
            order[at_row] = current
    fills["order"] = order
    fills["paid"] = fills["price"] * (fills["quantity"] // UNIT)
    groups = fills.groupby("order", sort=False).agg(
        account=("account", "first"), underlying=("underlying", "first"), action=("action", "first"),
        right=("right", "first"), strike=("strike", "first"), expiration=("expiration", "first"),
        order_id=("order_id", "first"), at=("at", "first"), timed=("timed", "first"),
        quantity=("quantity", "sum"), paid=("paid", "sum"),
    ).reset_index()
    return fills, groups


def average(paid, quantity):
    """Rounded half away from zero to ten places, of amounts that are not below it."""
    whole = quantity // UNIT
    return (2 * paid + whole) // (2 * whole)


def advice_log(recommendations, sessions):
    advice = recommendations.copy()
    advice["opens"] = pd.to_datetime(advice["sent_at"], utc=True).dt.tz_localize(None).astype("datetime64[s]")
    advice = advice.sort_values(["opens", "recommendation_id"]).reset_index(drop=True)
    advice["account"] = advice["account"].replace("", pd.NA)
    advice["day"] = advice["opens"].dt.floor("D")
    place = np.searchsorted(sessions, advice["day"].to_numpy())
    after = sessions[np.minimum(place + 1, len(sessions) - 1)]
    beyond = sessions[-1] + np.timedelta64(4, "D")
    advice["next_day"] = np.where(place + 1 < len(sessions), after, beyond)
    closing = advice["expiration"].where(advice["action"] == "buy_to_close", advice["from_expiration"])
    advice["closes_on"] = advice["next_day"].where(closing.isna() | (closing > advice["next_day"]), closing)
    asked = ["account", "action", "underlying", *CONTRACT, "from_strike", "from_expiration"]
    again = advice.groupby(asked, dropna=False, sort=False)["opens"].shift(-1)
    open_then = again.notna() & (again.dt.floor("D") <= advice["closes_on"])
    advice["repeated_at"] = again.where(open_then, pd.Timestamp("2200-01-01"))
    return advice[advice["action"] != "hold"].reset_index(drop=True)


def heeded(advice, trades, sessions):
    """Pairs of advice and trade on one underlying and right, the trade in the advice's window and before the same advice again."""
    days = pd.concat([
        pd.DataFrame({"advice": advice.index, "underlying": advice["underlying"], "right": advice["right"], "day": advice[day]})
        for day in ("day", "next_day")
    ])
    days["day"] = days["day"].astype("datetime64[s]")
    near = pd.DataFrame({
        "trade": trades.index, "underlying": trades["underlying"], "right": trades["right"],
        "day": trades["at"].dt.floor("D"),
    })
    pairs = near.merge(days, on=["underlying", "right", "day"])
    a = advice.loc[pairs["advice"]].reset_index(drop=True)
    t = trades.loc[pairs["trade"]].reset_index(drop=True)
    kept = (
        (a["account"].isna() | (a["account"] == t["account"]))
        & (t["at"] >= a["opens"]) & (t["at"].dt.floor("D") <= a["closes_on"]) & (t["at"] < a["repeated_at"])
    ).fillna(False).to_numpy(bool)
    return pairs[kept].reset_index(drop=True), a[kept].reset_index(drop=True), t[kept].reset_index(drop=True)


def rolls(groups, advice, sessions):
    """A closing and an opening leg of one order or within half an hour, unless advice names one of the two alone."""
    legs = groups[groups["right"].notna() & (groups["right"] != "")]
    closings = legs[legs["action"] == "buy_to_close"].reset_index()
    openings = legs[legs["action"] == "sell_to_open"].reset_index()
    closings["day"], openings["day"] = closings["at"].dt.floor("D"), openings["at"].dt.floor("D")
    pairs = closings.merge(openings, on=[*KEY, "day"], suffixes=("", "_opened"))
    other = (pairs["strike"] != pairs["strike_opened"]) | (pairs["expiration"] != pairs["expiration_opened"])
    one_order = (pairs["order_id"] == pairs["order_id_opened"]).fillna(False)
    apart = (pairs["at"] - pairs["at_opened"]).abs() <= pd.Timedelta(minutes=30)
    pairs = pairs[other & (one_order | apart)].reset_index(drop=True)

    def heard(rows, fits):
        trades = groups.loc[rows].reset_index(drop=True)
        found, a, t = heeded(advice, trades, sessions)
        return np.isin(np.arange(len(trades)), found["trade"].to_numpy()[fits(a, t).fillna(False).to_numpy(bool)])

    def named(a, t):
        return (a["action"] == t["action"]) & (a["strike"] == t["strike"]) & (a["expiration"] == t["expiration"])

    first = np.where(pairs["at"] <= pairs["at_opened"], pairs["index"], pairs["index_opened"])
    alone = heard(pairs["index"], named) | heard(pairs["index_opened"], named)
    pairs = pairs[~(alone & ~heard(first, lambda a, t: a["action"] == "roll"))]
    return list(zip(pairs["index"], pairs["index_opened"]))


def decisions(fills, groups, pairs):
    """Single trades and rolls of the smaller quantity, what is left of the larger leg being a trade of its own."""
    members = fills.groupby("order", sort=False).indices
    quantity = fills["quantity"].to_numpy(dtype="int64")
    price = fills["price"].to_numpy(dtype="int64")
    at = fills["at"].to_numpy()
    total = groups["quantity"].to_numpy(dtype="int64")
    order_of = groups["order"].to_numpy()
    taken, rows = {}, []

    def take(group, wanted):
        start = taken.get(group, 0)
        taken[group] = start + wanted
        before, paid, first = 0, 0, None
        for fill in members[order_of[group]]:
            begins, ends = max(before, start), min(before + quantity[fill], start + wanted)
            before += quantity[fill]
            if begins < ends:
                paid += int(price[fill]) * int((ends - begins) // UNIT)
                first = at[fill] if first is None else first
        return average(paid, wanted), first

    for closing, opening in pairs:
        wanted = min(total[closing], total[opening])
        (paid, closed_at), (got, opened_at) = take(closing, wanted), take(opening, wanted)
        rows.append((opening, closing, wanted, got - paid, min(closed_at, opened_at)))
    rolled = pd.DataFrame(rows, columns=["group", "closed", "quantity", "premium", "at"])
    opened = groups.loc[rolled["group"]].reset_index(drop=True)
    closed = groups.loc[rolled["closed"]].reset_index(drop=True)
    rolled = opened.assign(
        action="roll", quantity=rolled["quantity"], premium=rolled["premium"], at=rolled["at"],
        from_strike=closed["strike"], from_expiration=closed["expiration"],
    )
    used = pd.Series(taken, dtype="int64").reindex(groups.index, fill_value=0)
    whole = groups[used == 0].copy()
    whole["premium"] = average(whole["paid"], whole["quantity"])
    partly = groups[(used > 0) & (used < groups["quantity"])].copy()
    rest = [take(group, total[group] - taken[group]) for group in partly.index]
    partly["quantity"] = groups["quantity"].loc[partly.index] - used.loc[partly.index]
    partly["premium"] = [premium for premium, _ in rest]
    partly["at"] = [first for _, first in rest]
    return pd.concat([rolled, whole, partly], ignore_index=True)


def graded(difference, tolerance, most):
    return np.where(
        difference <= tolerance,
        most - most * difference // (4 * tolerance),
        most * tolerance // np.maximum(2 * difference, 1),
    )


def points(a, t):
    whole = lambda column: column.fillna(0).to_numpy(dtype="int64")
    days = lambda column: column.to_numpy().astype("datetime64[D]").astype("int64")
    is_roll = (a["action"] == "roll").to_numpy()
    is_close = is_roll & (t["action"] != "roll").to_numpy()
    asked, traded = whole(a["strike"]), whole(t["strike"])
    ends = np.where(is_roll & ~is_close, whole(t["from_strike"]), traded)
    strike_off = np.abs(traded - asked)
    expiration_off = np.abs(days(t["expiration"]) - days(a["expiration"]))
    from_off = np.where(is_roll, np.abs(ends - whole(a["from_strike"])), 0)
    from_asked = np.where(is_roll, whole(a["from_strike"]), 1)
    from_days = np.abs(
        np.where(is_close, days(t["expiration"]), days(t["from_expiration"])) - days(a["from_expiration"])
    )
    from_days = np.where(is_roll, from_days, 0)
    contract = (strike_off * 100 <= asked * 3) & (expiration_off <= 2) & (from_off * 100 <= from_asked * 3) & (from_days <= 2)
    full = np.where(is_roll, round(STRIKE * 0.75), STRIKE), np.where(is_roll, round(EXPIRATION * 0.75), EXPIRATION)
    total = BASE + np.where(contract & ~is_close, WITHIN, 0)
    total += np.where(is_close, 0, graded(strike_off * 100, asked * 3, full[0]) + graded(expiration_off, 2, full[1]))
    total += np.where(
        is_roll,
        graded(from_off * 100, from_asked * 3, round(STRIKE * 0.25)) + graded(from_days, 2, round(EXPIRATION * 0.25)),
        0,
    )
    premium = whole(a["premium"])
    tolerance = np.maximum(np.abs(premium) * 15 // 100, 5 * 10**8)
    total += np.where(is_close, 0, graded(np.abs(whole(t["premium"]) - premium), tolerance, PREMIUM))
    wanted, done = whole(a["quantity"]), whole(t["quantity"])
    less, more = np.minimum(wanted, done), np.maximum(wanted, done)
    total += np.where(wanted == done, QUANTITY, QUANTITY * less // (2 * more))
    hours = (t["at"] - a["opens"]).dt.total_seconds().to_numpy() // 3600
    return total + (TIME - np.minimum(TIME, hours)).astype("int64")


def candidates(advice, trades, sessions):
    pairs, a, t = heeded(advice, trades, sessions)
    is_close = (a["action"] == "roll") & (t["action"] == "buy_to_close")
    is_close &= (a["from_strike"] == t["strike"]) & (a["from_expiration"] == t["expiration"])
    kept = ((a["action"] == t["action"]) | is_close).fillna(False).to_numpy(bool)
    pairs = pairs[kept].reset_index(drop=True)
    pairs["points"] = points(a[kept].reset_index(drop=True), t[kept].reset_index(drop=True))
    return pairs


def assign(pairs, rows, columns):
    """The pairs of the greatest total, each component by itself."""
    row, column = pairs["advice"].to_numpy(), pairs["trade"].to_numpy()
    weight = pairs["points"].to_numpy()
    graph = coo_matrix((np.ones(len(pairs)), (row, rows + column)), shape=(rows + columns,) * 2)
    _, labels = connected_components(graph, directed=False)
    component = labels[row]
    order = np.argsort(component, kind="stable")
    bounds = np.flatnonzero(np.diff(component[order])) + 1
    chosen = []
    for part in np.split(order, bounds):
        if len(part) == 1:
            chosen.append(part)
            continue
        own_rows, r = np.unique(row[part], return_inverse=True)
        own_columns, c = np.unique(column[part], return_inverse=True)
        weights = np.zeros((len(own_rows), len(own_columns)))
        weights[r, c] = weight[part]
        best_rows, best_columns = linear_sum_assignment(weights, maximize=True)
        best = np.full(len(own_rows), -1)
        best[best_rows] = best_columns
        chosen.append(part[best[r] == c])
    return pairs.iloc[np.concatenate(chosen)] if chosen else pairs


def main(recommendations_path, executions_path, matches_path):
    recommendations, executions = read(recommendations_path), read(executions_path)
    days = pd.concat([recommendations["sent_at"], executions["executed_at"]]).astype(str).str.slice(0, 10).unique()
    sessions = np.sort(days.astype("datetime64[s]"))
    advice = advice_log(recommendations, sessions)
    fills, groups = fill_groups(executions)
    trades = decisions(fills, groups, rolls(groups, advice, sessions))
    chosen = assign(candidates(advice, trades, sessions), len(advice), len(trades))
    answered = advice.loc[chosen["advice"]].reset_index(drop=True)
    matches = pd.concat([
        answered[["recommendation_id"]],
        trades.loc[chosen["trade"]].reset_index(drop=True)[["account", "underlying", "action", "at", "quantity"]],
        chosen[["points"]].reset_index(drop=True),
    ], axis=1)
    matches.to_parquet(matches_path)
    print(json.dumps({
        "pairs": len(chosen),
        "points": int(chosen["points"].sum()),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""What one would write instead of `featureValues` with pandas: the bar features of many scenarios, each by the last bar whose session had
closed before the advice came, by rolling windows and `merge_asof`. Both files are Parquet.

    python features.py BARS ASKED INTO

The values are written as doubles, scenario by scenario; milliseconds, with reading, and the peak of memory are printed as JSON.
"""
import json
import resource
import sys
import time

import numpy as np
import pandas as pd


def main(bars_path, asked_path, into):
    started = time.perf_counter()
    bars = pd.read_parquet(bars_path)
    bars["day"] = bars["day"].astype("datetime64[us]")
    bars = bars.sort_values(["symbol", "day"], ignore_index=True)
    own = bars.groupby("symbol", sort=False)
    before = own["close"].shift(1)
    change = np.log(bars["close"] / before)

    def rolling(values, window):
        return values.groupby(bars["symbol"], sort=False).rolling(window)

    def flat(values):
        return values.reset_index(level=0, drop=True)

    features = pd.DataFrame(
        {
            "symbol": bars["symbol"],
            "day": bars["day"],
            "return_5": bars["close"] / own["close"].shift(5) - 1,
            "return_20": bars["close"] / own["close"].shift(20) - 1,
            "realised_volatility_20": flat(rolling(change, 20).std()),
            "gap_1": bars["open"] / before - 1,
            "range_5": flat(rolling((bars["high"] - bars["low"]) / bars["close"], 5).mean()),
            "volume_ratio_20": bars["volume"] / flat(rolling(bars["volume"], 20).mean()),
        }
    )
    asked = pd.read_parquet(asked_path)
    asked["day"] = pd.to_datetime(asked["sent_at"], utc=True).dt.tz_convert("America/New_York").dt.tz_localize(None).dt.normalize()
    asked["day"] = asked["day"].astype(features["day"].dtype)
    joined = pd.merge_asof(
        asked.sort_values("day"), features.sort_values("day"), on="day", by="symbol", allow_exact_matches=False
    ).sort_values("id")
    values = joined[list(features.columns[2:])].fillna(0).to_numpy(dtype="<f8")
    ms = (time.perf_counter() - started) * 1000
    values.tofile(into)
    print(json.dumps({"ms": ms, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


main(*sys.argv[1:])

"""Tells weeks of real meters from weeks of seeded ones by features and cross-validated classifiers.

Called by bench/blind-test.mjs. Needs numpy and scikit-learn. Prints, for each kind of building, the accuracy and the
features that tell the two apart, with their medians.
"""

import argparse
import csv
import gzip
import importlib.util
import random
import statistics
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

LONDON = ZoneInfo("Europe/London")
# Half-hours of a day at homes; the campus publishes hours.
HOMES, CAMPUS = 48, 24


def read_pairs(lines, is_local):
    """Times and values of a CSV file with a header; readings that are missing are left out."""
    rows = csv.reader(lines)
    next(rows)
    for row in rows:
        if len(row) >= 2 and row[1] != "":
            time = datetime.fromisoformat(row[0][:19])
            yield (time if is_local else time.replace(tzinfo=timezone.utc).astimezone(LONDON).replace(tzinfo=None)), float(row[1])


def weeks_of(meter, pairs, steps):
    """The whole weeks of a meter, from Monday, with a reading in each step: its name and the readings."""
    values = dict(pairs)
    if not values:
        return []
    first = min(values)
    day = datetime(first.year, first.month, first.day) + timedelta(days=(7 - first.weekday()) % 7)
    step = timedelta(days=1) / steps
    weeks = []
    while day + timedelta(days=7) <= max(values) + step:
        week = [values.get(day + i * step) for i in range(7 * steps)]
        day += timedelta(days=7)
        if None not in week and is_plausible(week):
            weeks.append((meter, np.array(week)))
    return weeks


def is_plausible(week):
    """Without the zeros that stand for missing readings, readings that do not move, and spikes of faulty meters."""
    mean = sum(week) / len(week)
    runs = longest = 1
    for before, after in zip(week, week[1:]):
        runs = runs + 1 if before == after else 1
        longest = max(longest, runs)
    return min(week) > 0 and longest < 12 and max(week) < 40 * mean


def real_homes():
    """The homes of Great Britain with half-hourly electricity that opendsm ships."""
    folder = Path(importlib.util.find_spec("opendsm").origin).parent / "eemeter" / "samples"
    weeks = []
    for number in (1, 2):
        with gzip.open(folder / f"uk-electricity-hdd-only-hourly-sample-{number}.csv.gz", "rt") as lines:
            weeks += weeks_of(f"home {number}", read_pairs(lines, False), HOMES)
    return weeks


def real_campus(folder):
    """Buildings of the University of Cambridge."""
    weeks = []
    for building in sorted((folder / "building_data" / "processed_data").iterdir()):
        for year in sorted((building / "electricity").glob("2017.csv")):
            with open(year) as lines:
                weeks += weeks_of(building.name, read_pairs(lines, True), CAMPUS)
    return weeks


def seeded(folder, steps):
    """Electricity of an export: half-hours in UTC, summed to hours where the real data have hours."""
    weeks = []
    for site in sorted((folder / "client_meters.electricity_meters" / "dataset=electricity").iterdir()):
        values = {}
        for file in sorted(site.rglob("*.csv")):
            with open(file) as lines:
                for row in csv.DictReader(lines):
                    time = datetime.fromisoformat(row["start_ts"].replace("+00", "+00:00")).astimezone(LONDON)
                    hour = time.replace(tzinfo=None) if steps == HOMES else time.replace(minute=0, tzinfo=None)
                    values[hour] = values.get(hour, 0) + float(row["consumption_kwh"])
        weeks += weeks_of(site.name, values.items(), steps)
    return weeks


def features(week, steps):
    """Features without a unit: a meter's size tells nothing."""
    load = week / week.mean()
    days = load.reshape(7, steps)
    hour = steps // 24
    profile = days[:5].mean(axis=0)
    rest = (days[:5] - profile).ravel()
    ramps = np.abs(np.diff(load))
    ordered = np.sort(load)
    totals = days.sum(axis=1)

    def lag(series, by):
        a, b = series[:-by], series[by:]
        return float(np.corrcoef(a, b)[0, 1]) if a.std() > 0 and b.std() > 0 else 0.0

    return {
        "night level": days[:, hour : 5 * hour].mean(),
        "evening level": days[:, 18 * hour : 22 * hour].mean(),
        "working hours over mean": days[:5, 9 * hour : 17 * hour].mean(),
        "least over mean": ordered[0],
        "most over mean": ordered[-1],
        "spread": load.std(),
        "skew": float(((load - 1) ** 3).mean() / load.std() ** 3),
        "mean ramp": ramps.mean(),
        "largest ramps (95 %)": np.quantile(ramps, 0.95),
        "ramps over spread": ramps.mean() / load.std(),
        "autocorrelation, one step": lag(load, 1),
        "autocorrelation, one day": lag(load, steps),
        "persistence around the profile": lag(rest, 1),
        "noise around the profile": rest.std(),
        "noise at night": (days[:, hour : 5 * hour] - days[:, hour : 5 * hour].mean(axis=1, keepdims=True)).std(),
        "days, Monday to Friday (CV)": totals[:5].std() / totals[:5].mean(),
        "weekend over weekday": totals[5:].mean() / totals[:5].mean(),
        "hour of the peak": float(np.argmax(profile)) / hour,
    }


def drawn(weeks, count, chance):
    """Weeks of as many meters as possible, each with the name of its meter."""
    by_meter = {}
    for meter, week in weeks:
        by_meter.setdefault(meter, []).append(week)
    meters = list(by_meter)
    chance.shuffle(meters)
    return [(meters[i % len(meters)], chance.choice(by_meter[meters[i % len(meters)]])) for i in range(count)]


def compare(title, real, ours, steps, count, draws):
    """Prints the accuracy of each classifier, and the features by how well each alone tells real from ours."""
    classifiers = {
        "random forest": lambda: RandomForestClassifier(n_estimators=100, random_state=1),
        "logistic regression": lambda: make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=1000)),
    }
    chance = random.Random(1)
    accuracy = {name: [] for name in classifiers}
    seen = []
    for draw in range(draws):
        chosen = drawn(real, count, chance) + drawn(ours, count, chance)
        meters = [meter for meter, _ in chosen]
        table = np.array([list(features(week, steps).values()) for _, week in chosen])
        labels = np.array([1] * count + [0] * count)
        # Weeks of one meter are alike, so none of those that are judged was learnt from.
        parts = min(5, len(set(meters[:count])), len(set(meters[count:])))
        folds = StratifiedGroupKFold(parts, shuffle=True, random_state=draw)
        for name, make in classifiers.items():
            accuracy[name].append(cross_val_score(make(), table, labels, groups=meters, cv=folds).mean())
        seen.append((table, labels))
    names = list(features(real[0][1], steps))
    tables, labels = np.vstack([table for table, _ in seen]), np.concatenate([label for _, label in seen])
    known = [len({meter for meter, _ in weeks}) for weeks in (real, ours)]
    print(f"{title}: {count} weeks of {known[0]} real meters, {count} of {known[1]} seeded ones, {draws} draws")
    for name, values in accuracy.items():
        low, high = np.quantile(values, [0.1, 0.9])
        print(f"  {name:<22} accuracy {statistics.median(values):.2f} (of {low:.2f} to {high:.2f}, 0.50 is chance)")
    telling = []
    for i, name in enumerate(names):
        auc = roc_auc_score(labels, tables[:, i])
        telling.append((max(auc, 1 - auc), name, np.median(tables[labels == 1, i]), np.median(tables[labels == 0, i])))
    print(f"  {'feature':<32} {'AUC':>5} {'real':>7} {'seeded':>7}")
    for auc, name, of_real, of_ours in sorted(telling, reverse=True):
        print(f"  {name:<32} {auc:5.2f} {of_real:7.2f} {of_ours:7.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeded-homes", type=Path, required=True)
    parser.add_argument("--seeded-campus", type=Path)
    parser.add_argument("--campus", type=Path)
    parser.add_argument("--weeks", type=int, default=20)
    parser.add_argument("--draws", type=int, default=20)
    options = parser.parse_args()
    compare("homes, half-hours", real_homes(), seeded(options.seeded_homes, HOMES), HOMES, options.weeks, options.draws)
    if options.campus is not None and options.seeded_campus is not None:
        ours = seeded(options.seeded_campus, CAMPUS)
        compare("campus, hours", real_campus(options.campus), ours, CAMPUS, options.weeks, options.draws)


main()

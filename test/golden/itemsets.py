"""Writes what batch miners find in the Groceries baskets, as hashes and counts: test/golden/itemsets-groceries.json.

    pip install efficient-apriori mlxtend
    python3 test/golden/itemsets.py ../shared/data/baskets-groceries

Sets and rules are hashed as sorted lines of column numbers and counts, so that no line of the data is in the file.
efficient-apriori and mlxtend must agree on every set, or nothing is written.
"""

import hashlib
import json
import sys
from pathlib import Path

import pandas
from efficient_apriori import itemsets_from_transactions
from efficient_apriori.rules import generate_rules_apriori
from mlxtend.frequent_patterns import fpgrowth

SUPPORTS = (0.01, 0.005, 0.001)
MIN_COUNT = 5
MIN_CONFIDENCE = 0.5


def lines_hash(lines):
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def name(items):
    return ",".join(map(str, sorted(items)))


def by_mlxtend(baskets, support):
    columns = sorted({item for basket in baskets for item in basket})
    table = pandas.DataFrame([[column in basket for column in columns] for basket in map(set, baskets)], columns=columns)
    found = fpgrowth(table, min_support=support, use_colnames=True)
    return {f"{name(items)}:{round(share * len(baskets))}" for share, items in zip(found.support, found.itemsets)}


def golden(baskets, support):
    by_size, _ = itemsets_from_transactions(baskets, support)
    counts = {tuple(sorted(items)): count for sets in by_size.values() for items, count in sets.items()}
    sets = {f"{name(items)}:{count}" for items, count in counts.items()}
    assert sets == by_mlxtend(baskets, support), (len(baskets), support)
    rules = [
        f"{name(rule.lhs)}>{name(rule.rhs)}:{rule.count_full},{rule.count_lhs},{rule.count_rhs}"
        for rule in generate_rules_apriori(by_size, MIN_CONFIDENCE, len(baskets))
    ]
    return {
        "baskets": len(baskets),
        "minSupport": support,
        "setsBySize": [len(by_size[size]) for size in sorted(by_size)],
        "setsHash": lines_hash(sets),
        "rules": len(rules),
        "rulesHash": lines_hash(rules),
    }


def main(folder):
    table = Path(folder, "Groceries.data").read_text().strip().split("\n")
    baskets = [tuple(i for i, count in enumerate(line.split("\t")) if int(count) > 0) for line in table]
    sizes = [*range(1000, len(baskets), 1000), len(baskets)]
    found = [golden(baskets[:n], s) for n in sizes for s in SUPPORTS if n * s >= MIN_COUNT]
    about = {"minCount": MIN_COUNT, "minConfidence": MIN_CONFIDENCE, "maxLength": 0, "found": found}
    Path(__file__).with_name("itemsets-groceries.json").write_text(json.dumps(about, indent=1) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

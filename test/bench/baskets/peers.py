"""Times a batch miner of Python on baskets in a file, one a line, items separated by blanks: JSON on standard output.

    python3 peers.py MINER FILE SUPPORT LENGTH_MAX ADDRESS_SPACE_MIB
"""

import importlib
import json
import resource
import sys
import time
from pathlib import Path


def efficient_apriori(baskets, support, length):
    return importlib.import_module("efficient_apriori").itemsets_from_transactions(baskets, support, length)[0]


def mlxtend(baskets, support, length):
    pandas = importlib.import_module("pandas")
    patterns = importlib.import_module("mlxtend.frequent_patterns")
    encoder = importlib.import_module("mlxtend.preprocessing").TransactionEncoder()
    table = encoder.fit(baskets).transform(baskets, sparse=True)
    frame = pandas.DataFrame.sparse.from_spmatrix(table, columns=encoder.columns_)
    return {1: patterns.fpgrowth(frame, min_support=support, max_len=length).itemsets}


def pyfim(baskets, support, length):
    return {1: importlib.import_module("fim").apriori(baskets, supp=support * 100, zmin=1, zmax=length, report="a")}


def main(miner, file, support, length, mebibytes):
    resource.setrlimit(resource.RLIMIT_AS, (int(mebibytes) << 20, int(mebibytes) << 20))
    baskets = [tuple(set(line.split())) for line in Path(file).read_text().splitlines()]
    try:
        began = time.perf_counter()
        sets = globals()[miner](baskets, float(support), int(length))
        seconds = time.perf_counter() - began
        found = {"seconds": seconds, "sets": sum(len(of_size) for of_size in sets.values())}
    except ImportError as error:
        found = {"absent": str(error)}
    except MemoryError:
        found = {"absent": "no memory"}
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""River's online models and implicit's batch models on the files that peers.ts wrote; prints JSON."""

import json
import math
import sys
import time


def rows(folder, name):
    with open(f"{folder}/{name}") as file:
        return [line.rstrip("\n").split("\t") for line in file]


def river_models(folder):
    from river import optim, reco

    ratings = [(user, item, float(rating)) for user, item, rating in rows(folder, "ratings.tsv")]
    models = {
        "River Baseline": reco.Baseline(optimizer=optim.SGD(0.025), l2=0.0),
        "River BiasedMF": reco.BiasedMF(
            n_factors=10,
            bias_optimizer=optim.SGD(0.025),
            latent_optimizer=optim.SGD(0.05),
            weight_initializer=optim.initializers.Normal(mu=0.0, sigma=0.1, seed=73),
            l2_bias=0.0,
            l2_latent=0.0,
        ),
    }
    errors, rates = {}, {}
    for name, model in models.items():
        total, began = 0.0, time.perf_counter()
        for user, item, rating in ratings:
            predicted = min(5.0, max(0.5, model.predict_one(user, item)))
            total += (rating - predicted) ** 2
            model.learn_one(user, item, rating)
        errors[name] = math.sqrt(total / len(ratings))
        rates[name] = len(ratings) / (time.perf_counter() - began)
    return errors, rates


def implicit_models(folder):
    import numpy
    from implicit.als import AlternatingLeastSquares
    from implicit.nearest_neighbours import CosineRecommender
    from scipy.sparse import csr_matrix

    train, held = rows(folder, "train.tsv"), rows(folder, "held.tsv")
    users = {user: n for n, user in enumerate(sorted({user for user, _ in train}))}
    items = {item: n for n, item in enumerate(sorted({item for _, item in train}))}
    matrix = csr_matrix(
        (numpy.full(len(train), 4.0), ([users[u] for u, _ in train], [items[i] for _, i in train])),
        shape=(len(users), len(items)),
    )
    figures = {}
    models = {
        "implicit ALS": AlternatingLeastSquares(
            factors=16, regularization=10.0, alpha=1.0, iterations=15, random_state=1
        ),
        "implicit cosine": CosineRecommender(K=100),
    }
    for name, model in models.items():
        model.fit(matrix, show_progress=False)
        recall = gain = 0.0
        for user, item in held:
            n = users[user]
            ids, _ = model.recommend(n, matrix[n], N=10, filter_already_liked_items=True)
            place = [int(i) for i in ids].index(items[item]) + 1 if item in items and items[item] in ids else 0
            recall += place > 0
            gain += 1 / math.log2(place + 1) if place > 0 else 0
        figures[name] = {"recallAt10": recall / len(held), "ndcgAt10": gain / len(held), "users": len(held)}
    return figures


found = {}
try:
    found["river"], found["riverPerSecond"] = river_models(sys.argv[1])
except ImportError:
    pass
try:
    found["implicit"] = implicit_models(sys.argv[1])
except ImportError:
    pass
print(json.dumps(found))

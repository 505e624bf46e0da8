"""Reads labelled texts with their folds as JSON, and scores scikit-learn's models on the same folds."""

import json
import sys

import numpy
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

texts = json.load(sys.stdin)
words = [one["text"] for one in texts]
labels = numpy.array([1 if one["positive"] else 0 for one in texts])
folds = numpy.array([one["fold"] for one in texts])


def tfidf():
    return TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)


models = {
    "naive Bayes": lambda: make_pipeline(CountVectorizer(ngram_range=(1, 2)), MultinomialNB()),
    "logistic L2": lambda: make_pipeline(tfidf(), LogisticRegression(max_iter=1000)),
    "logistic L2, C=10": lambda: make_pipeline(tfidf(), LogisticRegression(C=10, max_iter=1000)),
    "logistic L1": lambda: make_pipeline(tfidf(), LogisticRegression(l1_ratio=1, solver="liblinear")),
    "logistic L1, C=10": lambda: make_pipeline(tfidf(), LogisticRegression(l1_ratio=1, solver="liblinear", C=10)),
    "linear SVM": lambda: make_pipeline(tfidf(), LinearSVC()),
}
found = []
for name, make in models.items():
    scores = numpy.zeros(len(texts))
    right = numpy.zeros(len(texts))
    for fold in sorted(set(folds)):
        train, test = numpy.flatnonzero(folds != fold), numpy.flatnonzero(folds == fold)
        model = make().fit([words[i] for i in train], labels[train])
        judged = [words[i] for i in test]
        decide = getattr(model, "decision_function", None)
        scores[test] = decide(judged) if decide else model.predict_proba(judged)[:, 1]
        right[test] = model.predict(judged) == labels[test]
    found.append({"model": name, "accuracy": 100 * right.mean(), "auc": 100 * roc_auc_score(labels, scores)})
json.dump(found, sys.stdout)

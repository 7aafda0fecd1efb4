"""Trains the regression model of Azure ML's deployment article and writes it as a pickle.

Usage: python train.py sklearn_regression_model.pkl
"""

import pickle
import sys

from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
from sklearn.model_selection import train_test_split


def main(path):
    features, target = load_diabetes(return_X_y=True)
    features, _, target, _ = train_test_split(features, target, test_size=0.2, random_state=0)
    model = Ridge(alpha=0.4).fit(features, target)
    with open(path, "wb") as file:
        # Protocol 4 is read by every Python that is still in use.
        pickle.dump(model, file, protocol=4)


if __name__ == "__main__":
    main(sys.argv[1])

extension NoCodeScript {
    /// Azure ML's contract: `{"data": [[…]], "method": "predict"}`. A classifier that knows probabilities gives them unless
    /// `method` says otherwise, and the answer bears the name of the method.
    static let scikitLearn = #"""
        """Serves a model of scikit-learn."""

        import joblib
        import numpy

        METHODS = ("predict_proba", "predict")


        def load():
            global model, methods
            model = joblib.load(find(".pkl", ".pickle", ".joblib"))
            methods = [name for name in METHODS if hasattr(model, name)]
            if not methods:
                raise RuntimeError(f"{type(model).__name__} has no method predict")


        def predict(data, method):
            method = method or methods[0]
            if method not in methods:
                raise BadRequest(f"method must be one of {', '.join(methods)}")
            try:
                rows = numpy.asarray(data)
            except ValueError as error:
                raise BadRequest(f"data must be a list of rows of the same length: {error}")
            wanted = getattr(model, "n_features_in_", None)
            if wanted is not None and (rows.ndim != 2 or rows.shape[1] != wanted):
                raise BadRequest(f"data must be a list of rows with {wanted} values each")
            return {method: getattr(model, method)(rows).tolist()}


        """#
}

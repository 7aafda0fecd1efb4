/// The entry scripts of models that are deployed without code.
enum NoCodeScript {
    static let fileName = "score.py"

    /// nil for a framework that has none.
    static func text(for framework: Model.Framework) -> String? {
        switch framework {
        case .scikitLearn: scikitLearn + common
        case .onnx: onnx + common
        case .custom, .tensorFlow, .pyTorch: nil
        }
    }

    /// What comes after the imports of either: the model's one file, and requests.
    private static let common = #"""
        import json
        import os

        from azureml_inference_server_http.api.aml_response import AMLResponse


        class BadRequest(Exception):
            pass


        def find(*suffixes):
            folder = os.environ["AZUREML_MODEL_DIR"]
            paths = [os.path.join(root, name) for root, _, names in os.walk(folder, followlinks=True) for name in names]
            # A mounted ConfigMap has its files once more, in a folder that is hidden.
            visible = [path for path in paths if "/." not in path[len(folder):]]
            found = [path for path in visible if path.lower().endswith(suffixes)]
            if len(found) != 1:
                raise RuntimeError(f"the model needs exactly one file named {' or '.join('*' + s for s in suffixes)}: {visible}")
            return found[0]


        def init():
            load()


        def run(body):
            try:
                request = json.loads(body)
                if not isinstance(request, dict) or "data" not in request:
                    raise BadRequest('the body must be a JSON object such as {"data": [[1, 2]]}')
                return predict(request["data"], request.get("method"))
            except json.JSONDecodeError as error:
                message = f"the body is not JSON, or was not sent as Content-Type application/json: {error}"
            except BadRequest as error:
                message = str(error)
            return AMLResponse({"message": message}, 400, json_str=True)

        """#
}

extension NoCodeScript {
    /// `{"data": …}` for a model with one input, `{"data": {"<input>": …}}` for any; the answer has a member per output.
    static let onnx = #"""
        """Serves an ONNX model."""

        import numpy
        import onnxruntime

        TYPES = {
            "tensor(float)": numpy.float32, "tensor(double)": numpy.float64, "tensor(float16)": numpy.float16,
            "tensor(int64)": numpy.int64, "tensor(int32)": numpy.int32, "tensor(int16)": numpy.int16,
            "tensor(int8)": numpy.int8, "tensor(uint8)": numpy.uint8, "tensor(bool)": numpy.bool_,
            "tensor(string)": numpy.object_,
        }


        def load():
            global session
            session = onnxruntime.InferenceSession(find(".onnx"), providers=onnxruntime.get_available_providers())


        def predict(data, method):
            inputs = {item.name: item.type for item in session.get_inputs()}
            if not isinstance(data, dict):
                if len(inputs) != 1:
                    raise BadRequest(f"data must be an object with the inputs {', '.join(inputs)}")
                data = dict.fromkeys(inputs, data)
            if set(data) != set(inputs):
                raise BadRequest(f"the inputs are {', '.join(inputs)}, and not {', '.join(data)}")
            try:
                tensors = {name: numpy.asarray(data[name], dtype=TYPES.get(type)) for name, type in inputs.items()}
            except (ValueError, TypeError) as error:
                raise BadRequest(f"data does not have the type of the inputs, {inputs}: {error}")
            outputs = session.run(None, tensors)
            names = [item.name for item in session.get_outputs()]
            return {name: value.tolist() if hasattr(value, "tolist") else value for name, value in zip(names, outputs)}


        """#
}

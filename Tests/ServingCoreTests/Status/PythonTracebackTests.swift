import Testing

@testable import ServingCore

/// With logs as azureml-inference-server-http 1.5.1 under gunicorn 27.0.1 wrote them.
@Suite struct PythonTracebackTests {
    private static let package = "/usr/local/lib/python3.11/dist-packages/azureml_inference_server_http/server"
    private static let seeLog = "the log"

    private static let initRaises = """
        2026-11-26 02:42:44,180 I [7] azmlinfsrv.user_script - Invoking user's init function
        2026-11-26 02:42:44,180 E [7] azmlinfsrv - User's init function failed
        2026-11-26 02:42:44,192 E [7] azmlinfsrv - Encountered Exception Traceback (most recent call last):
          File "\(package)/user_script.py", line 119, in invoke_init
            self._user_init()
          File "/var/azureml-app/code/..2026_11_26_02_41_53.2232261293/score.py", line 7, in init
            load()
          File "/var/azureml-app/code/..2026_11_26_02_41_53.2232261293/score.py", line 4, in load
            raise ValueError('no such feature: age\\nsecond line')
        ValueError: no such feature: age
        second line

        The above exception was the direct cause of the following exception:

        Traceback (most recent call last):
          File "\(package)/aml_blueprint.py", line 109, in setup
            self.user_script.invoke_init()
          File "\(package)/user_script.py", line 121, in invoke_init
            raise UserScriptException(ex) from ex
        azureml_inference_server_http.server.user_script.UserScriptException: Caught an unhandled exception from the user script

        2026-11-26 02:42:44,217 I [7] azmlinfsrv - Model Directory Contents:
        2026-11-26 02:42:44,218 I [7] azmlinfsrv - 1/
        2026-11-26 02:42:44,452 I [7] gunicorn.error - Worker exiting (pid: 7)
        2026-11-26 02:42:51,953 E [1] gunicorn.error - Shutting down: Master
        2026-11-26 02:42:51,953 E [1] gunicorn.error - Reason: Worker failed to boot.

        """

    @Test func `the exception, its lines and its frames are read out of the log`() throws {
        let tracebacks = PythonTraceback.all(in: Self.initRaises)
        #expect(tracebacks.count == 2)
        let first = try #require(tracebacks.first)
        #expect(first.type == "ValueError")
        #expect(first.message == "no such feature: age\nsecond line")
        #expect(first.frames.map(\.line) == [119, 7, 4])
        #expect(first.frames.last?.function == "load")
    }

    @Test func `the script's exception is told, and not the server's around it`() {
        let diagnosis = ScoringServerLog(Self.initRaises).diagnosis(exitCode: 3, seeLog: Self.seeLog)
        #expect(diagnosis?.reason == .initFailed)
        #expect(
            diagnosis?.message == "init() of the entry script raised "
                + "ValueError: no such feature: age | second line (score.py, line 4, in load)"
        )
    }

    @Test func `wherever a kubelet has cut the log, nothing wrong is told`() {
        let whole = ScoringServerLog(Self.initRaises).diagnosis(exitCode: 3, seeLog: Self.seeLog)
        for start in Self.initRaises.indices where start.utf16Offset(in: Self.initRaises).isMultiple(of: 3) {
            let log = ScoringServerLog(String(Self.initRaises[start...]))
            guard let diagnosis = log.diagnosis(exitCode: 3, seeLog: Self.seeLog) else {
                #expect(!Self.initRaises[start...].contains("Worker failed to boot"))
                continue
            }
            #expect(diagnosis.reason == .initFailed)
            let isUnknown = diagnosis.message.hasSuffix("are not in the last 2048 bytes of the log")
            #expect(isUnknown || diagnosis.message.hasPrefix("init() of the entry script raised ValueError: no such"))
            #expect(isUnknown || diagnosis.message.count <= whole?.message.count ?? 0)
        }
    }

    @Test func `an exception in a library is told with the line of the script that led there`() {
        let log = """
            Traceback (most recent call last):
              File "/var/azureml-app/code/lib/model.py", line 12, in open
                joblib.load(path)
              File "/usr/local/lib/python3.11/dist-packages/joblib/numpy_pickle.py", line 650, in load
                with open(filename, 'rb') as f:
                     ^^^^^^^^^^^^^^^^^^^^
            FileNotFoundError: [Errno 2] No such file or directory: 'model.pkl'

            The above exception was the direct cause of the following exception:

            Traceback (most recent call last):
              File "\(Self.package)/user_script.py", line 121, in invoke_init
                raise UserScriptException(ex) from ex
            azureml_inference_server_http.server.user_script.UserScriptException: Caught an unhandled exception
            """
        let diagnosis = ScoringServerLog(log).diagnosis(exitCode: 3, seeLog: Self.seeLog)
        #expect(
            diagnosis?.message == "init() of the entry script raised FileNotFoundError: [Errno 2] No such file or "
                + "directory: 'model.pkl' (lib/model.py, line 12, in open)"
        )
    }

    @Test func `another program's last exception is told, and another program's words as they are`() {
        let python = ScoringServerLog(
            "Traceback (most recent call last):\n  File \"a.py\", line 1, in <module>\nKeyError"
        )
        #expect(python.lastWords == "KeyError")
        #expect(python.diagnosis(exitCode: 1, seeLog: Self.seeLog) == nil)
        #expect(ScoringServerLog("one\ntwo\n\nthree\nfour\n").lastWords == "two | three | four")
        #expect(ScoringServerLog(" \n").lastWords == nil)
    }
}

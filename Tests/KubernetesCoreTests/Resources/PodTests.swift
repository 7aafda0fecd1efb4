import KubernetesCore
import Testing

@Suite struct PodTests {
    private func pod(status: String) throws -> Pod {
        let text = #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"main-7c"},"spec":{"x":1},"status":\#(status)}"#
        return try JSONValueDecoder().decode(Pod.self, from: JSONValue(parsing: text))
    }

    @Test func `a crash loop is read with its last end`() throws {
        let pod = try pod(
            status: #"""
                {"phase":"Running","conditions":[{"lastProbeTime":null,"lastTransitionTime":"2026-03-01T10:00:00Z",
                "message":"containers with unready status: [scoring]","reason":"ContainersNotReady","status":"False",
                "type":"Ready"}],"containerStatuses":[{"containerID":"containerd://1","image":"x","imageID":"y",
                "lastState":{"terminated":{"containerID":"containerd://1","exitCode":137,"finishedAt":
                "2026-03-01T10:00:00Z","reason":"OOMKilled","startedAt":"2026-03-01T09:59:00Z"}},"name":"scoring",
                "ready":false,"restartCount":4,"started":false,"state":{"waiting":{"message":"back-off 5m0s restarting",
                "reason":"CrashLoopBackOff"}}}],"hostIP":"10.0.0.1","podIP":"10.1.0.1","qosClass":"Burstable"}
                """#
        )
        let container = try #require(pod.status?.containerStatuses?.first)
        #expect(container.name == "scoring")
        #expect(container.ready == false)
        #expect(container.restartCount == 4)
        #expect(container.state?.waiting?.reason == "CrashLoopBackOff")
        #expect(container.state?.waiting?.message == "back-off 5m0s restarting")
        #expect(container.state?.terminated == nil)
        #expect(container.lastState?.terminated?.exitCode == 137)
        #expect(container.lastState?.terminated?.reason == "OOMKilled")
        #expect(pod.status?.conditions?["Ready"]?.isFalse == true)
        #expect(pod.status?.initContainerStatuses == nil)
    }

    @Test func `a running pod waits for nothing`() throws {
        let pod = try pod(
            status: #"""
                {"phase":"Running","initContainerStatuses":[{"name":"init","ready":true,"restartCount":0,"lastState":{},
                "state":{"terminated":{"exitCode":0,"reason":"Completed"}}}],"containerStatuses":[{"name":"scoring",
                "ready":true,"restartCount":0,"lastState":{},"state":{"running":{"startedAt":"2026-03-01T10:00:00Z"}}}]}
                """#
        )
        #expect(pod.status?.phase == "Running")
        let container = try #require(pod.status?.containerStatuses?.first)
        #expect(container.ready == true)
        #expect(container.state?.waiting == nil && container.state?.terminated == nil)
        #expect(container.lastState?.terminated == nil)
        #expect(pod.status?.initContainerStatuses?.first?.state?.terminated?.exitCode == 0)
    }

    @Test func `an evicted pod says why`() throws {
        let pod = try pod(status: #"{"phase":"Failed","reason":"Evicted","message":"The node was low on memory."}"#)
        #expect(pod.status?.phase == "Failed")
        #expect(pod.status?.reason == "Evicted")
        #expect(pod.status?.message == "The node was low on memory.")
        #expect(pod.status?.containerStatuses == nil)
    }

    @Test func `a status that makes no sense is refused with its place`() throws {
        let error = try #require(throws: DecodingError.self) {
            try pod(status: #"{"containerStatuses":[{"name":"a"},{"name":"b","restartCount":"4"}]}"#)
        }
        #expect(error.fieldPath.description == "status.containerStatuses[1].restartCount")
        #expect(error.problem == "must be an integer, not string")
    }
}

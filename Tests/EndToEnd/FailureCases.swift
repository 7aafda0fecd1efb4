extension FailureCase {
    /// A volume from somewhere, and where the server finds it.
    private static func volume(_ source: String) -> String {
        #", "podTemplate": {"volumes": [{"name": "data", \#(source)}], "#
            + #""volumeMounts": [{"name": "data", "mountPath": "/data"}]}"#
    }

    private static func sidecar(_ fields: String) -> String {
        #", "podTemplate": {"sidecars": [{"name": "proxy", "image": "localhost/slipway/base:1", \#(fields)}]}"#
    }

    /// A server that has to end ends at once.
    private static let impatient = #", "environmentVariables": {"GUNICORN_CMD_ARGS": "--graceful-timeout 1"}"#
    private static let shortStart =
        #", "livenessProbe": {"initialDelaySeconds": 12, "periodSeconds": 1, "timeoutSeconds": 1, "failureThreshold": 2}"#

    /// In a namespace without limits.
    static let all = images + downloads + scheduling + pods + scripts + containers

    private static let images = [
        FailureCase(
            "image-absent",
            image: "REGISTRY/team/absent:1",
            Evidence(
                reason: "ImageNotFound",
                message: "pod POD: image REGISTRY/team/absent:1 cannot be pulled: REGISTRY/team/absent:1: not found; "
                    + "correct spec.inferenceConfig.environment.image, or push it",
                container: "scoring"
            )
        ),
        FailureCase(
            "image-private",
            image: "REGISTRY/team/private:1",
            Evidence(
                reason: "ImagePullDenied",
                message: "pod POD: image REGISTRY/team/private:1 cannot be pulled: pulling from host REGISTRY failed "
                    + "with status code [manifests 1]: 401 Unauthorized; "
                    + "name a Secret with the registry's credentials in spec.inferenceConfig.environment.imagePullSecrets",
                container: "scoring"
            )
        ),
        FailureCase(
            "pull-secret-wrong",
            image: "REGISTRY/team/private:2",
            environment: #", "imagePullSecrets": [{"name": "registry"}]"#,
            Evidence(
                reason: "ImagePullDenied",
                message: "pod POD: image REGISTRY/team/private:2 cannot be pulled: pulling from host REGISTRY failed "
                    + "with status code [manifests 2]: 401 Unauthorized; see that the Secrets of "
                    + "spec.inferenceConfig.environment.imagePullSecrets (registry) are there and right",
                container: "scoring"
            )
        ),
        FailureCase(
            "registry-down",
            image: "localhost/slipway/none:1",
            Evidence(
                reason: "ImagePullFailed",
                message: "pod POD: image localhost/slipway/none:1 cannot be pulled: failed to do request: "
                    + #"Head "http://localhost/v2/slipway/none/manifests/1": dial tcp 127.0.0.1:80: connect: connection "#
                    + "refused; correct spec.inferenceConfig.environment.image, or let the nodes reach its registry",
                container: "scoring"
            )
        ),
    ]

    private static let scheduling = [
        FailureCase(
            "too-large",
            resources: #"{"requests": {"cpu": "100", "memory": "64Mi"}}"#,
            Evidence(
                state: "Unschedulable",
                reason: "Unschedulable",
                message: "pod POD: SCHEDULER; "
                    + "lower spec.resources.requests of cpu, or add nodes that have it"
            )
        ),
        FailureCase(
            "no-such-node",
            spec: #", "podTemplate": {"nodeSelector": {"gpu": "a100"}}"#,
            Evidence(
                state: "Unschedulable",
                reason: "Unschedulable",
                message: "pod POD: SCHEDULER; correct "
                    + "spec.podTemplate.nodeSelector and affinity or the ComputeTarget's nodeSelector, or label a node"
            )
        ),
        FailureCase(
            "claim-absent",
            spec: volume(#""persistentVolumeClaim": {"claimName": "nowhere"}"#),
            Evidence(
                state: "Unschedulable",
                reason: "VolumeClaimNotFound",
                message: "pod POD: SCHEDULER; "
                    + "make the claim, or correct spec.podTemplate.volumes"
            )
        ),
        FailureCase(
            "claim-unbound",
            spec: volume(#""persistentVolumeClaim": {"claimName": "unbound"}"#),
            objects: [
                """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: unbound}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """
            ],
            Evidence(
                state: "Unschedulable",
                reason: "VolumeClaimUnbound",
                message: "pod POD: SCHEDULER; see "
                    + "kubectl describe pvc: it needs a StorageClass that makes volumes, or a volume that fits"
            )
        ),
    ]

    private static let pods = [
        FailureCase(
            "account-absent",
            spec: #", "podTemplate": {"serviceAccountName": "nobody"}"#,
            mendedTemplate: #"{"serviceAccountName": "default"}"#,
            Evidence(
                reason: "PodsRefused",
                message: "pods are refused: error looking up service account NAMESPACE/nobody: "
                    + #"serviceaccount "nobody" not found; "#
                    + "make the ServiceAccount, or correct spec.podTemplate.serviceAccountName"
            )
        ),
        FailureCase(
            "volume-config-map-absent",
            spec: volume(#""configMap": {"name": "nowhere"}"#),
            Evidence(
                reason: "ConfigMapNotFound",
                message: #"pod POD: MountVolume.SetUp failed for volume "data" : configmap "nowhere" not found; "#
                    + "make it, or correct spec.podTemplate"
            )
        ),
        FailureCase(
            "volume-secret-absent",
            spec: volume(#""secret": {"secretName": "nowhere"}"#),
            Evidence(
                reason: "SecretNotFound",
                message: #"pod POD: MountVolume.SetUp failed for volume "data" : secret "nowhere" not found; "#
                    + "make it, or correct spec.podTemplate"
            )
        ),
        FailureCase(
            "volume-key-absent",
            spec: volume(#""configMap": {"name": "diabetes-code", "items": [{"key": "x", "path": "x"}]}"#),
            Evidence(
                reason: "ConfigMapKeyNotFound",
                message: #"pod POD: MountVolume.SetUp failed for volume "data" : configmap references non-existent "#
                    + "config key: x; put the key there, or correct spec.podTemplate"
            )
        ),
        FailureCase(
            "evicted",
            code: "import time\ndef init():\n    open('/data/x', 'wb').write(bytes(5 << 20))\n    time.sleep(300)",
            spec: volume(#""emptyDir": {"sizeLimit": "1Mi"}"#),
            Evidence(
                reason: "PodEvicted",
                message: #"pod POD: its node has ended it: Evicted: Usage of EmptyDir volume "data" exceeds the limit "#
                    + #""1Mi"; give it in spec.resources or spec.podTemplate what it lacked; another pod takes its place"#
            )
        ),
    ]

    private static let scripts = [
        FailureCase(
            "init-raises",
            code: "def load():\n    raise ValueError('no such feature: age')\ndef init():\n    load()",
            isServedInTheEnd: true,
            Evidence(
                reason: "InitFailed",
                message: "pod POD: init() of the entry script raised ValueError: no such feature: age "
                    + "(score.py, line 2, in load); correct the script or what it loads; "
                    + "kubectl logs POD -c scoring --previous has the whole traceback",
                container: "scoring",
                exitCodes: [3]
            )
        ),
        FailureCase(
            "module-absent",
            code: "import xgboost\ndef init():\n    pass",
            Evidence(
                reason: "ModuleNotFound",
                message: "pod POD: the image lacks a module of the entry script: ModuleNotFoundError: "
                    + "No module named 'xgboost' (score.py, line 1); "
                    + "add the package with xgboost to the image, or the file to the source",
                container: "scoring",
                exitCodes: [3]
            )
        ),
        FailureCase(
            "init-absent",
            code: "def start():\n    pass",
            Evidence(
                reason: "EntryScriptInvalid",
                message: "pod POD: the scoring server does not accept the entry script: "
                    + "User script at score.py does not have a init() function defined; "
                    + "give the script what the server asks for",
                container: "scoring",
                exitCodes: [3]
            )
        ),
        FailureCase(
            "init-slow",
            code: "import time\ndef init():\n    time.sleep(3600)",
            environment: impatient,
            spec: #", "livenessProbe": {"initialDelaySeconds": 1, "periodSeconds": 1, "timeoutSeconds": 1, "#
                + #""failureThreshold": 2}"#,
            needsNudges: true,
            Evidence(
                reason: "StartupProbeFailed",
                message: "pod POD: container scoring did not answer within 4 s of its start, and was restarted; make "
                    + "init() of the entry script faster, or raise spec.livenessProbe.initialDelaySeconds (now 1)",
                container: "scoring",
                exitCodes: [0, 137]
            )
        ),
        FailureCase(
            "worker-out-of-memory",
            code: "def init():\n    global x\n    x = [bytearray(1 << 20) for _ in range(4000)]",
            environment: impatient,
            resources: #"{"requests": {"cpu": "20m", "memory": "64Mi"}, "limits": {"memory": "200Mi"}}"#,
            spec: shortStart,
            needsNudges: true,
            Evidence(
                reason: "OutOfMemory",
                message: "pod POD: container scoring needed more memory than its limit of 200Mi; "
                    + "raise spec.resources.limits.memory",
                container: "scoring",
                exitCodes: [0, 137]
            )
        ),
        FailureCase(
            "deaf",
            code: """
                import socket, threading, time
                def close():
                    time.sleep(10)
                    for descriptor in range(3, 64):
                        try:
                            s = socket.socket(fileno=descriptor)
                            if s.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN): s.shutdown(socket.SHUT_RDWR)
                            s.detach()
                        except OSError: pass
                def init():
                    threading.Thread(target=close, daemon=True).start()
                """,
            environment: impatient,
            spec: #", "livenessProbe": {"initialDelaySeconds": 60, "periodSeconds": 2, "timeoutSeconds": 1, "#
                + #""failureThreshold": 6}"#,
            Evidence(
                reason: "ReadinessProbeFailed",
                message: "pod POD: container scoring was ready and is not any more: its readiness probe fails; "
                    + "see kubectl logs POD -c scoring",
                container: "scoring"
            ),
            Evidence(
                reason: "LivenessProbeFailed",
                message:
                    "pod POD: container scoring was restarted, since it did not answer its liveness probe any more; "
                    + "find what ends or blocks the server, or raise spec.livenessProbe.failureThreshold (now 6)",
                container: "scoring",
                exitCodes: [0, 137]
            )
        ),
    ]

    private static let containers = [
        FailureCase(
            "variable-secret-absent",
            spec: #", "podTemplate": {"env": [{"name": "A", "valueFrom": "#
                + #"{"secretKeyRef": {"name": "nowhere", "key": "a"}}}]}"#,
            Evidence(
                reason: "SecretNotFound",
                message: #"pod POD: container scoring cannot be made: secret "nowhere" not found; "#
                    + "make it, or correct spec.podTemplate",
                container: "scoring"
            )
        ),
        FailureCase(
            "variable-key-absent",
            spec: #", "podTemplate": {"env": [{"name": "A", "valueFrom": "#
                + #"{"configMapKeyRef": {"name": "diabetes-code", "key": "a"}}}]}"#,
            Evidence(
                reason: "ConfigMapKeyNotFound",
                message: "pod POD: container scoring cannot be made: couldn't find key a in ConfigMap "
                    + "NAMESPACE/diabetes-code; put the key there, or correct spec.podTemplate",
                container: "scoring"
            )
        ),
        FailureCase(
            "server-absent",
            image: "localhost/slipway/base:1",
            Evidence(
                reason: "ContainerStartFailed",
                message:
                    #"pod POD: container scoring cannot be started: exec: "azmlinfsrv": executable file not found "#
                    + "in $PATH; install azureml-inference-server-http in spec.inferenceConfig.environment.image",
                container: "scoring",
                exitCodes: [nil, 128]
            )
        ),
        FailureCase(
            "sidecar-crashes",
            spec: sidecar(#""command": ["sh", "-c", "exit 7"]"#),
            Evidence(
                reason: "ContainerCrashed",
                message: "pod POD: container proxy exited with code 7; see kubectl logs POD -c proxy --previous",
                container: "proxy",
                exitCodes: [7]
            )
        ),
        FailureCase(
            "sidecar-out-of-memory",
            spec: sidecar(
                #""command": ["python3", "-c", "x = [bytearray(1 << 20) for _ in range(500)]"], "#
                    + #""resources": {"limits": {"memory": "50Mi"}}"#
            ),
            Evidence(
                reason: "OutOfMemory",
                message: "pod POD: container proxy needed more memory than its limit of 50Mi; raise its limit",
                container: "proxy",
                exitCodes: [137]
            )
        ),
        FailureCase(
            "overdue",
            spec: #", "rollout": {"progressDeadlineSeconds": 5}"#
                + sidecar(#""command": ["sleep", "1000"], "readinessProbe": {"exec": {"command": ["false"]}}"#),
            Evidence(
                state: "Failed",
                reason: "ProgressDeadlineExceeded",
                message: "the rollout has made no progress within spec.rollout.progressDeadlineSeconds; "
                    + "container proxy of pod POD is not ready, see kubectl logs POD -c proxy, or raise that field"
            )
        ),
    ]
}

extension FailureCase {
    /// Each in a namespace of its own, as their limits concern all that is in it.
    static let limited = [
        FailureCase(
            "quota",
            objects: [
                """
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: team}
                spec: {hard: {requests.cpu: 15m}}
                """
            ],
            Evidence(
                reason: "QuotaExceeded",
                message: "pods are refused: exceeded quota: team, requested: requests.cpu=20m, used: requests.cpu=0, "
                    + "limited: requests.cpu=15m; raise the ResourceQuota, or lower spec.resources or the replicas"
            )
        ),
        FailureCase(
            "limit-range",
            resources: #"{"requests": {"cpu": "20m", "memory": "64Mi"}, "limits": {"memory": "200Mi"}}"#,
            objects: [
                """
                apiVersion: v1
                kind: LimitRange
                metadata: {name: limits}
                spec: {limits: [{type: Container, max: {memory: 100Mi}}]}
                """
            ],
            Evidence(
                reason: "LimitRangeViolated",
                message: "pods are refused: maximum memory usage per Container is 100Mi, but limit is 200Mi; "
                    + "bring spec.resources within the namespace's LimitRange, or change that"
            )
        ),
    ]
}

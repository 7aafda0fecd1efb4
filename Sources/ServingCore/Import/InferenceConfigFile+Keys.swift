import KubernetesCore

extension InferenceConfigFile {
    /// The keys of 2019.
    static let legacyKeys = [
        "runtime", "condaFile", "extraDockerfileSteps", "extraDockerFileSteps", "enableGpu", "baseImage",
        "baseImageRegistry", "cudaVersion",
    ]

    /// For suggestions. Those of `environment` are the members of Azure ML's Environment.
    static let keys: [FieldPath] =
        ["entryScript", "sourceDirectory", "description"] + legacyKeys.map { FieldPath([.member($0)]) }
        + [
            "baseImageRegistry.address", "baseImageRegistry.username", "baseImageRegistry.password",
            "environment.environmentVariables",
            "environment.docker.baseImage", "environment.docker.baseImageRegistry.address",
            "environment.docker.baseImageRegistry.username", "environment.docker.baseImageRegistry.password",
            "environment.python.condaDependencies", "environment.python.condaDependenciesFile",
        ] + unmatchedKeys.map(\.path) + keysWithoutConsequence

    /// Azure ML's own names for an environment, and what is always so with Slipway.
    static let keysWithoutConsequence: [FieldPath] = [
        "environment.name", "environment.version", "environment.docker.enabled",
        "environment.python.userManagedDependencies",
    ]

    static let unmatchedKeys: [UnmatchedKey] =
        // Azure ML's name, and one that was taken for it.
        ["extraDockerfileSteps", "extraDockerFileSteps"].map { key in
            UnmatchedKey(
                key,
                .text,
                why: "Slipway builds no images",
                remedy: "build one with these steps and pass --image"
            )
        } + otherUnmatchedKeys

    private static let otherUnmatchedKeys: [UnmatchedKey] = [
        UnmatchedKey(
            "enableGpu",
            .flag,
            why: "Slipway chooses no image",
            remedy: "take an image with CUDA, and write gpuCores into deploymentconfig.json"
        ),
        UnmatchedKey("cudaVersion", .text, why: "Slipway chooses no image", remedy: "take an image with this CUDA"),
        UnmatchedKey(
            "environment.docker.baseDockerfile",
            .text,
            why: "Slipway builds no images",
            remedy: "build one of it and pass --image"
        ),
        UnmatchedKey(
            "environment.docker.arguments",
            .any,
            why: "they are arguments of docker run",
            remedy: "write what they ask for into spec.podTemplate"
        ),
        UnmatchedKey(
            "environment.docker.shmSize",
            .text,
            default: "2g",
            why: "Kubernetes gives 64 MiB of shared memory",
            remedy: "mount an emptyDir of medium Memory at /dev/shm, through volumes and volumeMounts of "
                + "spec.podTemplate"
        ),
        UnmatchedKey(
            "environment.docker.sharedVolumes",
            .any,
            default: true,
            why: "it is about training",
            remedy: "remove it"
        ),
        UnmatchedKey(
            "environment.python.interpreterPath",
            .text,
            default: "python",
            why: "the scoring server is started as azmlinfsrv",
            remedy: "see to it that the image's PATH finds the one of this interpreter"
        ),
        UnmatchedKey(
            "environment.python.baseCondaEnvironment",
            .text,
            why: "the scoring server is started as azmlinfsrv",
            remedy: "see to it that the image's PATH finds the one of this environment"
        ),
        UnmatchedKey(
            "environment.inferencingStackVersion",
            .text,
            why: "Slipway builds no images",
            remedy: "install azureml-inference-server-http in the image"
        ),
        UnmatchedKey(
            "environment.spark.precachePackages",
            .any,
            default: true,
            why: "Slipway runs no Spark",
            remedy: "remove it"
        ),
    ]

    /// What to say of a key that was not read.
    static func advice(on path: FieldPath) -> (why: String, remedy: String)? {
        if path.steps.starts(with: FieldPath("environment.spark").steps) {
            return ("Slipway runs no Spark", "install what the entry script needs in the image")
        }
        if path.steps.starts(with: FieldPath("environment.databricks").steps) {
            return ("it is about training on Databricks", "remove it")
        }
        return nil
    }
}

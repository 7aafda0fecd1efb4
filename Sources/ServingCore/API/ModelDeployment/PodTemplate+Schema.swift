import KubernetesCore

extension ModelDeployment.PodTemplate {
    static let schema = Schema.object(
        "What is passed on to the pods as it is, for all that Slipway has no word for. Lists are merged "
            + "by name (volumeMounts by mountPath), where the user's element replaces Slipway's; tolerations are added.",
        rules: rules + volumeRules,
        [
            Field("labels", .labels("Labels of the pods.")),
            Field(
                "annotations",
                .map(
                    "Annotations of the pods.",
                    to: .string("The value.", maximumLength: 262_144),
                    keyProblem: { LabelText.problem(withAnnotationKey: $0) }
                )
            ),
            Field("nodeSelector", .labels("Labels of the nodes that the pods may run on.")),
            Field("tolerations", list("Taints that the pods tolerate.", of: .passedOn("As in a Pod."))),
            Field("affinity", .passedOn("As in a Pod; replaces Slipway's own preference for different nodes.")),
            Field("serviceAccountName", .string("The ServiceAccount of the pods.", maximumLength: 253)),
            Field("priorityClassName", .string("The PriorityClass of the pods.", maximumLength: 253)),
            Field("runtimeClassName", .string("The RuntimeClass of the pods.", maximumLength: 253)),
            Field("securityContext", .passedOn("The pod's security context; its fields replace Slipway's.")),
            Field("volumes", list("More volumes.", of: volume)),
            Field("volumeMounts", list("Where the scoring container mounts them.", of: mount)),
            Field("env", list("More environment variables of the scoring container, as in a Pod.", of: variable)),
            Field(
                "sidecars",
                list("More containers. Their security contexts are Slipway's where they say nothing.", of: sidecar)
            ),
        ]
    )

    private static func list(_ description: String, of element: Schema) -> Schema {
        .array(description, of: element, merge: .asWhole, maximumItems: 64)
    }

    // What no pod may have is found here, and not only in what Kubernetes says of the Deployment.

    private static let volume = Schema.passedOn(
        "As in a Pod.",
        [Field("name", .partName("Its name."), isRequired: true)]
    )

    private static let mount = Schema.passedOn(
        "As in a Pod.",
        [
            Field("name", .string("The volume.", minimumLength: 1), isRequired: true),
            Field(
                "mountPath",
                .string("Where it is mounted.", minimumLength: 1, maximumLength: 4096),
                isRequired: true
            ),
        ]
    )

    private static let variable = Schema.passedOn(
        "As in a Pod.",
        hasOthers: false,
        rules: [
            Rule("a variable has one value", field: "valueFrom") { variable in
                let isTwice = variable["valueFrom"]?.object != nil && variable["value"]?.string?.isEmpty == false
                return isTwice ? "excludes value: remove one of the two" : nil
            }
        ],
        [
            Field("name", .string("Its name.", minimumLength: 1), isRequired: true),
            Field("value", .string("Its value.", maximumLength: .max)),
            Field("valueFrom", .passedOn("Where its value is.")),
        ]
    )

    private static let sidecar = Schema.passedOn(
        "As in a Pod.",
        [
            Field("name", .partName("Its name."), isRequired: true),
            Field("image", .string("What it runs.", minimumLength: 1), isRequired: true),
            Field("env", .array("Its variables.", of: variable, merge: .asWhole, maximumItems: .max)),
            Field("volumeMounts", .array("What it mounts.", of: mount, merge: .asWhole, maximumItems: .max)),
        ]
    )
}

extension ModelDeployment.PodTemplate {
    static let schema = Schema.object(
        "What is passed on to the pods as it is, for all that Slipway has no word for. Lists are merged "
            + "by name (volumeMounts by mountPath), where the user's element replaces Slipway's; tolerations are added.",
        rules: rules,
        [
            Field("labels", .map("Labels of the pods.", to: .string("The value.", maximumLength: 63))),
            Field("annotations", .map("Annotations of the pods.", to: .string("The value.", maximumLength: 262_144))),
            Field(
                "nodeSelector",
                .map("Labels of the nodes that the pods may run on.", to: .string("The value.", maximumLength: 63))
            ),
            Field("tolerations", list("Taints that the pods tolerate.")),
            Field("affinity", .passedOn("As in a Pod; replaces Slipway's own preference for different nodes.")),
            Field("serviceAccountName", .string("The ServiceAccount of the pods.", maximumLength: 253)),
            Field("priorityClassName", .string("The PriorityClass of the pods.", maximumLength: 253)),
            Field("runtimeClassName", .string("The RuntimeClass of the pods.", maximumLength: 253)),
            Field("securityContext", .passedOn("The pod's security context; its fields replace Slipway's.")),
            Field("volumes", list("More volumes.")),
            Field("volumeMounts", list("Where the scoring container mounts them.")),
            Field("env", list("More environment variables of the scoring container, as in a Pod.")),
            Field("sidecars", list("More containers. Their security contexts are Slipway's where they say nothing.")),
        ]
    )

    private static func list(_ description: String) -> Schema {
        .array(description, of: .passedOn("As in a Pod."), merge: .asWhole, maximumItems: 64)
    }
}

// swift-tools-version: 6.2
import PackageDescription

// Warnings stop CI, not a developer in the middle of an edit.
let warnings: [SwiftSetting] = Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)]
let swiftSettings: [SwiftSetting] =
    warnings + [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ]

// Swift exports every symbol of an executable, so the linker cannot drop unused code. These flags save 5 MB of memory.
let smallExecutable =
    ["-use-ld=lld"]
    + ["--no-export-dynamic", "--icf=safe", "-z", "pack-relative-relocs"].flatMap { ["-Xlinker", $0] }

func target(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

func tests(_ name: String, path: String? = nil, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies + ["TestSupport"],
        path: path,
        exclude: exclude,
        swiftSettings: swiftSettings
    )
}

let package = Package(
    name: "slipway",
    platforms: [.macOS(.v26)],
    products: [.executable(name: "slipway", targets: ["Slipway"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", from: "1.7.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        // Loaded when needed and not linked: no pkgConfig.
        .systemLibrary(name: "CArchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),

        target("KubernetesCore", [.product(name: "Crypto", package: "swift-crypto")]),
        target("YAML", ["CYAML", "KubernetesCore"]),
        target(
            "KubernetesClient",
            [
                "CCurl", "KubernetesCore", "YAML",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        target(
            "ControllerRuntime",
            [
                "CMalloc", "KubernetesClient", "KubernetesCore",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HeapModule", package: "swift-collections"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        target("ServingCore", ["KubernetesCore"]),
        target(
            "ModelPull",
            [
                "CArchive", "CCurl", "KubernetesCore", "ServingCore",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .executableTarget(
            name: "Slipway",
            dependencies: [
                "ControllerRuntime", "KubernetesClient", "KubernetesCore", "ModelPull", "ServingCore", "YAML",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "X509", package: "swift-certificates"),
            ],
            swiftSettings: swiftSettings,
            linkerSettings: [.unsafeFlags(smallExecutable, .when(configuration: .release))]
        ),

        .target(
            name: "TestSupport",
            dependencies: ["KubernetesClient", "KubernetesCore", "ServingCore", "YAML"],
            path: "Tests/TestSupport",
            swiftSettings: swiftSettings
        ),
        tests("KubernetesCoreTests", ["KubernetesCore"]),
        tests("YAMLTests", ["KubernetesCore", "YAML"]),
        tests(
            "KubernetesClientTests",
            [
                "KubernetesClient", "KubernetesCore",
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
            ]
        ),
        tests(
            "ControllerRuntimeTests",
            [
                "ControllerRuntime", "KubernetesClient", "KubernetesCore",
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
            ]
        ),
        tests(
            "ServingCoreTests",
            ["KubernetesCore", "ServingCore", "YAML"],
            exclude: ["Golden", "GoldenImport", "Maximal", "Upgrade"]
        ),
        tests(
            "ModelPullTests",
            [
                "KubernetesCore", "ModelPull", "ServingCore",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        tests(
            "SlipwayTests",
            [
                "ControllerRuntime", "KubernetesClient", "KubernetesCore", "ServingCore", "Slipway", "YAML",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
            ]
        ),
        tests(
            "GatewayTests",
            [
                "KubernetesClient", "KubernetesCore", "ServingCore", "Slipway", "YAML",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ]
        ),
        .target(
            name: "ClusterTestSupport",
            dependencies: [
                "KubernetesClient", "KubernetesCore", "ServingCore", "TestSupport", "YAML",
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            path: "Tests/ClusterTestSupport",
            swiftSettings: swiftSettings
        ),
        tests(
            "IntegrationTests",
            [
                "ClusterTestSupport", "ControllerRuntime", "KubernetesClient", "KubernetesCore", "ServingCore", "YAML",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        tests("LocalTests", ["ClusterTestSupport", "KubernetesCore"]),
        tests(
            "EndToEndTests",
            path: "Tests/EndToEnd",
            [
                "ClusterTestSupport", "KubernetesClient", "KubernetesCore", "ServingCore", "YAML",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ]
        ),
        tests(
            "ChaosTests",
            path: "Tests/Chaos",
            [
                "ClusterTestSupport", "KubernetesClient", "KubernetesCore", "ServingCore",
                .product(name: "Subprocess", package: "swift-subprocess"),
            ]
        ),
    ]
)

// libFuzzer brings a main of its own, so that the target would not link in an ordinary build. See make fuzz.
if Context.environment["FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "Fuzz",
            dependencies: ["KubernetesCore", "ServingCore", "YAML"],
            path: "Fuzz",
            exclude: ["Corpus"],
            swiftSettings: swiftSettings + [.unsafeFlags(["-parse-as-library"])]
        )
    )
}

// What users run needs none of it. See make bench.
if Context.environment["BENCHMARKS"] != nil {
    package.targets.append(
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "ControllerRuntime", "KubernetesClient", "KubernetesCore", "ServingCore",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Benchmarks",
            exclude: ["Autoscaling", "Gateway", "kopf", "pull"],
            swiftSettings: swiftSettings
        )
    )
    package.targets.append(
        .executableTarget(
            name: "GatewayFiles",
            dependencies: [
                "ServingCore", "TestSupport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/Gateway",
            exclude: ["run"],
            swiftSettings: swiftSettings
        )
    )
    package.targets.append(
        .executableTarget(
            name: "AutoscalingSimulation",
            dependencies: ["KubernetesCore", "ServingCore", "TestSupport"],
            path: "Benchmarks/Autoscaling",
            swiftSettings: swiftSettings
        )
    )
}

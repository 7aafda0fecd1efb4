import KubernetesCore

extension ImportMapping {
    private var tlsName: String { "\(options.serviceName)-tls" }

    private var isTLSOn: Bool { deployment.tls.isEnabled?.value == true }

    /// The InferenceService, which sends all its requests to the deployment.
    var inferenceServicePart: ImportPart {
        var part = ImportPart()
        var object = draft("InferenceService", options.serviceName, from: serviceName.place)
        setTraffic(in: &object, &part)
        setAuthentication(in: &object, &part)
        if isTLSOn, let hostName = deployment.tls.hostName {
            // DNS takes no notice of case, and Kubernetes wants it low.
            object.set("spec.expose.hosts", [.string(hostName.value.lowercased())], from: hostName.place)
            object.set("spec.expose.tlsSecretRef.name", .string(tlsName), from: serviceName.place)
        }
        part.drafts.append(object)
        return part
    }

    private func setTraffic(in object: inout ManifestDraft, _ part: inout ImportPart) {
        var traffic: JSONValue = ["deployment": .string(deploymentName.value)]
        if computeType != .aksEndpoint {
            traffic["percent"] = 100
        } else if let percentile = deployment.trafficPercentile,
            let percent = Int64(exactly: percentile.value.rounded())
        {
            traffic["percent"] = .integer(percent)
            if Double(percent) != percentile.value {
                part.gaps.append(ImportGap(.changed, at: percentile.place, "it is rounded to \(percent)"))
            }
        }
        object.set("spec.traffic", [traffic], from: deploymentName.place)
        if let version = deployment.versionName {
            part.gaps.append(
                ImportGap(
                    .changed,
                    at: version.place,
                    "InferenceService \(options.serviceName) sends requests to this version only",
                    remedy: "import the other versions too, and join the traffic lists of what comes out in one object"
                )
            )
        }
    }

    /// On is Slipway's default, as for AKS in Azure ML. There it was off for container instances, and local services had
    /// none.
    private func setAuthentication(in object: inout ManifestDraft, _ part: inout ImportPart) {
        let authentication = deployment.authentication
        let usesTokens = authentication.usesTokens?.value == true
        if let tokens = authentication.usesTokens, usesTokens {
            part.gaps.append(
                ImportGap(
                    .notCarriedOver,
                    at: tokens.place,
                    "Slipway knows no tokens of Azure Active Directory, so that requests need one of the two keys",
                    remedy: "let clients send a key of Secret \(options.serviceName)-keys"
                )
            )
        }
        switch (computeType, authentication.isEnabled) {
        case (_, let isEnabled?) where !isEnabled.value && usesTokens:
            part.gaps.append(
                ImportGap(.changed, at: isEnabled.place, "keys are on, or nothing would protect the service")
            )
        case (_, let isEnabled?) where !isEnabled.value:
            object.set("spec.auth.enabled", isEnabled)
        case (.aci, nil), (.local, _):
            object.set("spec.auth.enabled", false, from: deployment.computeType.place)
        default: break
        }
    }

    /// The Secret with the keys that clients have already.
    var keysPart: ImportPart {
        var part = ImportPart()
        let authentication = deployment.authentication
        if let primary = authentication.primaryKey {
            var secret = draft("Secret", "\(options.serviceName)-keys", from: serviceName.place)
            secret.set("type", .string(KeysSecret.type))
            secret.set("stringData.primaryKey", primary)
            if let secondary = authentication.secondaryKey {
                secret.set("stringData.secondaryKey", secondary)
            } else {
                secret.set("stringData.secondaryKey", primary)
                let remedy =
                    "give another one, or have one made: slipway keys rotate \(options.serviceName) --key secondary"
                part.gaps.append(
                    ImportGap(
                        .changed,
                        at: primary.place,
                        "it is the secondaryKey, too, as none is given",
                        remedy: remedy
                    )
                )
            }
            part.drafts.append(secret)
        } else if let secondary = authentication.secondaryKey {
            part.gaps.append(
                ImportGap(
                    .notCarriedOver,
                    at: secondary.place,
                    "Azure ML passes it over where there is no primaryKey",
                    remedy: "give both, or none for keys that Slipway makes"
                )
            )
        }
        return part
    }

    /// The Secret for TLS.
    var certificatePart: ImportPart {
        var part = ImportPart()
        let tls = deployment.tls
        guard isTLSOn else {
            let idle = [tls.hostName, tls.certificate, tls.key].compactMap { $0 }
            part.gaps += idle.map { given in
                ImportGap(.notCarriedOver, at: given.place, "counts where sslEnabled is true only", remedy: "remove it")
            }
            return part
        }
        guard let certificate = tls.certificate, let key = tls.key else { return part }
        let texts = [(certificate, files.certificate.pemText), (key, files.privateKey.pemText)]
        part.gaps += texts.filter { $0.1 == nil }.map { given, _ in
            ImportGap(
                .notCarriedOver,
                at: given.place,
                "there is no PEM file \(given.value)",
                remedy: "where it is, run kubectl create secret tls \(tlsName)\(namespaceFlag) "
                    + "--cert=\(certificate.value) --key=\(key.value)"
            )
        }
        if let certificateText = texts[0].1, let keyText = texts[1].1 {
            var secret = draft("Secret", tlsName, from: serviceName.place)
            secret.set("type", .string(TLSSecret.type))
            secret.set(FieldPath("stringData").member("tls.crt"), .string(certificateText))
            secret.set(FieldPath("stringData").member("tls.key"), .string(keyText))
            part.drafts.append(secret)
        }
        return part
    }
}

extension FoundFile {
    fileprivate var pemText: String? {
        guard let content, let text = String(validating: content, as: UTF8.self), text.contains("-----BEGIN ") else {
            return nil
        }
        return text
    }
}

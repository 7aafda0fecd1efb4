/// Where a value stands in a document, written as Kubernetes writes it: `spec.models[0].name`.
package struct FieldPath: Hashable, Sendable {
    package enum Step: Hashable, Sendable {
        case member(String)
        case index(Int)
    }

    package let steps: [Step]

    package init(_ steps: [Step] = []) {
        self.steps = steps
    }

    package func member(_ name: String) -> FieldPath { FieldPath(steps + [.member(name)]) }
    package func index(_ index: Int) -> FieldPath { FieldPath(steps + [.index(index)]) }

    /// The place of `path` in the value that stands here.
    package func appending(_ path: FieldPath) -> FieldPath { FieldPath(steps + path.steps) }

    /// The path of the value that holds this one; nil for the document itself.
    package var parent: FieldPath? {
        steps.isEmpty ? nil : FieldPath(steps.dropLast())
    }
}

extension FieldPath: ExpressibleByStringLiteral {
    /// Takes member names joined by dots; an index is added by ``index(_:)``.
    package init(stringLiteral value: String) {
        self.init(value.split(separator: ".").map { .member(String($0)) })
    }
}

extension FieldPath: CustomStringConvertible {
    package var description: String {
        steps.reduce(into: "") { text, step in
            switch step {
            case .index(let index): text += "[\(index)]"
            case .member(let name) where name.utf8.allSatisfy(Self.isPlain): text += text.isEmpty ? name : ".\(name)"
            case .member(let name): text += "[\(name)]"
            }
        }
    }

    /// Names with dots or slashes, such as label keys, stand in brackets, as in kubectl's messages.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte != UInt8(ascii: ".") && byte != UInt8(ascii: "/")
    }
}

extension JSONValue {
    /// The value at a place in this one; nil if there is none.
    package func value(at path: FieldPath) -> JSONValue? {
        path.steps.reduce(self as JSONValue?) { value, step in
            switch step {
            case .member(let name): return value?[name]
            case .index(let index):
                guard let elements = value?.array, elements.indices.contains(index) else { return nil }
                return elements[index]
            }
        }
    }
}

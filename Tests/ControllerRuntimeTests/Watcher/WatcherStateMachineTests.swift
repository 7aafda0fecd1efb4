import KubernetesClient
import KubernetesCore
import Testing

@testable import ControllerRuntime

@Suite struct WatcherStateMachineTests {
    enum Input: Sendable {
        case page(version: String, more: String? = nil)
        case event(WatchEvent)
        case failed(Status?)
        case malformed
        case ended(after: Duration)
    }

    /// What an input leads to, besides the next step.
    enum Outcome: Hashable, Sendable {
        case nothing
        /// The whole state is there.
        case complete
        case upsert(String)
        case delete(String)
        case wait(Double)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let inputs: [Input]
        let outcomes: [Outcome]
        let step: WatcherStateMachine.Step

        init(
            _ description: String,
            _ moves: [(Input, Outcome)],
            then step: WatcherStateMachine.Step
        ) {
            testDescription = description
            inputs = moves.map(\.0)
            outcomes = moves.map(\.1)
            self.step = step
        }
    }

    @Test(arguments: Case.listing + Case.watching + Case.waiting) func `the next step follows from what happened`(
        _ example: Case
    ) {
        var machine = Self.listingMachine(Case.selection)
        for (input, outcome) in zip(example.inputs, example.outcomes) {
            #expect(Self.outcome(of: input, in: &machine) == outcome)
        }
        #expect(machine.step == example.step)
    }

    @Test(arguments: Case.streaming) func `a server may stream the whole state`(_ example: Case) {
        var machine = WatcherStateMachine(selection: Case.selection, backoff: Self.backoff)
        for (input, outcome) in zip(example.inputs, example.outcomes) {
            #expect(Self.outcome(of: input, in: &machine) == outcome)
        }
        #expect(machine.step == example.step)
    }

    @Test(arguments: [0, 0.5, 1]) func `jitter takes off at most half of a wait`(_ jitter: Double) {
        var machine = Self.listingMachine(Selection())
        #expect(machine.fail(.unreachable, jitter: jitter) == .seconds(0.5 + 0.5 * jitter))
        #expect(machine.fail(.unreachable, jitter: jitter) == .seconds(1 + jitter))
        #expect(machine.end(after: .zero, jitter: jitter) == .seconds(2 + 2 * jitter))
    }

    private static let backoff = Backoff(first: .seconds(1), limit: .seconds(10))

    /// One whose server has refused to stream.
    private static func listingMachine(_ selection: Selection) -> WatcherStateMachine {
        var machine = WatcherStateMachine(selection: selection, backoff: backoff)
        #expect(machine.fail(.refused(Case.cannotStream), jitter: 1) == .zero)
        return machine
    }

    private static func outcome(of input: Input, in machine: inout WatcherStateMachine) -> Outcome {
        switch input {
        case .page(let version, let more):
            let isLast = machine.receive(ListPage(resourceVersion: version, continue: more))
            return isLast ? .complete : .nothing
        case .event(let event):
            switch machine.receive(event, jitter: 1) {
            case .none: return .nothing
            case .upsert(let object): return .upsert(name(object))
            case .delete(let object): return .delete(name(object))
            case .complete: return .complete
            case .failed(_, let wait): return .wait(wait / .seconds(1))
            }
        case .failed(let status):
            let failure = status.map(WatcherStateMachine.Failure.refused) ?? .unreachable
            return .wait(machine.fail(failure, jitter: 1) / .seconds(1))
        case .malformed: return .wait(machine.fail(.malformed, jitter: 1) / .seconds(1))
        case .ended(let duration): return .wait(machine.end(after: duration, jitter: 1) / .seconds(1))
        }
    }

    private static func name(_ object: JSONValue) -> String {
        object["metadata"]?["name"]?.string ?? ""
    }
}

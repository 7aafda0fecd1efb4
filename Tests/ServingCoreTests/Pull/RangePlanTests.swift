import ServingCore
import Testing

struct RangePlanTests {
    @Test func knowsHowMuchOfTheBeginningIsThere() {
        var plan = RangePlan(total: 25, first: 0..<10, partLength: 10)
        #expect(plan.remainingParts == 2)
        #expect(plan.takeNext() == 10..<20)
        #expect(plan.takeNext() == 20..<25)
        #expect(plan.takeNext() == nil)
        plan.wrote(upTo: 25, ofRangeFrom: 20)
        plan.wrote(upTo: 4, ofRangeFrom: 0)
        #expect(plan.contiguous == 4)
        #expect(plan.received == 9)
        plan.wrote(upTo: 10, ofRangeFrom: 0)
        #expect(plan.contiguous == 10)
        plan.wrote(upTo: 20, ofRangeFrom: 10)
        #expect(plan.contiguous == 25)
        #expect(plan.isComplete)
    }

    @Test func aLengthMayBecomeKnownAtTheEnd() {
        var plan = RangePlan(total: nil, first: 0..<Int.max, partLength: 10)
        plan.wrote(upTo: 7, ofRangeFrom: 0)
        #expect(plan.takeNext() == nil)
        #expect(!plan.isComplete)
        #expect(plan.contiguous == 7)
        plan.end(at: 7)
        #expect(plan.isComplete)
    }

    @Test func nothingIsComplete() {
        #expect(RangePlan(total: 0, first: 0..<0, partLength: 10).isComplete)
    }
}

import Sessions
import Testing

@testable import SessionsCommand

struct StopSwitchTests {
    @Test func stopsTheCurrentAction() async {
        let stopped = Locked<[String]>([])
        let stop = StopSwitch()
        #expect(!stop.isPressed)
        await stop.arm { stopped.withLock { $0.append("start") } }
        await stop.press()
        #expect(stop.isPressed && stopped.withLock { $0 } == ["start"])
    }

    @Test func anEarlierStopAppliesToTheNextAction() async {
        let stopped = Locked<[String]>([])
        let stop = StopSwitch()
        await stop.press()
        await stop.arm { stopped.withLock { $0.append("start") } }
        await stop.arm { stopped.withLock { $0.append("server") } }
        #expect(stopped.withLock { $0 } == ["start", "server"])
    }

    @Test func onlyTheLastIsStopped() async {
        let stopped = Locked<[String]>([])
        let stop = StopSwitch()
        await stop.arm { stopped.withLock { $0.append("start") } }
        await stop.arm { stopped.withLock { $0.append("server") } }
        await stop.press()
        #expect(stopped.withLock { $0 } == ["server"])
    }
}

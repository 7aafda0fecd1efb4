import FoundationEssentials
import Glibc

/// Processes that lead groups of their own.
enum ProcessGroups {
    /// Asks them to end, and ends whatever of their groups is still there after `grace`.
    ///
    /// Each process is ended as what it was while its leader was known to lead: the number of a group that has gone may be
    /// somebody else's.
    static func end(_ leaders: [ProcessIdentity], within grace: Duration) async {
        let leaders = leaders.filter(\.isThere)
        guard !leaders.isEmpty else { return }
        let members = members(of: Set(leaders.map(\.pid)))
        for leader in leaders where leader.isThere { kill(leader.pid, SIGTERM) }
        // In a task of its own, since what is told to stop must still wait.
        await Task.detached {
            let deadline = ContinuousClock.now + grace
            while members.contains(where: \.isThere), ContinuousClock.now < deadline {
                try? await Task.sleep(for: .milliseconds(20))
            }
            for leader in leaders where leader.isThere { kill(-leader.pid, SIGKILL) }
            for member in members where member.isThere { kill(member.pid, SIGKILL) }
        }.value
    }

    private static func members(of groups: Set<pid_t>) -> [ProcessIdentity] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { name in
            guard let pid = pid_t(name), groups.contains(getpgid(pid)) else { return nil }
            return ProcessIdentity(pid)
        }
    }
}

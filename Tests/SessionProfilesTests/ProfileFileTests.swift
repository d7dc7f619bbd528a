import Testing

@testable import SessionProfiles

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite struct ProfileFileTests {
    /// An entry of a directory can end where the memory does. In a process of its own, because reading on crashes it.
    @Test func theNameInAnEntryIsReadToItsEndOnly() async {
        await #expect(processExitsWith: .success) {
            let page = Int(sysconf(Int32(_SC_PAGESIZE)))
            let memory = mmap(nil, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
            let pages = try #require(memory)
            try #require(pages != MAP_FAILED && mprotect(pages + page, page, PROT_NONE) == 0)
            let offset = try #require(MemoryLayout<dirent>.offset(of: \.d_name))
            let name = "p.yaml\0"
            let length = (offset + name.utf8.count + 7) & ~7  // entries are aligned
            let entry = pages + page - length
            (entry + offset).copyMemory(from: name, byteCount: name.utf8.count)
            let read = ProfileFile.name(of: UnsafePointer(entry.assumingMemoryBound(to: dirent.self)))
            try #require(read == "p.yaml")
        }
    }
}

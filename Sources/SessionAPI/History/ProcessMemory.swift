#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The memory of this process.
enum ProcessMemory {
    /// The resident memory in bytes; `nil` on systems without `/proc/self/statm`.
    static var residentBytes: Int? {
        guard let file = fopen("/proc/self/statm", "r") else { return nil }
        defer { fclose(file) }
        var text = [CChar](repeating: 0, count: 256)
        guard fgets(&text, Int32(text.count), file) != nil else { return nil }
        // The second field is the resident set, in pages (proc(5)).
        let fields = text.split(separator: CChar(UInt8(ascii: " ")))
        guard fields.count > 1 else { return nil }
        let digits = String(decoding: fields[1].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return Int(digits).map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) }
    }
}

// A race that ThreadSanitizer has to find: if this program ends well under it, the check of the engine says
// nothing.
#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A plain pointer: the compiler's own check of exclusive access would stop a racing variable first.
struct Counter: @unchecked Sendable {  // it is not, which is the point
    let value = UnsafeMutablePointer<Int>.allocate(capacity: 1)
}

let counter = Counter()

func count(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    for _ in 0..<100_000 { counter.value.pointee += 1 }
    return nil
}

@main
enum Canary {
    static func main() {
        counter.value.initialize(to: 0)
        var threads: [pthread_t] = []
        for _ in 0..<2 {
            var thread = pthread_t()
            pthread_create(&thread, nil, count, nil)
            threads.append(thread)
        }
        for thread in threads { pthread_join(thread, nil) }
        print(counter.value.pointee)
    }
}

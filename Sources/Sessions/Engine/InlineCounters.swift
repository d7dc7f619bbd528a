/// A counter for each end reason, stored inline without a heap allocation.
@usableFromInline struct InlineCounters {
    private var counts: (Int, Int, Int, Int, Int, Int) = (0, 0, 0, 0, 0, 0)

    @usableFromInline subscript(ordinal: Int) -> Int {
        get { withUnsafeBytes(of: counts) { $0.load(fromByteOffset: ordinal * 8, as: Int.self) } }
        set {
            withUnsafeMutableBytes(of: &counts) {
                $0.storeBytes(of: newValue, toByteOffset: ordinal * 8, as: Int.self)
            }
        }
    }

    @usableFromInline var sum: Int { (0..<EndReason.allCases.count).reduce(0) { $0 + self[$1] } }
}

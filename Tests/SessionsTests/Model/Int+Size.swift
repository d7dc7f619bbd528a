public import Sessions

/// The model's values have sizes from 0 to 124 bytes, which follow from the values.
extension Int: SizedSessionValue {
    /// The size that follows from the value.
    public var estimatedBytes: Int { Int(magnitude % 32) * 4 }
}

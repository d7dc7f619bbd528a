#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Random ranks from 1 to `count`, where rank k has a probability proportional to 1 / kˢ.
///
/// It uses rejection-inversion (Hörmann and Derflinger, 1996), which is exact and needs no table.
struct ZipfDistribution {
    let count: Int
    let exponent: Double
    private let integralAtHalf: Double
    private let integralAtEnd: Double
    private let threshold: Double

    /// - Parameter exponent: The exponent s, which must be above 0 and not 1.
    init(count: Int, exponent: Double) {
        self.count = count
        self.exponent = exponent
        integralAtHalf = Self.integral(1.5, exponent) - 1
        integralAtEnd = Self.integral(Double(count) + 0.5, exponent)
        threshold =
            2 - Self.inverse(Self.integral(2.5, exponent) - Self.weight(2, exponent), exponent)
    }

    /// Returns a random rank.
    func rank(_ random: inout SplitMix64) -> Int {
        while true {
            let area = integralAtEnd + random.unit() * (integralAtHalf - integralAtEnd)
            let place = Self.inverse(area, exponent)
            let rank = min(max(1, Int(place + 0.5)), count)
            let nearest = Double(rank)
            if nearest - place <= threshold
                || area >= Self.integral(nearest + 0.5, exponent) - Self.weight(nearest, exponent)
            {
                return rank
            }
        }
    }

    private static func weight(_ x: Double, _ exponent: Double) -> Double { exp(-exponent * log(x)) }

    private static func integral(_ x: Double, _ exponent: Double) -> Double {
        (exp((1 - exponent) * log(x)) - 1) / (1 - exponent)
    }

    private static func inverse(_ area: Double, _ exponent: Double) -> Double {
        exp(log(1 + area * (1 - exponent)) / (1 - exponent))
    }
}

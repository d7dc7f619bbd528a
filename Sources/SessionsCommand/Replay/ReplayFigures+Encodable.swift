extension ReplayFigures: Encodable {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: ReplayFigure.self)
        try container.encode(events, forKey: .events)
        try container.encode(created, forKey: .created)
        try container.encode(returns, forKey: .returns)
        try container.encode(deadReturns, forKey: .deadReturns)
        try container.encodeIfPresent(deadReturnsRate, forKey: .deadReturnsRate)
        try container.encode(expired, forKey: .expired)
        try container.encode(refused, forKey: .refused)
        try container.encode(evicted, forKey: .evicted)
        if owners > 0 {
            try container.encode(owners, forKey: .owners)
            try container.encode(peakOfOwner, forKey: .peakOfOwner)
        }
        try container.encode(peakAlive, forKey: .peakAlive)
        try container.encode(peakHeld, forKey: .peakHeld)
        try container.encode(meanHeld, forKey: .meanHeld)
        try container.encode(activeAtEnd, forKey: .activeAtEnd)
    }
}

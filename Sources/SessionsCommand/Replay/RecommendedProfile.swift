import SessionProfiles

/// The profile that a sweep recommends, as YAML.
struct RecommendedProfile {
    private let recommendation: Recommendation
    private let base: String
    private let settings: [(key: String, value: String)]

    /// - Parameters:
    ///   - base: The name of the profile that it extends.
    ///   - keys: The keys of the sweep.
    ///   - overrides: The settings that the user set for the sweep. Those with a key of the sweep or of a nested group
    ///     are left out; no figure depends on the latter.
    init(
        _ recommendation: Recommendation,
        extending base: String,
        keys: [String],
        set overrides: [(key: String, value: String)]
    ) {
        self.recommendation = recommendation
        self.base = base
        let values = Dictionary(overrides.map { ($0.key, $0.value) }) { _, last in last }
        let others = values.filter { !keys.contains($0.key) && !$0.key.contains(".") }
        settings =
            Array(zip(keys, recommendation.row.values)) + others.sorted { $0.key < $1.key }.map { ($0, $1) }
    }

    /// The text of the profile, with the cost of the settings as a comment.
    var yaml: String {
        let reasons = recommendation.sentences.map { "# \($0)\n" }.joined()
        return """
            # `sessions replay --sweep` recommends:
            \(reasons)description: Recommended by a replay of recorded traffic.
            extends: \(base)


            """ + settings.map { "\($0.key): \($0.value)\n" }.joined()
    }
}

extension Duration {
    /// The duration in seconds, to the millisecond: what JSON and metrics show.
    var inSeconds: Double { (self / .milliseconds(1)).rounded() / 1_000 }
}

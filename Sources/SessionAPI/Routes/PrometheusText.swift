#if HTTP
    import Sessions

    /// Metrics in the text format of Prometheus, version 0.0.4. No label ever has an id.
    struct PrometheusText {
        private(set) var text = ""

        private enum Kind: String {
            case counter, gauge, histogram
        }

        /// Adds the manager's metrics.
        mutating func add(_ metrics: SessionMetrics, profile: String) {
            add(
                "sessions_current",
                .gauge,
                "Sessions held, including dead ones that have not ended yet.",
                [([("profile", profile)], Double(metrics.activeSessions))]
            )
            add("sessions_created_total", .counter, "Sessions created.", metrics.totalCreated)
            add(
                "sessions_restored_total",
                .counter,
                "Sessions read back from a store.",
                metrics.totalRestored
            )
            add(
                "sessions_ended_total",
                .counter,
                "Sessions ended, by reason.",
                EndReason.allCases.map { ([("reason", $0.description)], Double(metrics.ended[$0] ?? 0)) }
            )
            add(
                "sessions_rejected_total",
                .counter,
                "Creates and updates refused, by reason.",
                [
                    ([("reason", "capacity")], Double(metrics.rejectedForCapacity)),
                    ([("reason", "admission")], Double(metrics.rejectedByAdmission)),
                    ([("reason", "owner-limit")], Double(metrics.rejectedForOwnerLimit)),
                    ([("reason", "create-rate")], Double(metrics.rejectedForCreateRate)),
                    ([("reason", "bytes")], Double(metrics.rejectedForBytes)),
                    ([("reason", "value-size")], Double(metrics.rejectedForValueSize)),
                ]
            )
            if let bytes = metrics.valueBytes {
                add(
                    "sessions_value_bytes",
                    .gauge,
                    "Bytes of the values of all sessions, as max-bytes counts them.",
                    [([], Double(bytes))]
                )
            }
            add(
                "sessions_leases_cut_off_total",
                .counter,
                "Sessions that expired although leases held them, because max-lease had passed.",
                metrics.leasesCutOff
            )
            add(
                "sessions_leases_refused_total",
                .counter,
                "Exclusive leases refused because other calls held the session or waited for it.",
                metrics.refusedLeases
            )
            add(
                "sessions_oldest_age_seconds",
                .gauge,
                "Age of the oldest session held; 0 without sessions.",
                [([], (metrics.oldestSession ?? .zero).inSeconds)]
            )
            add(
                "sessions_newest_age_seconds",
                .gauge,
                "Age of the newest session held; 0 without sessions.",
                [([], (metrics.newestSession ?? .zero).inSeconds)]
            )
            add(
                "sessions_callers_waited_total",
                .counter,
                "Calls that had to wait because observers did not keep up.",
                metrics.callersThatWaited
            )
        }

        /// Adds the metrics of the cleanup.
        mutating func add(_ cleanup: CleanupStatus) {
            add(
                "sessions_last_sweep_timestamp_seconds",
                .gauge,
                "When the last cleanup ended, in seconds since 1970; 0 before the first.",
                [([], cleanup.last.map { Double($0.endedAt.millisecondsSinceEpoch) / 1_000 } ?? 0)]
            )
            add(
                "sessions_last_sweep_lateness_seconds",
                .gauge,
                "How long after its due time the last cleanup began.",
                [([], (cleanup.last?.lateness ?? .zero).inSeconds)]
            )
            add(
                "sessions_sweep_overdue_seconds",
                .gauge,
                "How long the next cleanup is overdue.",
                [([], cleanup.overdue.inSeconds)]
            )
        }

        /// Adds the status of the program and its components.
        mutating func add(_ status: SessionStatus, startedAt: WallTime) {
            add(
                "sessions_start_timestamp_seconds",
                .gauge,
                "When the manager started, in seconds since 1970.",
                [([], Double(startedAt.millisecondsSinceEpoch) / 1_000)]
            )
            add(
                "sessions_component_degraded",
                .gauge,
                "1 while an observer, admission or store doesn't do its work, else 0.",
                status.components.map { (labels(of: $0), $0.isDegraded ? 1 : 0) }
            )
            let dropped = status.components.filter { $0.kind == .observer }.compactMap { component in
                component.counts["dropped"].map { ([("observer", component.name)], Double($0)) }
            }
            add(
                "sessions_observer_dropped_total",
                .counter,
                "Events that a buffered observer dropped.",
                dropped
            )
            add(
                "sessions_component_figure",
                .gauge,
                "Counts of an observer or store, by name.",
                status.components.flatMap { component in
                    component.counts.sorted { $0.key < $1.key }.map { name, count in
                        (labels(of: component) + [("figure", name)], Double(count))
                    }
                }
            )
        }

        /// Adds counters, grouped by name.
        mutating func add(_ counts: [EventCount]) {
            for (name, family) in Self.families(of: counts, \.name) {
                var seen: Set<[String: String]> = []
                add(
                    name,
                    .counter,
                    family.first?.help ?? "",
                    family.filter { seen.insert($0.labels).inserted }.map { count in
                        (Self.sorted(count.labels), Double(count.value))
                    }
                )
            }
        }

        /// Adds histograms of durations, grouped by name.
        mutating func add(_ histograms: [DurationHistogram]) {
            for (name, family) in Self.families(of: histograms, \.name) {
                addHead(name, .histogram, family.first?.help ?? "")
                // Two histograms with equal labels would write one series twice.
                var seen: Set<[String: String]> = []
                for histogram in family where seen.insert(histogram.labels).inserted {
                    addSamples(of: histogram)
                }
            }
        }

        /// Groups metrics by their names, in the order in which the names first occur.
        private static func families<Metric>(
            of metrics: [Metric],
            _ name: (Metric) -> String
        ) -> [(name: String, metrics: [Metric])] {
            var names: [String] = []
            for metric in metrics where !names.contains(name(metric)) { names.append(name(metric)) }
            return names.map { one in (one, metrics.filter { name($0) == one }) }
        }

        private static func sorted(_ labels: [String: String]) -> [(String, String)] {
            labels.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        }

        private mutating func addSamples(of histogram: DurationHistogram) {
            let labels = Self.sorted(histogram.labels)
            var count = 0
            for (place, more) in histogram.counts.enumerated() {
                // In this format, buckets are cumulative.
                count += more
                let isLast = place == histogram.bounds.count
                let bound = isLast ? "+Inf" : Self.number(histogram.bounds[place] / .seconds(1))
                addSample("\(histogram.name)_bucket", labels + [("le", bound)], Double(count))
            }
            addSample("\(histogram.name)_sum", labels, histogram.sum / .seconds(1))
            addSample("\(histogram.name)_count", labels, Double(count))
        }

        /// Adds the metrics of event streams.
        mutating func addStreams(open: Int, refused: Int) {
            add("sessions_http_event_streams", .gauge, "Open event streams.", [([], Double(open))])
            add(
                "sessions_http_event_streams_refused_total",
                .counter,
                "Event streams refused because too many were open.",
                refused
            )
        }

        private func labels(of component: ComponentStatus) -> [(String, String)] {
            [("component", component.name), ("kind", component.kind.description)]
        }

        private mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Int) {
            add(name, kind, help, [([], Double(value))])
        }

        private mutating func add(
            _ name: String,
            _ kind: Kind,
            _ help: String,
            _ samples: [(labels: [(String, String)], value: Double)]
        ) {
            guard !samples.isEmpty else { return }
            addHead(name, kind, help)
            for sample in samples { addSample(name, sample.labels, sample.value) }
        }

        private mutating func addHead(_ name: String, _ kind: Kind, _ help: String) {
            // Unlike in a label, quotation marks are not escaped.
            let help = help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
            text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
        }

        private mutating func addSample(_ name: String, _ labels: [(String, String)], _ value: Double) {
            let labels = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
            text += "\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(Self.number(value))\n"
        }

        private static func escaped(_ text: String) -> String {
            var result = ""
            for character in text.unicodeScalars {
                switch character {
                case "\\": result += "\\\\"
                case "\"": result += "\\\""
                case "\n": result += "\\n"
                default: result.unicodeScalars.append(character)
                }
            }
            return result
        }

        private static func number(_ value: Double) -> String {
            Int64(exactly: value).map { String($0) } ?? String(value)
        }
    }
#endif

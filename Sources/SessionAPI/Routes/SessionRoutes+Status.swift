#if HTTP
    import Hummingbird
    import Sessions

    extension SessionRoutes {
        /// Adds `/health`, `/ready` and `/metrics`. Their cost doesn't depend on the number of sessions.
        func addStatus<Context: RequestContext>(to routes: GuardedRoutes<Context>) {
            routes.add(
                "health",
                [
                    (
                        .get, .nothing,
                        { _, _, call in
                            let report = await report(showsMessages: call.caller != nil)
                            return try JSONCoding.response(report.isOK ? .ok : .serviceUnavailable, report)
                        }
                    )
                ]
            )
            routes.add(
                "ready",
                [
                    (
                        .get, .nothing,
                        { _, _, _ in
                            let isReady = !manager.isShutDown
                            return try JSONCoding.response(
                                isReady ? .ok : .serviceUnavailable,
                                ["status": isReady ? "ready" : "shutting down"]
                            )
                        }
                    )
                ]
            )
            routes.add(
                "metrics",
                [
                    (
                        .get, .read,
                        { _, _, _ in
                            let text = await metricsText()
                            return Response(
                                status: .ok,
                                headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                                body: ResponseBody(byteBuffer: ByteBuffer(string: text))
                            )
                        }
                    )
                ]
            )
        }

        private func report(showsMessages: Bool) async -> HealthReport {
            HealthReport(
                metrics: manager.metrics(),
                cleanup: manager.cleanupStatus,
                status: await currentStatus(),
                isShutDown: manager.isShutDown,
                showsMessages: showsMessages
            )
        }

        private func currentStatus() async -> SessionStatus {
            let uptime = started.duration(to: manager.clock.now)
            var current = await status?.sessionStatus() ?? SessionStatus(profile: "", uptime: uptime)
            current.components = current.components.withDistinctNames
            return current
        }

        private func metricsText() async -> String {
            let status = await currentStatus()
            var text = PrometheusText()
            text.add(manager.metrics(), profile: status.profile)
            text.add(manager.cleanupStatus)
            text.add(status, startedAt: manager.clock.wallTime.advanced(by: .zero - status.uptime))
            text.add(status.counts)
            text.add(status.histograms)
            text.addStreams(open: streams.count, refused: streams.refusals)
            return text.text
        }
    }

    extension [ComponentStatus] {
        /// The components, each with a name that no other component of its kind has.
        ///
        /// If several have the same name, such as two observers of one type, the second becomes `NAME#2`. Equal names
        /// would make equal series, and Prometheus would then refuse all metrics.
        fileprivate var withDistinctNames: [ComponentStatus] {
            var taken: [ComponentStatus.Kind: Set<String>] = [:]
            for component in self { taken[component.kind, default: []].insert(component.name) }
            var seen: [ComponentStatus.Kind: Set<String>] = [:]
            return map { component in
                guard !seen[component.kind, default: []].insert(component.name).inserted else {
                    return component
                }
                var component = component
                let name = component.name
                var ordinal = 1
                repeat {
                    ordinal += 1
                    component.name = "\(name)#\(ordinal)"
                } while !taken[component.kind, default: []].insert(component.name).inserted
                return component
            }
        }
    }
#endif

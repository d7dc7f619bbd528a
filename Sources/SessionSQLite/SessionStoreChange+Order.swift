#if SQLite
    import SessionPersistence
    import Sessions

    extension [SessionStoreChange] {
        /// The indexes of the changes in the order in which to make them.
        ///
        /// Consecutive puts are sorted by creation, so that their rows are in the order in which a restore
        /// reads them. The result of the changes stays the same: the newest incarnation of an id is kept in
        /// any order, and a run of puts with the same incarnation twice is not sorted.
        var placesInOrderOfCreation: [Int] {
            var places: [Int] = []
            places.reserveCapacity(count)
            var run: [Put] = []
            for place in indices {
                if case .put(let session) = self[place] {
                    run.append(Put(session, place))
                } else {
                    places += Put.ordered(run)
                    run.removeAll(keepingCapacity: true)
                    places.append(place)
                }
            }
            places += Put.ordered(run)
            return places
        }
    }

    /// A session that is put, with the index of its change.
    private struct Put: Comparable {
        let created: Int64
        let incarnation: UInt64
        let place: Int

        init(_ session: StoredSession, _ place: Int) {
            created = session.createdAt.nanosecondsSinceEpoch
            incarnation = session.incarnation.rawValue
            self.place = place
        }

        static func < (lhs: Put, rhs: Put) -> Bool {
            lhs.created != rhs.created
                ? lhs.created < rhs.created : (lhs.incarnation, lhs.place) < (rhs.incarnation, rhs.place)
        }

        static func ordered(_ run: [Put]) -> [Int] {
            let isOncePerIncarnation = Set(run.lazy.map(\.incarnation)).count == run.count
            return (isOncePerIncarnation ? run.sorted() : run).map(\.place)
        }
    }
#endif

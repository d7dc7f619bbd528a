#if SQLite
    import SessionPersistence
    import Sessions

    extension [SessionStoreChange] {
        /// The changes' places in the order to make them in: sessions that are put one after the other in that of their
        /// creation, so that their rows lie in the order in which a restore wants them.
        ///
        /// It changes nothing of what they come to. Of an id's incarnations the newest is kept in any order; where
        /// one is put twice, nothing is moved.
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

    /// A session that is put, and the place of its change.
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

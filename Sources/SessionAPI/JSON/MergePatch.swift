#if HTTP
    /// A kind of JSON value that takes merge patches (RFC 7396).
    protocol MergePatchable: Equatable {
        static var null: Self { get }
        static func object(_ members: [String: Self]) -> Self
        /// The members of an object; `nil` for any other value.
        var members: [String: Self]? { get }
    }

    extension MergePatchable {
        /// The value after a merge patch: RFC 7396, section 2.
        func merged(with patch: Self) -> Self {
            guard let changes = patch.members else { return patch }
            var members = members ?? [:]
            for (name, change) in changes {
                members[name] = change == .null ? nil : (members[name] ?? .null).merged(with: change)
            }
            return .object(members)
        }
    }

    extension RawJSON: MergePatchable {
        var members: [String: RawJSON]? {
            guard case .object(let members) = self else { return nil }
            return members
        }
    }

    extension JSONValue: MergePatchable {
        var members: [String: JSONValue]? {
            guard case .object(let members) = self else { return nil }
            return members
        }

        /// This value after a merge patch: RFC 7396, section 2.
        ///
        /// Members of the patch replace those of the same name, objects are merged in turn, and `null` removes
        /// a member. A patch that is no object replaces the whole value.
        public func merging(_ patch: JSONValue) -> JSONValue { merged(with: patch) }
    }
#endif
